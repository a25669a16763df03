import { describe, expect, test } from "vitest";
import {
  type DriveOptions,
  demoCourse,
  demoVehicle,
  drive,
  ExamRun,
  type Leg,
  legsOf,
} from "../../support/exam-drive.ts";

/**
 * Goal: each limit flips where its window says, never below the true value, always at its end.
 * Method: one item of the demo course driven on its route, moved, slowed or stopped by the amount in question.
 */
const course = demoCourse();
const vehicle = demoVehicle();
const legs = legsOf(course);

function legsFor(item: string): Leg[] {
  return legs.filter((leg) => leg.item === item);
}

function driven(itemLegs: readonly Leg[], options: DriveOptions = {}): ExamRun {
  const run = new ExamRun();
  run.command({ name: "begin" });
  run.observe(drive(course, vehicle, { ...options, legs: itemLegs }));
  return run;
}

const rules = (run: ExamRun): string[] => run.deductions().map((d) => `${d.rule} -${d.points}`);

describe("lines: true limit at 0, decided at +25 mm, always by +50 mm", () => {
  test.each([
    [0, []],
    [0.0245, []],
    [0.0255, ["s2.hill.wheel -100"]],
    [0.05, ["s2.hill.wheel -100"]],
  ])("a wheel %f m over the edge of the slope", (over, expected) => {
    const clearM = 3.2 - (3.2 - 0.15 - vehicle.widthM / 2 + vehicle.wheels.frontRight.x);
    const run = driven(legsFor("hill-start-1"), { aside: () => clearM + over });
    expect(rules(run).filter((rule) => rule.includes("wheel"))).toEqual(expected);
  });

  test.each([
    [0, []],
    [0.0245, []],
    [0.0255, ["s2.rp.bodyout -100"]],
    [0.05, ["s2.rp.bodyout -100"]],
  ])("the body %f m over the far edge of the bay's lane", (over, expected) => {
    const clearM = (course.items[0]?.boundaries[1]?.line[1] ?? 0) - vehicle.widthM / 2;
    const approach = legsFor("reverse-bay-1").slice(0, 2);
    expect(rules(driven(approach, { aside: () => -(clearM + over) }))).toEqual(expected);
  });

  test("touching, leaving and touching again counts twice where the rule counts each time", () => {
    const clearM = 0.746;
    const wave = (truth: { leg: Leg; legTimeS: number }): number =>
      clearM - 0.1 + (truth.leg.number === 11 ? Math.sin(truth.legTimeS * 0.5) ** 2 * 0.2 : 0);
    const run = driven(legsFor("side-parking-1").slice(0, 2), { aside: wave });
    // The lane's edge at the first swing; then the bay's line, where the second one leaves it and comes back.
    expect(rules(run)).toEqual(["s2.sp.wheel -10", "s2.sp.bodytouch -10", "s2.sp.bodytouch -10"]);
  });
});

describe("standing on the way: 2 s, decided at +0.25 s, always by +0.5 s", () => {
  const [runIn, curve] = legsFor("curve-1");
  const stopping = (...stops: number[]): Leg[] => {
    if (runIn === undefined || curve === undefined) throw new Error("the curve has two legs");
    const share = Math.floor(curve.points.length / (stops.length + 1));
    const parts = [...stops, 0].map((stopS, i) => ({
      ...curve,
      points: curve.points.slice(i * share, i === stops.length ? undefined : (i + 1) * share + 1),
      behind: curve.points[i * share - 1],
      ahead: i === stops.length ? undefined : curve.points[(i + 1) * share + 1],
      stopS,
    }));
    return [runIn, ...parts];
  };
  test.each([
    [[1.9], []],
    [[2], []],
    [[2.5], ["s2.cv.stop -5"]],
    [[2, 2], []],
    [
      [2.5, 6],
      ["s2.cv.stop -5", "s2.cv.stop -5"],
    ],
  ])("stops of %j s", (stops, expected) => {
    expect(rules(driven(stopping(...stops)))).toEqual(expected);
    expect(rules(driven(stopping(...stops), { hz: 10 }))).toEqual(expected);
  });

  test("the same without a course from the receiver, and so without a sign of its speed", () => {
    const epoch: DriveOptions["epoch"] = (e) => ({ ...e, courseDeg: null });
    expect(rules(driven(stopping(2), { epoch }))).toEqual([]);
    expect(rules(driven(stopping(2.5), { epoch }))).toEqual(["s2.cv.stop -5"]);
    const whole = driven(legs, { epoch });
    expect([rules(whole), whole.report().verdict]).toEqual([[], "pass"]);
  });

  test("the same without a speed from the receiver", () => {
    const epoch: DriveOptions["epoch"] = (e) => ({ ...e, speedKmh: null });
    expect(rules(driven(stopping(1.5), { epoch }))).toEqual([]);
    expect(rules(driven(stopping(3), { epoch }))).toEqual(["s2.cv.stop -5"]);
  });
});

