import { describe, expect, test } from "vitest";
import { disturbanceProblem } from "../../../simulators/gnss/disturbances.ts";
import { GnssReceiver } from "../../../simulators/gnss/receiver.ts";
import { LocalFrame } from "../../../simulators/gnss/wgs84.ts";
import type { CarPose } from "../../../simulators/world/car-pose.ts";
import {
  type GnssDisturbance,
  type GnssReceiverSettings,
  gnssDisturbanceSchema,
  gnssReceiverSchema,
} from "../../../src/scenario/gnss.ts";

/** What each disturbance does to the bytes of a receiver that makes no error of its own, in a car that drives east at 2 m/s. */
const ORIGIN = { latitudeDeg: 30.5, longitudeDeg: 114.4, heightM: 25 };
const UTC = Date.UTC(2026, 2, 1, 1, 0, 0);
const FROM_MS = 10_000;
const EXACT = {
  positionWhiteM: 0,
  positionDriftM: 0,
  headingWhiteDeg: 0,
  headingDriftDeg: 0,
  speedWhiteMps: 0,
};

const eastward = (atMs: number): CarPose => ({
  xM: atMs / 500,
  yM: 0,
  zM: 0,
  headingDeg: 90,
  pitchDeg: 0,
  speedMPerS: 2,
  yawRateDegPerS: 0,
});

interface Line {
  readonly text: string;
  readonly fields: readonly string[];
}

/** Every line in 30 s; the disturbance begins after ten and lasts ten. */
function linesWith(
  disturbance: Told | null,
  settings: Partial<GnssReceiverSettings> = {},
  poseAt: (atMs: number) => CarPose = eastward,
): Line[] {
  const device = new GnssReceiver({
    name: "gnss",
    settings: gnssReceiverSchema.parse({ ...EXACT, ...settings }),
    seed: 1,
    origin: ORIGIN,
    antenna: { x: 0, y: 0, z: 0 },
    headingOffsetDeg: 0,
    poseAt,
    utcAtZeroMs: UTC,
  });
  if (disturbance !== null)
    device.disturb(gnssDisturbanceSchema.parse({ forS: 10, ...disturbance }), FROM_MS);
  device.connected(0);
  let text = "";
  for (let due = device.nextStepMs(); due !== null && due <= 30_100; due = device.nextStepMs()) {
    device.step(due);
    text += Buffer.from(device.takeOutput()).toString("latin1");
  }
  return text
    .split("\r\n")
    .filter((line) => line !== "")
    .map((line) => ({ text: line, fields: (line.split("*")[0] ?? "").split(",") }));
}

type Told = { readonly kind: GnssDisturbance["kind"] } & Readonly<Record<string, unknown>>;

const named = (lines: readonly Line[], name: string): Line[] =>
  lines.filter(({ fields }) => fields[0] === `$${name}`);

/** Seconds since the first instant, and metres east and north of the origin, of a GGA or an RMC. */
function placed({ fields }: Line, at: { time: number; latitude: number }) {
  const degrees = (value = "", digits = 2) =>
    Number(value.slice(0, digits)) + Number(value.slice(digits)) / 60;
  const time = fields[at.time] ?? "";
  const { eastM, northM } = new LocalFrame(ORIGIN).toEnu({
    latitudeDeg: degrees(fields[at.latitude]),
    longitudeDeg: degrees(fields[at.latitude + 2], 3),
    heightM: 26.5,
  });
  return { timeS: Number(time.slice(2, 4)) * 60 + Number(time.slice(4)), eastM, northM };
}

const GGA = { time: 1, latitude: 2 };
const places = (lines: readonly Line[]) => named(lines, "GNGGA").map((line) => placed(line, GGA));
/** Off the truth, of each GGA. */
const offs = (lines: readonly Line[]) =>
  places(lines).map(({ timeS, eastM, northM }) => ({ timeS, offM: Math.hypot(eastM - 2 * timeS, northM) }));
const within = ({ timeS }: { timeS: number }): boolean => timeS >= 10 && timeS < 20;
const times = (lines: readonly Line[], name: string, hit: (fields: readonly string[]) => boolean): number[] =>
  named(lines, name)
    .filter(({ fields }) => hit(fields))
    .map(({ fields }) => Number((fields[1] ?? "").slice(4)));

