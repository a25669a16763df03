import { describe, expect, test } from "vitest";
import { LocalFrame } from "../../../simulators/gnss/wgs84.ts";
import { depthInside, leftDistance, type Xy } from "./ground-geometry.ts";
import {
  COURSE_TEXT,
  itemOf,
  MAP,
  marginOf,
  onGround,
  recordDrive,
  stopsIn,
  VEHICLE,
  valueAt,
  xy,
} from "./recorded-drive.ts";

const drive = recordDrive();
const bodyAt = (pose: Parameters<typeof onGround>[0]): Xy[] => VEHICLE.outline.map((p) => onGround(pose, p));
const depthIn = (id: string, pose: Parameters<typeof onGround>[0]): number => {
  const ring = (itemOf(id).bay ?? []).map(xy);
  return Math.min(...bodyAt(pose).map((p) => depthInside(p, ring)));
};

describe("a drive without a fault", () => {
  test("comes to its end, item by item", () => {
    expect([...drive.entries.keys()]).toEqual(MAP.items.map((item) => item.id));
    expect(drive.endS).toBeLessThan(420);
    expect(drive.stops, "at the start, and in the items").toHaveLength(1 + 4 + 1 + 2);
  });

  test.each([
    ["reverse-bay-1", "body", 0.25],
    ["hill-start-1", "wheel", 0.25],
    ["side-parking-1", "body", 0.25],
    ["side-parking-1", "wheel", 0.4],
    ["curve-1", "wheel", 0.6],
    ["right-angle-1", "wheel", 0.18],
  ] as const)("%s: the %s stays clear of the lines", (id, contact, leastM) => {
    const margin = marginOf(drive, id, contact);
    expect(margin.distanceM).toBeGreaterThan(leastM);
    expect(margin.distanceM).toBeLessThan(1.5);
  });

  test("a hurried and a slow driver keep ten centimetres everywhere", () => {
    for (const pace of [0.6, 1.2]) {
      const other = recordDrive({ pace }, 5);
      for (const { id } of MAP.items)
        for (const contact of ["body", "wheel"] as const)
          expect(marginOf(other, id, contact).distanceM, `${id} ${contact} at ${pace}`).toBeGreaterThan(0.1);
    }
  });

  test("it stands where the route says, within a centimetre along its way", () => {
    const ends = MAP.legs.filter((leg) => leg.stopS > 0).map((leg) => leg.points.at(-1) ?? fail());
    for (const [i, { pose }] of drive.stops.slice(1).entries()) {
      const end = ends[i] ?? fail();
      const heading = (pose.headingDeg * Math.PI) / 180;
      const alongM = (pose.xM - end.x) * Math.sin(heading) + (pose.yM - end.y) * Math.cos(heading);
      expect(Math.abs(alongM), `stop ${i}`).toBeLessThan(0.01);
    }
  });

  test("reverse bay: both front wheels over the control line, the body in the bay, in time", () => {
    const stops = stopsIn(drive, "reverse-bay-1");
    expect(stops).toHaveLength(4);
    const [start, first, far, second] = stops;
    const { frontLeft, frontRight } = VEHICLE.wheels;
    for (const [stop, name] of [
      [start, "start"],
      [far, "far"],
    ] as const) {
      const line = controlLine(name);
      for (const wheel of [frontLeft, frontRight]) {
        const p = onGround(stop?.pose ?? fail(), wheel);
        expect(Math.abs(leftDistance(p, ...line))).toBeGreaterThan(0.1);
        expect(Math.sign(leftDistance(p, ...line))).toBe(
          -Math.sign(leftDistance(onGround(first?.pose ?? fail(), wheel), ...line)),
        );
      }
    }
    for (const stop of [first, second])
      expect(depthIn("reverse-bay-1", stop?.pose ?? fail())).toBeGreaterThan(0.1);
    expect((drive.entries.get("hill-start-1") ?? 0) - (start?.toS ?? 0)).toBeLessThan(150);
  });

  test("hill: bumper at the pole line, right side 10 to 30 cm from the edge, handbrake, no roll-back", () => {
    const [stop] = stopsIn(drive, "hill-start-1");
    const item = itemOf("hill-start-1");
    const pose = stop?.pose ?? fail();
    const [a, b] = (item.poleLine?.points ?? []).map(xy);
    const bumper = onGround(pose, { x: 0, y: 3.478 * Math.cos((pose.pitchDeg * Math.PI) / 180) });
    expect(Math.abs(leftDistance(bumper, a ?? fail(), b ?? fail()))).toBeLessThan(0.1);
    const edge = (item.boundaries.find((line) => line.inside === "left")?.points ?? []).map(xy);
    const right = Math.min(...bodyAt(pose).map((p) => leftDistance(p, edge[0] ?? fail(), edge[1] ?? fail())));
    expect(right).toBeGreaterThan(0.1);
    expect(right).toBeLessThan(0.3);
    expect(pose.pitchDeg).toBeCloseTo(5.71, 1);
    expect(valueAt(drive, "handbrake", (stop?.toS ?? 0) - 1.5)).toBe(1);
    expect((stop?.toS ?? 0) - (stop?.fromS ?? 0)).toBeLessThan(15);
    const before = drive.moments.findLast((m) => m.atS <= (stop?.toS ?? 0) - 0.1)?.travelM ?? 0;
    const after = drive.moments.filter((m) => m.atS > (stop?.toS ?? 0) - 0.1 && m.atS < (stop?.toS ?? 0) + 8);
    expect(Math.min(...after.map((m) => m.travelM))).toBeGreaterThan(before - 0.01);
  });

  test("side parking: one reverse, the body in the bay, left signal three seconds before moving out", () => {
    const stops = stopsIn(drive, "side-parking-1");
    expect(stops).toHaveLength(2);
    const parked = stops[1];
    expect(depthIn("side-parking-1", parked?.pose ?? fail())).toBeGreaterThan(0.1);
    expect(valueAt(drive, "signal-left", (parked?.toS ?? 0) - 3)).toBe(1);
    expect(valueAt(drive, "signal-left", drive.entries.get("curve-1") ?? 0)).toBe(0);
    expect((drive.entries.get("curve-1") ?? 0) - (stops[0]?.toS ?? 0)).toBeLessThan(80);
  });

  test("right angle: signal three seconds before the turn, off afterwards", () => {
    const entryS = drive.entries.get("right-angle-1") ?? 0;
    const turnS = drive.moments.find((m) => m.atS > entryS && Math.abs(m.pose.yawRateDegPerS) > 2)?.atS ?? 0;
    expect(valueAt(drive, "signal-left", turnS - 3)).toBe(1);
    expect(valueAt(drive, "signal-left", drive.endS)).toBe(0);
  });

  test("belt, door and engine give no cause; no speed beyond what the route asks", () => {
    expect(drive.changes.filter((c) => c.what === "belt" && c.value === 0)).toEqual([]);
    expect(drive.changes.filter((c) => c.what === "door" && c.value === 0)).toEqual([]);
    const started = drive.moments.findIndex((m) => m.rpm > 700);
    expect(Math.min(...drive.moments.slice(started).map((m) => m.rpm))).toBeGreaterThan(500);
    expect(Math.max(...drive.moments.map((m) => Math.abs(m.pose.speedMPerS) * 3.6))).toBeLessThan(11);
    const starter = drive.changes.filter((c) => c.what === "starter" && c.atS > 0);
    expect(starter.map((c) => c.value)).toEqual([1, 0]);
    expect((starter[1]?.atS ?? 0) - (starter[0]?.atS ?? 0)).toBeLessThan(1.5);
    expect(valueAt(drive, "gear", starter[0]?.atS ?? 0)).toBe(0);
  });

  test("the same seed drives the same way, another one a little differently", () => {
    expect(recordDrive({}, 1).moments).toEqual(drive.moments);
    expect(recordDrive({}, 2).endS).not.toBe(drive.endS);
  });
});

function controlLine(name: string): [Xy, Xy] {
  const file = JSON.parse(COURSE_TEXT) as {
    features: { properties: { name?: string }; geometry: { coordinates: [number, number][] } }[];
  };
  const feature = file.features.find((f) => f.properties.name === name);
  const frame = new LocalFrame(MAP.origin);
  const [a, b] = (feature?.geometry.coordinates ?? []).map(([longitudeDeg, latitudeDeg]): Xy => {
    const enu = frame.toEnu({ longitudeDeg, latitudeDeg, heightM: MAP.origin.heightM });
    return [enu.eastM, enu.northM];
  });
  return [a ?? fail(), b ?? fail()];
}

function fail(): never {
  throw new Error("the drive has no such stop");
}
