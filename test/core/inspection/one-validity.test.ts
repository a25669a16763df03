import fc from "fast-check";
import { expect, test } from "vitest";
import { scoreInspection } from "../../../src/core/inspection/score.ts";
import { dossierNamed, HandLane, rulebook, skipTo, TODAY } from "./lane-fixture.ts";
import { goodCar } from "./measured-fixture.ts";

/** Goal: a run that the lane judges, voids or leaves open, `score` judges, voids or leaves open for the same reason. */
const car = dossierNamed("demo-k3");

interface Press {
  readonly left: number;
  readonly right: number;
  readonly riseSamples: number;
  readonly holdSamples: number;
  /** Spoilt samples: index in the run, side, force. */
  readonly spoilt: readonly (readonly [at: number, side: "left" | "right", force: number])[];
  /** The right wheel gives nothing. */
  readonly isDead: boolean;
  readonly locksAt: number | null;
  /** Of the rolling wheels, left and right. */
  readonly drag: readonly [left: number, right: number];
}

function curveOf({ left, right, riseSamples, holdSamples, spoilt, isDead }: Press): [string, string][] {
  const forces = Array.from({ length: riseSamples + holdSamples }, (_, i): [number, number] => {
    const share = Math.min(1, i / riseSamples);
    return [Math.round(left * share), isDead ? 0 : Math.round(right * share)];
  });
  for (const [place, side, force] of spoilt) {
    const sample = forces[place % forces.length];
    if (sample !== undefined) sample[side === "left" ? 0 : 1] = force;
  }
  return forces.map(([l, r]) => [String(l), String(r)]);
}

const press: fc.Arbitrary<Press> = fc.record({
  left: fc.integer({ min: 0, max: 6000 }),
  right: fc.integer({ min: 0, max: 6000 }),
  riseSamples: fc.integer({ min: 1, max: 150 }),
  holdSamples: fc.integer({ min: 1, max: 150 }),
  spoilt: fc.array(
    fc.tuple(
      fc.nat(400),
      fc.constantFrom("left" as const, "right" as const),
      fc.integer({ min: 0, max: 99_990 }),
    ),
    { maxLength: 12 },
  ),
  isDead: fc.boolean(),
  locksAt: fc.option(fc.integer({ min: 1, max: 300 })),
  drag: fc.tuple(fc.constantFrom(0, 40, 90), fc.constantFrom(0, 40, 90)),
});

/** Only the front axle is measured: what is said of it. */
function inTheLane({ locksAt, ...more }: Press, { hearsDrag = true } = {}) {
  const lane = new HandLane({ dossier: car });
  lane.command({ name: "begin" });
  lane.weigh("820");
  lane.beam("bench", true);
  lane.wait(2000);
  lane.bench("none");
  if (hearsDrag) lane.bench("drag");
  for (let i = 0; i < 20; i++) lane.force(String(more.drag[0]), String(more.drag[1]));
  lane.bench("brake");
  const curve = curveOf({ locksAt, ...more });
  for (const [i, [left, right]] of curve.entries()) {
    if (i === locksAt) lane.bench("none", { locked: true });
    lane.force(left, right);
  }
  if (lane.report.currentItem === "B1") lane.bench("ended", { off: true });
  const voided = lane.events.findLast(({ type }) => type === "item-voided");
  const item = lane.report.items.find(({ item: code }) => code === "B1");
  return voided?.type === "item-voided"
    ? { verdict: "void", codes: [voided.reason.code], outcomes: [] }
    : {
        verdict: item?.verdict,
        codes: [],
        outcomes: item?.findings.map(({ rule, outcome, value }) => [rule, outcome, value]),
      };
}

function scored({ locksAt, ...more }: Press) {
  const curve = curveOf({ locksAt, ...more });
  const locked = locksAt !== null && locksAt < curve.length;
  const items = {
    W1: { facts: { "axle.loadKg": "820" } },
    B1: {
      curve,
      sampleMs: 10,
      wheelLocked: locked,
      dragLeftN: String(more.drag[0]),
      dragRightN: String(more.drag[1]),
      ...(locked ? { lockedSides: ["left" as const], lockedAtSample: { left: locksAt } } : {}),
    },
  };
  const found = scoreInspection({
    dossier: car,
    today: TODAY,
    rulebook,
    measurements: { schema: "proofmark/measurements/v1", items },
  });
  if (found.kind === "refused") throw new Error(found.reason.code);
  const item = found.report.items.find(({ item: code }) => code === "B1");
  return item?.verdict === "void"
    ? { verdict: "void", codes: item.reasons.map(({ code }) => code), outcomes: [] }
    : {
        verdict: item?.verdict,
        codes: [],
        outcomes: item?.findings.map(({ rule, outcome, value }) => [rule, outcome, value]),
      };
}

test("a braking is judged in the lane as it is by score, or void at both for the same reason", () => {
  const seen = new Set<unknown>();
  fc.assert(
    fc.property(press, (one) => {
      const lane = inTheLane(one);
      seen.add(lane.verdict);
      expect(scored(one)).toEqual(lane);
    }),
    { seed: 7, numRuns: 80 },
  );
  expect([...seen].sort()).toEqual(expect.arrayContaining(["fail", "pass", "void"]));
});

test("where the bench's word for the drag was lost, a side that shows nothing is no dead brake: its rollers may stand", () => {
  const dead: Press = {
    left: 3000,
    right: 0,
    riseSamples: 100,
    holdSamples: 200,
    spoilt: [],
    isDead: true,
    locksAt: null,
    drag: [60, 60],
  };
  const rolls: Press = { ...dead, right: 60, isDead: false };
  expect([inTheLane(rolls).verdict, inTheLane(rolls, { hearsDrag: false }).verdict]).toEqual([
    "fail",
    "fail",
  ]);
  expect(inTheLane(dead, { hearsDrag: false })).toMatchObject({ codes: ["SIDE_SHOWS_NOTHING"] });
  expect(inTheLane({ ...dead, drag: [60, 0] })).toMatchObject({ codes: ["SIDE_SHOWS_NOTHING"] });
});

test("what the analyser's means cannot be in the lane, recorded sums cannot be either", () => {
  const measured = (facts: Record<string, string>) => {
    const items = goodCar();
    items.E = { facts: { ...items.E?.facts, ...facts } };
    const found = scoreInspection({
      dossier: car,
      today: TODAY,
      rulebook,
      measurements: { schema: "proofmark/measurements/v1", items },
    });
    return found.kind === "scored" ? found.report.verdict : found.kind;
  };
  expect(measured({})).toBe("pass");
  const one = { "exhaust.idleSamples": "1", "exhaust.idleCoSumPct": "0.1", "exhaust.idleHcSumPpm": "20" };
  expect(measured(one)).toBe("undecided");
  expect(measured({ "exhaust.idleCoSumPct": "-9" })).toBe("undecided");
  expect(measured({ "exhaust.idleHcSumPpm": "900000" })).toBe("undecided");
  expect(measured({ "exhaust.highIdleLambdaSum": "3.1" })).toBe("undecided");

  // And the lane: an engine far outside of what the analyser can show voids the run.
  const lane = new HandLane({ dossier: car });
  lane.command({ name: "begin" });
  skipTo(lane, "E");
  lane.wait(20_000);
  lane.beam("exhaust", true);
  lane.exhaustRun({ hc: "30000" });
  expect(lane.events).toContainEqual(
    expect.objectContaining({
      type: "item-voided",
      reason: expect.objectContaining({ code: "FIGURE_INCREDIBLE" }),
    }),
  );
});
