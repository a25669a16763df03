import { describe, expect, test } from "vitest";
import { GnssReceiver } from "../../../simulators/gnss/receiver.ts";
import { LocalFrame } from "../../../simulators/gnss/wgs84.ts";
import type { CarPose } from "../../../simulators/world/car-pose.ts";
import { type GnssDisturbance, gnssReceiverSchema } from "../../../src/scenario/gnss.ts";

const ORIGIN = { latitudeDeg: 30.5, longitudeDeg: 114.4, heightM: 25 };
const STILL: CarPose = { xM: 3, yM: 4, zM: 0, headingDeg: 90, pitchDeg: 0, speedMPerS: 0, yawRateDegPerS: 0 };
const EXACT = {
  positionWhiteM: 0,
  positionDriftM: 0,
  headingWhiteDeg: 0,
  headingDriftDeg: 0,
  speedWhiteMps: 0,
};
const UTC = Date.UTC(2026, 2, 1, 1, 0, 0, 30);

interface Epoch {
  readonly atMs: number;
  readonly timeS: number;
  readonly eastM: number;
  readonly northM: number;
  readonly quality: string;
  readonly headingDeg: number;
}

function receiver(
  settings: Record<string, unknown> = {},
  seed = 1,
  pose: (atMs: number) => CarPose = () => STILL,
) {
  return new GnssReceiver({
    name: "gnss",
    settings: gnssReceiverSchema.parse(settings),
    seed,
    origin: ORIGIN,
    antenna: { x: 0, y: 1.2, z: 0 },
    headingOffsetDeg: 90,
    poseAt: pose,
    utcAtZeroMs: UTC,
  });
}

/** Steps it as a clock would, and reads GGA and HPR back. */
function drive(device: GnssReceiver, untilMs: number): Epoch[] {
  const frame = new LocalFrame(ORIGIN);
  const epochs: Epoch[] = [];
  device.connected(0);
  for (let due = device.nextStepMs(); due !== null && due <= untilMs; due = device.nextStepMs()) {
    device.step(due);
    const text = Buffer.from(device.takeOutput()).toString("latin1");
    if (!text.startsWith("$GNGGA")) continue;
    const [gga = "", , hpr = ""] = text.split("\r\n").map((line) => line);
    const f = gga.split(",");
    const degrees = (v = "", digits = 2) => Number(v.slice(0, digits)) + Number(v.slice(digits)) / 60;
    const enu = frame.toEnu({ latitudeDeg: degrees(f[2]), longitudeDeg: degrees(f[4], 3), heightM: 25 });
    const h = hpr.split(",");
    epochs.push({
      atMs: due,
      timeS: Number((f[1] ?? "").slice(2, 4)) * 60 + Number((f[1] ?? "").slice(4)),
      eastM: enu.eastM,
      northM: enu.northM,
      quality: f[6] ?? "",
      headingDeg: h[5] === "0" ? Number.NaN : Number(h[2]),
    });
  }
  return epochs;
}

function sigma(values: readonly number[], about: number): number {
  return Math.sqrt(values.reduce((sum, v) => sum + (v - about) ** 2, 0) / values.length);
}

/** Of the change from one value to the next. */
function stepSigma(values: readonly number[]): number {
  return sigma(
    values.slice(1).map((v, i) => v - (values[i] ?? 0)),
    0,
  );
}

describe("WGS84", () => {
  test("there and back within a tenth of a millimetre", () => {
    const frame = new LocalFrame(ORIGIN);
    for (const enu of [
      { eastM: 0, northM: 0, upM: 0 },
      { eastM: 480.5, northM: -730.25, upM: 12 },
    ]) {
      const back = frame.toEnu(frame.toGeodetic(enu));
      expect(Math.hypot(back.eastM - enu.eastM, back.northM - enu.northM, back.upM - enu.upM)).toBeLessThan(
        1e-6,
      );
    }
  });

  test("a second of latitude at 30.5 degrees is 30.79 m, one of longitude 26.67 m", () => {
    const frame = new LocalFrame(ORIGIN);
    const north = frame.toEnu({ ...ORIGIN, latitudeDeg: 30.5 + 1 / 3600 });
    const east = frame.toEnu({ ...ORIGIN, longitudeDeg: 114.4 + 1 / 3600 });
    expect(north.northM).toBeCloseTo(30.793, 2);
    expect(east.eastM).toBeCloseTo(26.667, 2);
  });
});

