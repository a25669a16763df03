import { describe, expect, test } from "vitest";
import { reason } from "../../../src/core/trade/reasons.ts";
import {
  type DriveOptions,
  demoCourse,
  demoVehicle,
  drive,
  ExamRun,
  type Leg,
  legsOf,
} from "../../support/exam-drive.ts";

const course = demoCourse();
const vehicle = demoVehicle();
const legs = legsOf(course);

function driven(some: readonly Leg[], options: DriveOptions = {}): ExamRun {
  const run = new ExamRun();
  run.command({ name: "begin" });
  run.observe(drive(course, vehicle, { ...options, legs: some }));
  return run;
}

const rules = (run: ExamRun): string[] => run.deductions().map((d) => `${d.rule} -${d.points}`);
const itemOf = (run: ExamRun, name: string) => run.report().items.find((item) => item.item === name);

describe("side parking", () => {
  const parking = legs.filter((leg) => leg.item === "side-parking-1");

  test("stopping with the body over the mouth of the bay", () => {
    const short = parking.map((leg) =>
      leg.number === 12
        ? { ...leg, points: leg.points.slice(0, -8) }
        : leg.number === 13
          ? { ...leg, points: leg.points.slice(8) }
          : leg,
    );
    expect(rules(driven(short))).toContain("s2.sp.bodyout -100");
  });

  test("driving past without parking", () => {
    const past = parking.filter((leg) => leg.number !== 12 && leg.number !== 13);
    expect(rules(driven(past.map((leg) => ({ ...leg, stopS: 0 }))))).toEqual(["s2.sp.bodyout -100"]);
  });

  test("no signal, and the wrong one, when leaving the bay", () => {
    for (const signal of ["none", "right"] as const)
      expect(rules(driven(parking.map((leg) => (leg.number === 13 ? { ...leg, signal } : leg))))).toEqual([
        "s2.sp.signal -10",
      ]);
  });

  test("the bay's line touched by the body costs 10, and the item goes on", () => {
    const run = driven(parking, { aside: ({ leg, standing }) => (leg.number === 12 && standing ? 0.2 : 0) });
    expect(run.deductions()).toEqual([]);
    const wide = driven(parking, {
      aside: () => 0.43,
    });
    expect(rules(wide)).toContain("s2.sp.bodytouch -10");
  });
});

describe("the right angle's signal", () => {
  const corner = legs.filter((leg) => leg.item === "right-angle-1");
  test.each([
    ["none before the turn", { 18: "none" }],
    ["the wrong one", { 18: "right" }],
    ["still on after it", { 19: "left" }],
  ] as const)("%s", (_, change: Record<number, "none" | "left" | "right">) => {
    const changed = corner.map((leg) => ({ ...leg, signal: change[leg.number] ?? leg.signal }));
    expect(rules(driven(changed))).toEqual(["s2.ra.signal -10"]);
  });
});

describe("stops that were not seen whole", () => {
  const [runIn, curve] = legs.filter((leg) => leg.item === "curve-1") as [Leg, Leg];
  const halves: Leg[] = [
    runIn,
    { ...curve, points: curve.points.slice(0, 60), ahead: curve.points[60], stopS: 2.6 },
    { ...curve, number: 17, points: curve.points.slice(59), behind: curve.points[58] },
  ];

  test("a stop that may have been too long while epochs were missing is undecided, never forgiven", () => {
    expect(rules(driven(halves))).toEqual(["s2.cv.stop -5"]);
    let stood = 0;
    const run = driven(halves, {
      epoch: (epoch, { standing, leg, speedMps }) => {
        if (standing) stood++;
        const edge =
          leg.number === 16 && ((standing && (stood <= 3 || stood > 49)) || (!standing && speedMps < 0.08));
        return edge ? null : epoch;
      },
    });
    expect(rules(run)).toEqual([]);
    expect(itemOf(run, "curve-1")).toMatchObject({ verdict: "undecided" });
    expect(run.report().verdict).not.toBe("pass");
  });

  test("a long gap voids even where nothing seems to have moved", () => {
    const hill = legs.filter((leg) => leg.item === "hill-start-1");
    const run = driven(hill, {
      epoch: (epoch, { standing, legTimeS, leg }) =>
        leg.number === 8 && standing && legTimeS > 9 && legTimeS < 10.2 ? null : epoch,
    });
    expect(itemOf(run, "hill-start-1")).toMatchObject({ verdict: "void" });
    expect(rules(run)).toEqual([]);
  });
});

test("general rules whose lines were never known are undecided one by one", () => {
  const run = driven(legs, {
    board: (fed) => fed.filter(({ observation: o }) => o.kind !== "digital" || o.line !== "belt"),
  });
  const belt = run.report().findings.find((finding) => finding.rule === "s2.gen.belt");
  expect(belt?.outcome).toBe("undecided");
  expect(run.report()).toMatchObject({
    verdict: "undecided",
    reasons: [
      reason("RULE_UNDECIDED", {
        rule: "s2.gen.belt",
        because: [reason("SIGNALS_NOT_KNOWN", { signals: ["belt"] })],
      }),
    ],
  });
});
