import { describe, expect, test } from "vitest";
import { type DriverDefect, driverSchema } from "../../../src/scenario/driver.ts";
import { depthInside, leftDistance, type Xy } from "./ground-geometry.ts";
import {
  type Drive,
  itemOf,
  marginOf,
  onGround,
  recordDrive,
  stopsIn,
  VEHICLE,
  valueAt,
  xy,
} from "./recorded-drive.ts";

const faultless = recordDrive();

function driveWith(...defects: DriverDefect[]): Drive {
  return recordDrive({ defects });
}

function only(stops: ReturnType<typeof stopsIn>, place = 0): (typeof stops)[number] {
  const stop = stops[place];
  if (stop === undefined) throw new Error(`no stop number ${place}`);
  return stop;
}

/** Deepest point of the body beyond the bay, metres; negative when all is inside. */
function beyondBay(id: string, stop: ReturnType<typeof only>): number {
  const ring = (itemOf(id).bay ?? []).map(xy);
  return Math.max(...VEHICLE.outline.map((p) => -depthInside(onGround(stop.pose, p), ring)));
}

function rollbackM(drive: Drive): number {
  const stop = only(stopsIn(drive, "hill-start-1"));
  const from = drive.moments.find((m) => m.atS >= stop.fromS + 0.2)?.travelM ?? 0;
  const after = drive.moments.filter((m) => m.atS > stop.fromS + 0.2 && m.atS < stop.toS + 10);
  return from - Math.min(...after.map((m) => m.travelM));
}

function line(points: readonly { x: number; y: number }[]): [Xy, Xy] {
  const [a, b] = points.map(xy);
  if (a === undefined || b === undefined) throw new Error("a line needs two points");
  return [a, b];
}

function zeros(drive: Drive, what: string): number[] {
  return drive.changes.filter((c) => c.what === what && c.value === 0 && c.atS > 0).map((c) => c.atS);
}