describe("the items' clocks, decided at +0.5 s, always by +1 s", () => {
  const clockS = (item: string, waitS: number): { seconds: number; rules: string[] } => {
    const [at, stop] = item === "reverse-bay-1" ? [3, 1.5] : [12, 4];
    const slow = legsFor(item).map((leg) => (leg.number === at ? { ...leg, stopS: stop + waitS } : leg));
    const run = driven(slow);
    const tracked = run.events.filter((e) => typeof e === "object" && e !== null && "progress" in e);
    const clocks = tracked.map(
      (e) => (e as { progress: { clockFromUtcMs: number; clockToUtcMs: number } }).progress,
    );
    const last = clocks.findLast((p) => p.clockFromUtcMs !== null && p.clockToUtcMs !== null);
    return {
      seconds: last === undefined ? Number.NaN : (last.clockToUtcMs - last.clockFromUtcMs) / 1000,
      rules: rules(run),
    };
  };
  test.each([
    ["reverse-bay-1", 210, "s2.rp.time -100"],
    ["side-parking-1", 90, "s2.sp.time -100"],
  ])("%s", (item, limitS, fault) => {
    const base = clockS(item, 0);
    expect(base.rules).toEqual([]);
    const exact = clockS(item, limitS - base.seconds);
    expect(exact.seconds).toBeCloseTo(limitS, 1);
    expect(exact.rules).toEqual([]);
    expect(clockS(item, limitS + 1 - base.seconds).rules).toEqual([fault]);
  });

  test("driving off on the slope: 30 s", () => {
    const waiting = (stopS: number) =>
      rules(driven(legsFor("hill-start-1").map((leg) => (leg.number === 8 ? { ...leg, stopS } : leg))));
    expect(waiting(30)).toEqual([]);
    expect(waiting(31)).toEqual(["s2.hill.start30 -100"]);
  });
});

describe("the slope", () => {
  const hill = legsFor("hill-start-1");
  const slope = Math.hypot(1, 0.1);
  /** Stops `alongM` further, measured along the slope from where the bumper is on the middle of the line. */
  const stoppingAt = (alongM: number): Leg[] =>
    hill.map((leg) => ({
      ...leg,
      points: leg.points.map(([e, n], i): readonly [number, number] => {
        const end = (leg.number === 8 && i === 1) || (leg.number === 9 && i === 0);
        return end ? [e + alongM / slope, n] : [e, n];
      }),
    }));
  test.each([
    [0, []],
    [0.15, []],
    [-0.15, []],
    [0.175, ["s2.hill.long -10"]],
    [-0.175, ["s2.hill.long -10"]],
    [0.65, ["s2.hill.long -10"]],
    [-0.65, ["s2.hill.long -10"]],
    [0.675, ["s2.hill.long50 -100"]],
    [-0.675, ["s2.hill.long50 -100"]],
  ])("bumper %f m from the middle of the pole line", (along, expected) => {
    expect(rules(driven(stoppingAt(along)))).toEqual(expected);
  });

  test.each([
    [0.3, []],
    [0.325, ["s2.hill.lat30 -10"]],
    [0.5, ["s2.hill.lat30 -10"]],
    [0.525, ["s2.hill.lat50 -100"]],
  ])("body %f m from the right edge", (distance, expected) => {
    expect(rules(driven(hill, { aside: () => 0.15 - distance }))).toEqual(expected);
  });

  test("never stopping at all is as good as missing the line", () => {
    const through = hill.map((leg) => ({ ...leg, stopS: 0 }));
    expect(rules(driven(through))).toEqual(["s2.hill.long50 -100"]);
  });

  const rollingBack = (backM: number): Leg[] =>
    hill.flatMap((leg): Leg[] => {
      if (leg.number !== 9) return [leg];
      const [from, to] = leg.points;
      if (from === undefined || to === undefined) throw new Error("the leg is a line");
      const low = [from[0] - backM, from[1]] as const;
      const back: Leg = {
        ...leg,
        number: 99,
        points: [from, low],
        reverse: true,
        speedMps: 0.4,
        stopS: 0.05,
      };
      return [{ ...back }, { ...leg, points: [low, to] }];
    });
  test.each([
    [0.05, []],
    [0.1, []],
    [0.125, ["s2.gen.rollback10 -5"]],
    [0.3, ["s2.gen.rollback10 -5"]],
    [0.325, ["s2.gen.rollback30 -100"]],
  ])("rolling back %f m when driving off", (backM, expected) => {
    const run = driven(rollingBack(backM), {
      board: (fed) =>
        fed.map((one) =>
          one.observation.kind === "channel" && one.observation.channel === "gear"
            ? { ...one, observation: { ...one.observation, value: 1 } }
            : one,
        ),
    });
    expect(rules(run)).toEqual(expected);
  });

  test("the parking brake left off, and no signal", () => {
    const lazy = hill.map((leg) => ({ ...leg, handbrake: false, signal: "none" as const }));
    expect(rules(driven(lazy))).toEqual(["s2.hill.brake -10", "s2.hill.signal -10"]);
  });
});