describe("a disturbance in the bytes", () => {
  test("outliers: their share of the epochs lies 8 to 35 cm off and is called fixed", () => {
    const found = offs(linesWith({ kind: "outliers", share: 0.2 }));
    const far = found.filter(({ offM }) => offM > 0.01);
    expect(far.every(within)).toBe(true);
    expect(far.length).toBeGreaterThan(10);
    expect(far.length).toBeLessThan(35);
    for (const { offM } of far) {
      expect(offM).toBeGreaterThanOrEqual(0.08);
      expect(offM).toBeLessThanOrEqual(0.351);
    }
    const lines = named(linesWith({ kind: "outliers", share: 0.2 }), "GNGGA");
    expect(new Set(lines.map(({ fields }) => fields[6]))).toEqual(new Set(["4"]));
  });

  test("speed-lag: the speed comes late when it changes", () => {
    const stopping = (atMs: number): CarPose => ({
      ...eastward(Math.min(atMs, 15_000)),
      speedMPerS: atMs < 15_000 ? 2 : 0,
    });
    const kmhAt = (lines: readonly Line[], s: number): number =>
      Number(named(lines, "GNRMC")[10 * s - 1]?.fields[7]) * 1.852;
    const late = linesWith({ kind: "speed-lag", overS: 0.5 }, {}, stopping);
    expect(kmhAt(late, 14)).toBeCloseTo(7.2, 2);
    // One epoch after the stop, and five more: exp(-0.1 / 0.5) of it is left each time.
    expect(kmhAt(late, 15)).toBeCloseTo(7.2 * Math.exp(-0.2), 2);
    expect(kmhAt(late, 15.5)).toBeCloseTo(7.2 * Math.exp(-1.2), 2);
    expect(kmhAt(linesWith(null, {}, stopping), 15)).toBeCloseTo(0, 2);
  });

  test("frozen sentences: the same bytes again, time included", () => {
    const lines = named(linesWith({ kind: "frozen" }), "GNGGA").map(({ text }) => text);
    const [first = ""] = lines.slice(99);
    expect(lines.filter((text) => text === lines[98])).toHaveLength(101);
    expect(first).toBe(lines[98]);
    expect(new Set(lines).size).toBe(lines.length - 100);
  });

  test("frozen position: time, speed and heading go on; all but time: nothing else does", () => {
    const position = linesWith({ kind: "frozen", what: "position" });
    const stuck = places(position).filter(within);
    expect(new Set(stuck.map(({ eastM }) => eastM)).size).toBe(1);
    expect(new Set(stuck.map(({ timeS }) => timeS)).size).toBe(100);
    const speeds = (lines: readonly Line[]) => new Set(named(lines, "GNRMC").map(({ fields }) => fields[7]));
    expect([...speeds(position)]).toEqual(["3.888"]);
    const braking = (atMs: number): CarPose => ({ ...eastward(atMs), speedMPerS: atMs < 15_000 ? 2 : 1 });
    const all = linesWith({ kind: "frozen", what: "all-but-time" }, {}, braking);
    const held = named(all, "GNRMC").filter((line) => within(placed(line, { time: 1, latitude: 3 })));
    expect(new Set(held.map(({ fields }) => fields.slice(3, 9).join())).size).toBe(1);
    expect(new Set(held.map(({ fields }) => fields[1])).size).toBe(100);
  });

  test("swapped antennas: the heading is turned, and a swap moves the position by the baseline", () => {
    const headings = (lines: readonly Line[]) => [
      ...new Set(named(lines, "GNHPR").map(({ fields }) => fields[2])),
    ];
    const swapped = linesWith({ kind: "swapped-antennas", baselineM: 1.2 });
    expect(headings(swapped)).toEqual(["090.0000", "270.0000"]);
    for (const { timeS, eastM } of places(swapped).filter(within))
      expect(eastM - 2 * timeS).toBeCloseTo(1.2, 3);
    const across = linesWith({ kind: "swapped-antennas", byDeg: 90 });
    expect(headings(across)).toEqual(["090.0000", "180.0000"]);
    expect(Math.max(...offs(across).map(({ offM }) => offM))).toBeLessThan(0.001);
  });

  test("second receiver: GGA and RMC of another talker, metres away, with sums that hold", () => {
    const lines = linesWith({ kind: "second-receiver", eastM: 3, northM: -4 });
    const other = named(lines, "GPGGA").map((line) => placed(line, GGA));
    expect(other).toHaveLength(100);
    expect(named(lines, "GPRMC")).toHaveLength(100);
    expect(named(lines, "GNGGA")).toHaveLength(300);
    for (const { timeS, eastM, northM } of other) {
      expect(eastM - 2 * timeS).toBeCloseTo(3, 3);
      expect(northM).toBeCloseTo(-4, 3);
    }
    for (const { text } of lines) {
      const body = text.slice(1, text.indexOf("*"));
      const sum = [...body].reduce((all, char) => all ^ char.charCodeAt(0), 0);
      expect(text.endsWith(`*${sum.toString(16).toUpperCase().padStart(2, "0")}`)).toBe(true);
    }
    const same = linesWith({ kind: "second-receiver", talker: "GN", eastM: 3 });
    expect(named(same, "GNGGA")).toHaveLength(400);
  });

  test.each([
    [{ rmc: "void" }, "GNRMC", 2, "V"],
    [{ rmc: "autonomous" }, "GNRMC", 12, "A"],
    [{ rmc: "float" }, "GNRMC", 12, "F"],
    [{ hdop: 9 }, "GNGGA", 8, "9.0"],
    [{ satellites: 5 }, "GNGGA", 7, "05"],
    [{ sigmaM: 2.5 }, "GNGST", 6, "2.500"],
  ] as const)("contradicting quality %o, beside a GGA that says fixed", (says, name, field, found) => {
    const lines = linesWith({ kind: "contradicting-quality", ...says }, { gst: true });
    expect(times(lines, name, (fields) => fields[field] === found)).toHaveLength(100);
    expect(times(lines, "GNGGA", (fields) => fields[6] === "4")).toHaveLength(300);
  });

  test("GST has the receiver's own error", () => {
    const lines = linesWith(null, { gst: true, positionWhiteM: 0.006, positionDriftM: 0.008 });
    expect(new Set(named(lines, "GNGST").map(({ fields }) => fields[6]))).toEqual(new Set(["0.010"]));
    expect(named(linesWith(null), "GNGST")).toEqual([]);
  });

  test("wrong date: none, or 1024 weeks ago", () => {
    const dates = (lines: readonly Line[]) => [
      ...new Set(named(lines, "GNRMC").map(({ fields }) => fields[9])),
    ];
    expect(dates(linesWith({ kind: "wrong-date", date: "none" }))).toEqual(["010326", ""]);
    expect(dates(linesWith({ kind: "wrong-date" }))).toEqual(["010326", "160706"]);
    const stamps = linesWith({ kind: "wrong-date" }, { sentences: "ksxt-xor" }).map(
      ({ fields }) => fields[1],
    );
    expect(stamps[98]).toBe("20260301010009.90");
    expect(stamps[99]).toBe("20060716010010.00");
  });

  test("old corrections: the age grows with time and the fix stays", () => {
    const lines = linesWith({ kind: "old-corrections" });
    const ages = named(lines, "GNGGA").map(({ fields }) => Number(fields[13]));
    expect(Math.max(...ages.slice(0, 99))).toBeLessThan(2);
    expect(ages[198]).toBeGreaterThan(10);
    expect(Math.max(...ages.slice(200))).toBeLessThan(2);
    expect(times(lines, "GNGGA", (fields) => fields[6] === "4")).toHaveLength(300);
  });
});

