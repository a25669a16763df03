import { describe, expect, test } from "vitest";
import { HONEST, SENTENCE_SETS } from "../../../simulators/gnss/sentences.ts";
import type { GnssEpoch } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { leapSecondAt, runningMs, toldUtcMs } from "../../../src/core/time/leap-second.ts";
import { createNmeaSession } from "../../../src/protocols/nmea/session.ts";
import {
  demoCourse,
  demoVehicle,
  drive,
  ExamRun,
  type Fed,
  type Leg,
  legsOf,
} from "../../support/exam-drive.ts";
import { sealed } from "../../support/nmea-line.ts";
import { ascii } from "../../support/wire-bytes.ts";

/** Goal: a drive over a leap second is judged as the same drive on any other day. */
const LEAP_AT = Date.UTC(2027, 0, 1);
const legs = legsOf(demoCourse());

/** As a receiver writes it: after 23:59:59 comes 23:59:60. `running` counts on through it. */
function written(epoch: GnssEpoch, running: number, leapAt: number | null): string {
  const inLeap = leapAt !== null && running >= leapAt && running < leapAt + 1000;
  const utcMs = leapAt === null || running < leapAt ? running : running - 1000;
  const text = SENTENCE_SETS["gga-rmc-hpr"]({
    ...HONEST,
    utcMs,
    latitudeDeg: epoch.latitudeDeg,
    longitudeDeg: epoch.longitudeDeg,
    heightM: 25,
    geoidM: -13,
    fix: "fixed",
    satellites: 28,
    correctionAgeS: 1,
    station: 1,
    speedMPerS: (epoch.speedKmh ?? 0) / 3.6,
    courseDeg: epoch.courseDeg ?? 0,
    velocityEnu: [0, 0, 0],
    headingDeg: epoch.headingDeg ?? 0,
    pitchDeg: 0,
    headingFix: "fixed",
    headingSatellites: 27,
  });
  if (!inLeap) return text;
  return text
    .split("\r\n")
    .filter((line) => line !== "")
    .map((line) => sealed(line.slice(1, line.indexOf("*")).replace(",235959.", ",235960.")))
    .join("");
}

/** The drive once more, its epochs through the receiver's sentences; the leap second comes after so many seconds, or never. */
function heard(fed: readonly Fed[], leapAfterS: number | null): Fed[] {
  const session = createNmeaSession({ device: asId("rover"), sentences: ["GGA", "RMC", "HPR"] });
  session.connected(0);
  const first = fed.find(({ observation }) => observation.kind === "gnss-epoch")?.observation as GnssEpoch;
  const startMs = LEAP_AT - 1000 * (leapAfterS ?? 3600);
  return fed.flatMap(({ role, observation }): Fed[] => {
    if (observation.kind !== "gnss-epoch") return [{ role, observation }];
    const running = startMs + observation.utcMs - first.utcMs;
    const text = written(observation, running, leapAfterS === null ? null : LEAP_AT);
    const { observations } = session.receive(ascii(text), observation.atMs);
    return observations.map((one) => ({ role, observation: one }));
  });
}

function judged(fed: readonly Fed[]): ExamRun {
  const run = new ExamRun();
  run.command({ name: "begin" });
  run.observe(fed);
  return run;
}

const secondsOf = (fed: readonly Fed[]): number => ((fed.at(-1)?.observation.atMs ?? 0) - 1000) / 1000;

describe.each([5, 10, 20])("a whole test at %i Hz", (hz) => {
  const fed = drive(demoCourse(), demoVehicle(), { hz });
  const plain = judged(heard(fed, null)).report();

  test.each([0.1, 0.33, 0.5, 0.77])("the leap second after %d of it", (share) => {
    const at = Math.round(secondsOf(fed) * share);
    const told = heard(fed, at);
    expect(
      told.filter(({ observation }) => observation.kind === "gnss-epoch" && observation.leapMs !== undefined),
    ).toHaveLength(hz);
    const { verdict, items, score } = judged(told).report();
    expect({ verdict, score }).toEqual({ verdict: plain.verdict, score: plain.score });
    expect(verdict).toBe("pass");
    expect(items.map((item) => [item.item, item.verdict])).toEqual(
      plain.items.map((item) => [item.item, item.verdict]),
    );
  });
});

describe("what is measured and told", () => {
  const [runIn, curve] = legs.filter((leg) => leg.item === "curve-1") as [Leg, Leg];
  const stopping: Leg[] = [
    runIn,
    { ...curve, points: curve.points.slice(0, 60), ahead: curve.points[60], stopS: 2.6 },
    { ...curve, number: 17, points: curve.points.slice(59), behind: curve.points[58] },
  ];
  const fed = drive(demoCourse(), demoVehicle(), { legs: stopping });
  const stoppedOf = (leapAfterS: number | null) =>
    judged(heard(fed, leapAfterS))
      .report()
      .items.flatMap(({ findings }) => findings)
      .filter(({ rule, deduction }) => rule === "s2.cv.stop" && deduction !== null);
  const [plain] = stoppedOf(null);
  const atS = ((plain?.deduction?.utcMs ?? 0) - (LEAP_AT - 3_600_000)) / 1000;

  test.each([
    ["as the car comes to rest", -2.5],
    ["while it stands", -1],
    ["as it is decided", 0],
    ["long before", -10],
    ["afterwards", 3],
  ])("a stop lasts as long with the leap second %s", (_, shiftS) => {
    const leapAfterS = Math.round((atS + shiftS) * 20) / 20;
    const [found, more] = stoppedOf(leapAfterS);
    expect(more).toBeUndefined();
    expect(found?.value).toBe(plain?.value);
    const utcMs = found?.deduction?.utcMs ?? 0;
    const running = LEAP_AT - 1000 * leapAfterS + atS * 1000;
    expect(utcMs).toBe(toldUtcMs(running, LEAP_AT));
    // Every date of it is one that any calendar knows.
    expect(Number.isInteger(utcMs)).toBe(true);
    for (const { name, value } of found?.inputs ?? [])
      if (name === "from" || name === "until") expect(new Date(String(value)).toISOString()).toBe(value);
  });
});

describe("time that runs on", () => {
  const epochs = [
    { utcMs: LEAP_AT - 100 },
    { utcMs: LEAP_AT - 1 + 0.0005, leapMs: 0 },
    { utcMs: LEAP_AT - 1 + 0.9005, leapMs: 900 },
    { utcMs: LEAP_AT },
    { utcMs: LEAP_AT + 50 },
  ];

  test("no moment is missing and none comes twice", () => {
    const running = epochs.map((epoch) => runningMs(epoch, LEAP_AT) - LEAP_AT);
    expect(running).toEqual([-100, 0, 900, 1000, 1050]);
  });

  test("what is told of it is UTC again, in order", () => {
    const told = epochs.map((epoch) => toldUtcMs(runningMs(epoch, LEAP_AT), LEAP_AT) - LEAP_AT);
    expect(told).toEqual([-100, -1, -1, 0, 50]);
    expect(toldUtcMs(LEAP_AT + 5000, null)).toBe(LEAP_AT + 5000);
  });

  test("only a leap second says when it began", () => {
    expect(epochs.map(leapSecondAt)).toEqual([null, LEAP_AT, LEAP_AT, null, null]);
    expect(runningMs({ utcMs: LEAP_AT + 50 }, null)).toBe(LEAP_AT + 50);
  });
});