describe("driver defects, measured on the truth", () => {
  test("stalls on the hill: the engine stops once, after the stop, and the car does not roll", () => {
    const drive = driveWith({ kind: "stalls-on-hill", item: "hill-start-1" });
    const stop = only(stopsIn(drive, "hill-start-1"));
    const dead = drive.moments.filter((m) => m.atS > 10 && m.rpm < 20);
    expect(dead.length).toBeGreaterThan(10);
    expect(dead[0]?.atS).toBeGreaterThan(stop.fromS);
    expect(dead.at(-1)?.atS).toBeLessThan(stop.toS);
    expect(stop.toS - stop.fromS).toBeLessThan(28);
    expect(rollbackM(drive)).toBeLessThan(0.02);
    expect(drive.endS).toBeGreaterThan(faultless.endS);
  });

  test.each([15, 25, 45])("rolls back %i cm", (byCm) => {
    const drive = driveWith({ kind: "rolls-back", item: "hill-start-1", byCm });
    expect(rollbackM(drive) * 100).toBeGreaterThan(byCm - 2);
    expect(rollbackM(drive) * 100).toBeLessThan(byCm + 2);
  });

  test.each([
    ["reverse-bay-1", 60, "rear"],
    ["reverse-bay-1", 150, "rear"],
    ["reverse-bay-1", 80, "side"],
    ["side-parking-1", 100, "rear"],
  ] as const)("%s: the body stands %i mm over the base line at the %s", (item, byMm, line) => {
    const drive = driveWith({ kind: "touches-bay-line", item, byMm, line });
    const beyondM = beyondBay(item, only(stopsIn(drive, item), 1));
    expect(beyondM * 1000).toBeGreaterThan(byMm - 15);
    expect(beyondM * 1000).toBeLessThan(byMm + 15);
    expect(beyondBay(item, only(stopsIn(faultless, item), 1))).toBeLessThan(-0.1);
  });

  test.each(["reverse-bay-1", "side-parking-1", "curve-1", "right-angle-1"])("%s: stops midway", (item) => {
    const drive = driveWith({ kind: "stops-midway", item, forS: 3.5 });
    const stops = stopsIn(drive, item);
    expect(stops).toHaveLength(stopsIn(faultless, item).length + 1);
    const extra = stops.find((s) => Math.abs(s.toS - s.fromS - 3.5) < 0.5 && !atRest(s));
    expect(extra).toBeDefined();
  });

  test("forgets the belt", () => {
    const drive = driveWith({ kind: "forgets-belt" });
    expect(valueAt(drive, "belt", 5)).toBe(0);
    expect(valueAt(drive, "belt", drive.endS)).toBe(0);
  });

  test("takes the belt off for two seconds, opens the door for three", () => {
    const drive = driveWith(
      { kind: "takes-belt-off", item: "curve-1", forS: 2 },
      { kind: "opens-door", item: "side-parking-1", forS: 3 },
    );
    const beltOff = zeros(drive, "belt");
    expect(beltOff).toHaveLength(1);
    expect(valueAt(drive, "belt", (beltOff[0] ?? 0) + 1.9)).toBe(0);
    expect(valueAt(drive, "belt", (beltOff[0] ?? 0) + 2.1)).toBe(1);
    expect(zeros(drive, "door")).toHaveLength(1);
  });

  test.each(["side-parking-1", "right-angle-1"])("%s: forgets the signal there and nowhere else", (item) => {
    const count = (drive: Drive) =>
      drive.changes.filter((c) => c.what === "signal-left" && c.value === 1).length;
    expect(count(faultless)).toBe(3);
    expect(count(driveWith({ kind: "forgets-signal", item }))).toBe(2);
  });

  test("forgets the handbrake, and does not roll for it", () => {
    const drive = driveWith({ kind: "forgets-handbrake", item: "hill-start-1" });
    const stop = only(stopsIn(drive, "hill-start-1"));
    expect(valueAt(drive, "handbrake", stop.toS - 0.5)).toBe(0);
    expect(valueAt(drive, "brake", stop.toS - 2)).toBe(1);
    expect(rollbackM(drive)).toBeLessThan(0.02);
  });

  test.each([
    ["right-angle-1", 100],
    ["curve-1", 150],
  ])("%s: a wheel cuts the corner by %i mm", (item, byMm) => {
    const drive = driveWith({ kind: "cuts-corner", item, byMm });
    const beyondM = wheelBeyondM(drive, item);
    expect(beyondM * 1000).toBeGreaterThan(byMm - 50);
    expect(beyondM * 1000).toBeLessThan(byMm + 60);
    expect(marginOf(faultless, item, "wheel").distanceM).toBeGreaterThan(0.18);
  });

  test.each([
    ["reverse-bay-1", 215],
    ["side-parking-1", 95],
  ])("%s: too slow, over %i s", (item, totalS) => {
    const drive = driveWith({ kind: "too-slow", item, totalS });
    const stops = stopsIn(drive, item);
    const beganS = only(stops, 0).toS;
    expect(only(stops, 1).toS - beganS).toBeGreaterThan(totalS - 1);
    expect(only(stops, 1).toS - beganS).toBeLessThan(totalS + 3);
  });

  test.each([-60, -30, 30, 60])("hill stop off by %i cm", (byCm) => {
    const pole = itemOf("hill-start-1").poleLine?.points ?? [];
    const bumperM = (drive: Drive) => {
      const { pose } = only(stopsIn(drive, "hill-start-1"));
      return -leftDistance(onGround(pose, { x: 0, y: 3.478 }), ...line(pole));
    };
    const drive = driveWith({ kind: "hill-stop-off", item: "hill-start-1", byCm });
    expect((bumperM(drive) - bumperM(faultless)) * 100).toBeGreaterThan(byCm - 1.5);
    expect((bumperM(drive) - bumperM(faultless)) * 100).toBeLessThan(byCm + 1.5);
  });

  test.each([40, 60, -5])("edge distance %i cm", (distanceCm) => {
    const drive = driveWith({ kind: "edge-distance", item: "hill-start-1", distanceCm });
    const { pose } = only(stopsIn(drive, "hill-start-1"));
    const edge = itemOf("hill-start-1").boundaries.find((b) => b.inside === "left")?.points ?? [];
    const rightM = Math.min(...VEHICLE.outline.map((p) => leftDistance(onGround(pose, p), ...line(edge))));
    expect(rightM * 100).toBeGreaterThan(distanceCm - 2);
    expect(rightM * 100).toBeLessThan(distanceCm + 2);
  });

  test.each([
    ["reverse-bay-1", 4],
    ["hill-start-1", 1],
    ["side-parking-1", 2],
  ])("leaves out %s: no stop there, the rest as ever", (item, stops) => {
    const drive = driveWith({ kind: "leaves-out", item });
    expect(stopsIn(faultless, item)).toHaveLength(stops);
    expect(stopsIn(drive, item)).toHaveLength(0);
    expect([...drive.entries.keys()]).toEqual([...faultless.entries.keys()]);
    const backM = (d: Drive) => d.moments.filter((m) => m.pose.speedMPerS < 0).length;
    expect(backM(drive) < backM(faultless)).toBe(item !== "hill-start-1");
    expect(drive.endS).toBeLessThan(faultless.endS);
  });

  test("the examiner brakes", () => {
    const drive = driveWith({ kind: "examiner-brakes", item: "curve-1", forS: 2 });
    const on = drive.changes.filter((c) => c.what === "examiner-brake" && c.value === 1);
    expect(on).toHaveLength(1);
    expect(stopsIn(drive, "curve-1")).toHaveLength(1);
  });

  test("starts in gear, and holds the starter", () => {
    const drive = driveWith({ kind: "starts-in-gear" }, { kind: "holds-starter", forS: 2.6 });
    const [on, off] = drive.changes.filter((c) => c.what === "starter" && c.atS > 0);
    expect(valueAt(drive, "gear", on?.atS ?? 0)).toBe(1);
    expect((off?.atS ?? 0) - (on?.atS ?? 0)).toBeCloseTo(2.6, 1);
  });

  test("defects of the second drive do not show in the first", () => {
    expect(recordDrive({ attempt: 2, defects: [{ kind: "forgets-belt" }] }).moments).toEqual(
      faultless.moments,
    );
  });

  test("what cannot be is refused", () => {
    expect(() => driveWith({ kind: "leaves-out", item: "curve-1" })).toThrow(/cannot be left out/);
    expect(() =>
      driveWith({ kind: "touches-bay-line", item: "side-parking-1", byMm: 50, line: "side" }),
    ).toThrow(/only a reverse bay/);
    expect(() => driveWith({ kind: "rolls-back", item: "nowhere", byCm: 10 })).toThrow(/nowhere/);
    expect(driverSchema.safeParse({ defects: [{ kind: "flies" }] }).success).toBe(false);
  });
});