describe("what a receiver cannot show is refused", () => {
  const settings = (sentences: GnssReceiverSettings["sentences"], gst = false) => ({ sentences, gst });
  test.each<[Told, ReturnType<typeof settings>, RegExp | null]>([
    [{ kind: "contradicting-quality" }, settings("gga-rmc-hpr"), /nothing is named/],
    [{ kind: "contradicting-quality", rmc: "void" }, settings("ksxt-xor"), /neither RMC nor GGA/],
    [{ kind: "contradicting-quality", hdop: 9 }, settings("ksxt-crc32"), /neither RMC nor GGA/],
    [{ kind: "contradicting-quality", satellites: 4 }, settings("ksxt-xor"), null],
    [{ kind: "contradicting-quality", sigmaM: 1 }, settings("gga-rmc-hpr"), /GST/],
    [{ kind: "contradicting-quality", sigmaM: 1 }, settings("gga-rmc-hpr", true), null],
    [{ kind: "wrong-date", date: "none" }, settings("ksxt-xor"), /date/],
    [{ kind: "wrong-date" }, settings("ksxt-xor"), null],
    [{ kind: "outliers", leastM: 0.4 }, settings("gga-rmc-hpr"), /outlier/],
  ])("%o of %o", (disturbance, receiver, problem) => {
    const found = disturbanceProblem(gnssDisturbanceSchema.parse({ forS: 1, ...disturbance }), receiver);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toMatch(problem);
  });
});