describe("receiver", () => {
  test("epochs stand on the UTC grid and leave 20 to 80 ms later", () => {
    const epochs = drive(receiver(), 60_000);
    expect(epochs.length).toBeGreaterThanOrEqual(598);
    const latencies = epochs.map((e) => e.atMs - (e.timeS * 1000 - 30));
    for (const [i, e] of epochs.entries()) expect(e.timeS).toBeCloseTo(0.1 * (i + 1), 6);
    expect(Math.min(...latencies)).toBeGreaterThanOrEqual(19.99);
    expect(Math.max(...latencies)).toBeLessThanOrEqual(80.01);
    expect(Math.max(...latencies) - Math.min(...latencies)).toBeGreaterThan(50);
  });

  test("20 Hz is twice as many", () => {
    expect(drive(receiver({ rateHz: 20 }), 10_000).length).toBeGreaterThan(195);
  });

  test("it gives the antenna, not the axle, and the pair's azimuth, not the car's", () => {
    const [epoch] = drive(receiver(EXACT), 1000);
    expect(epoch?.eastM).toBeCloseTo(3 + 1.2, 3);
    expect(epoch?.northM).toBeCloseTo(4, 3);
    expect(epoch?.headingDeg).toBeCloseTo(0, 3);
  });

  test("as a default 10 mm and 0.2 degrees, one sigma, of which neither white noise nor drift is the small part", () => {
    const epochs = drive(receiver({}, 7), 1_200_000);
    const east = epochs.map((e) => e.eastM);
    expect(sigma(east, 4.2)).toBeGreaterThan(0.009);
    expect(sigma(east, 4.2)).toBeLessThan(0.012);
    const heading = epochs.map((e) => (e.headingDeg > 180 ? e.headingDeg - 360 : e.headingDeg));
    expect(sigma(heading, 0)).toBeGreaterThan(0.18);
    expect(sigma(heading, 0)).toBeLessThan(0.22);
    // From one epoch to the next drift moves by next to nothing: what is left is the white noise, twice.
    expect(stepSigma(east)).toBeCloseTo(Math.SQRT2 * 0.006, 3);
    expect(stepSigma(heading)).toBeGreaterThan(Math.SQRT2 * 0.12);
    expect(stepSigma(heading)).toBeLessThan(Math.SQRT2 * 0.13);
  });

  test("white noise and drift are two settings", () => {
    const white = drive(receiver({ ...EXACT, positionWhiteM: 0.01 }, 3), 600_000).map((e) => e.eastM);
    expect(sigma(white, 4.2)).toBeCloseTo(0.01, 3);
    expect(stepSigma(white)).toBeCloseTo(Math.SQRT2 * 0.01, 3);
    const slow = drive(receiver({ ...EXACT, positionDriftM: 0.01 }, 3), 1_200_000).map((e) => e.eastM);
    expect(sigma(slow, 4.2)).toBeGreaterThan(0.008);
    expect(sigma(slow, 4.2)).toBeLessThan(0.012);
    // exp(-0.1 s / 20 s): a step of 1 mm at a drift of 10 mm.
    expect(stepSigma(slow)).toBeCloseTo(0.001, 4);
    const turned = drive(receiver({ ...EXACT, headingDriftDeg: 0.2 }, 3), 600_000).map((e) =>
      e.headingDeg > 180 ? e.headingDeg - 360 : e.headingDeg,
    );
    expect(sigma(turned, 0)).toBeCloseTo(0.2, 1);
    expect(stepSigma(turned)).toBeCloseTo(0.2 * Math.sqrt(2 * (1 - Math.exp(-0.02))), 3);
  });

  test.each<[GnssDisturbance, (e: Epoch) => boolean]>([
    [{ kind: "rtk-lost", forS: 8, fix: "float" }, (e) => e.quality === "5"],
    [{ kind: "rtk-lost", forS: 8, fix: "single" }, (e) => e.quality === "1"],
    [{ kind: "rtk-lost", forS: 8, fix: "none" }, (e) => e.quality === "0"],
    [{ kind: "heading-lost", forS: 8 }, (e) => Number.isNaN(e.headingDeg)],
    [{ kind: "jump", forS: 8, eastM: 0.5, northM: 0 }, (e) => e.eastM > 4.5],
  ])("%o lasts its time and no longer", (disturbance, hit) => {
    const device = receiver();
    device.disturb(disturbance, 10_000);
    const epochs = drive(device, 30_000);
    const hits = epochs.filter(hit);
    expect(hits).toHaveLength(80);
    expect(hits[0]?.timeS).toBeCloseTo(10.1, 6);
  });

  test("a time gap leaves epochs out; multipath swings", () => {
    const gap = receiver();
    gap.disturb({ kind: "time-gap", forS: 2 }, 10_000);
    expect(drive(gap, 30_000)).toHaveLength(drive(receiver(), 30_000).length - 20);
    const swinging = receiver();
    swinging.disturb({ kind: "multipath", forS: 12, amplitudeM: 0.2, periodS: 6 }, 10_000);
    const east = drive(swinging, 23_000).map((e) => e.eastM);
    expect(Math.max(...east)).toBeGreaterThan(4.36);
    expect(Math.min(...east)).toBeLessThan(4.04);
  });

  test("a stuck position stays where it was although the car goes on", () => {
    const device = receiver(EXACT, 1, (atMs) => ({ ...STILL, xM: atMs / 1000 }));
    device.readingFaults.setStuck(true);
    const east = drive(device, 5000).map((e) => e.eastM);
    expect(Math.max(...east) - Math.min(...east)).toBeLessThan(1e-3);
    device.readingFaults.setStuck(false);
    expect(drive(device, 10_000).at(-1)?.eastM).toBeGreaterThan(10);
  });

  test("the same seed gives the same bytes, another one does not", () => {
    const bytes = (seed: number) => {
      const device = receiver({ sentences: "ksxt-crc32" }, seed);
      device.connected(0);
      device.step(20_000);
      return Buffer.from(device.takeOutput()).toString("latin1");
    };
    expect(bytes(3)).toBe(bytes(3));
    expect(bytes(3)).not.toBe(bytes(4));
  });

  test("it answers its commands and notes what is none", () => {
    const device = receiver();
    device.receive(Buffer.from("GPGGA COM1 0.1\r\n"), 0);
    expect(Buffer.from(device.takeOutput()).toString()).toMatch(
      /^\$command,GPGGA COM1 0\.1,response: OK\*[0-9A-F]{2}\r\n$/,
    );
    expect(device.misuse).toEqual([]);
    device.receive(Buffer.from("hello\r\n"), 0);
    expect(device.misuse).toHaveLength(1);
  });
});