/** Is this one of the stops every drive has? */
function atRest(stop: ReturnType<typeof only>): boolean {
  return faultless.stops.some((s) => Math.hypot(s.pose.xM - stop.pose.xM, s.pose.yM - stop.pose.yM) < 0.3);
}

/** How far a wheel gets to the wrong side of the nearest edge. */
function wheelBeyondM(drive: Drive, id: string): number {
  let most = Number.NEGATIVE_INFINITY;
  const fromS = drive.entries.get(id) ?? Number.POSITIVE_INFINITY;
  for (const { pose } of drive.moments.filter((m, i) => m.atS > fromS && m.atS < fromS + 40 && i % 3 === 0))
    for (const wheel of Object.values(VEHICLE.wheels)) {
      const p = onGround(pose, wheel);
      for (const { points, inside } of itemOf(id).boundaries) {
        let near: { d: number; beyond: boolean } | null = null;
        for (let i = 1; i < points.length; i++) {
          const [a, b] = line(points.slice(i - 1, i + 1));
          const along =
            ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) /
            Math.hypot(b[0] - a[0], b[1] - a[1]);
          const left = leftDistance(p, a, b);
          if (along < -0.01 || along > Math.hypot(b[0] - a[0], b[1] - a[1]) + 0.01) continue;
          if (near === null || Math.abs(left) < near.d)
            near = { d: Math.abs(left), beyond: inside === "left" ? left < 0 : left > 0 };
        }
        if (near?.beyond === true && near.d < 1) most = Math.max(most, near.d);
      }
    }
  return most;
}
