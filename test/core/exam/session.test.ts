import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GnssEpoch } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import {
  demoCourse,
  demoVehicle,
  drive,
  ExamRun,
  type Fed,
  type Leg,
  legsOf,
} from "../../support/exam-drive.ts";
import { runs } from "../../support/full-runs.ts";

const course = demoCourse();
const vehicle = demoVehicle();
const legs = legsOf(course);
const perfect = drive(course, vehicle);

function begun(): ExamRun {
  const run = new ExamRun();
  run.command({ name: "begin" });
  return run;
}

function fault(code: "silent" | "out-of-calibration", atMs: number) {
  const device = asId<"device">("rover");
  return {
    kind: "fault",
    role: "gnss",
    fault: { device, code, raised: true, atMs, detail: null },
  } as const;
}

const epochs = (fed: readonly Fed[]): GnssEpoch[] =>
  fed.flatMap(({ observation }) => (observation.kind === "gnss-epoch" ? [observation] : []));

describe("a whole test", () => {
  const run = begun();
  run.observe(perfect);
  const report = run.report();

  test("a drive along the demo course's own route passes with 100 points", () => {
    expect(run.deductions()).toEqual([]);
    expect(report.items.map((item) => [item.item, item.state, item.verdict])).toEqual([
      ["reverse-bay-1", "done", "pass"],
      ["hill-start-1", "done", "pass"],
      ["side-parking-1", "done", "pass"],
      ["curve-1", "done", "pass"],
      ["right-angle-1", "done", "pass"],
    ]);
    expect(report).toMatchObject({
      phase: "over",
      verdict: "pass",
      reasons: [],
      score: { points: 100, passMark: 80 },
    });
  });

  test("announces each item, and the end, once", () => {
    const prompts = run.effects.flatMap((effect) => (effect.kind === "prompt" ? [effect.prompt] : []));
    expect(prompts.map((p) => [p.action, p.item])).toEqual([
      ["drive-off", null],
      ["item-begin", "reverse-bay-1"],
      ["item-begin", "hill-start-1"],
      ["item-begin", "side-parking-1"],
      ["item-begin", "curve-1"],
      ["item-begin", "right-angle-1"],
      ["test-over", null],
    ]);
    expect(run.effects.filter((effect) => effect.kind === "conclude")).toHaveLength(1);
  });

  test("every rule of every item has its finding, and rules nobody verified are named", () => {
    const curve = report.items.find((item) => item.item === "curve-1");
    expect(curve?.findings.map((f) => [f.rule, f.outcome])).toEqual([
      ["s2.cv.wheel", "pass"],
      ["s2.cv.stop", "pass"],
    ]);
    expect(report.unverifiedRules).toContain("s2.cv.stop");
  });

  test("events are plain data: from JSON they fold to the same report", () => {
    const again = new ExamRun();
    const events = JSON.parse(JSON.stringify(run.events)) as Parameters<typeof again.session.evolve>[1][];
    expect(again.session.report(events.reduce(again.session.evolve, again.session.initial))).toEqual(report);
  });

  test("the pose is the body on the ground", () => {
    const half = begun();
    half.observe(perfect.slice(0, 400));
    const seen = half.session.pose(half.state);
    expect(seen?.outline).toHaveLength(48);
    expect(seen?.wheels).toHaveLength(8);
    expect(seen?.lines).toContain("belt");
    expect(run.session.pose(begun().state)).toBeNull();
  });
});

describe("quality", () => {
  const inCurve = (change: (epoch: GnssEpoch, n: number) => GnssEpoch | null): ExamRun => {
    const run = begun();
    let n = 0;
    const curve = legs.filter((leg) => leg.item === "curve-1");
    run.observe(
      drive(course, vehicle, {
        legs: curve,
        epoch: (epoch, { leg, legTimeS }) => (leg.number === 16 && legTimeS > 5 ? change(epoch, n++) : epoch),
      }),
    );
    return run;
  };
  const verdict = (run: ExamRun) => run.report().items.find((item) => item.item === "curve-1");
  const kinds = (run: ExamRun): unknown[] =>
    run.events.flatMap((e) => {
      const { type } = e as { type: string };
      return type.startsWith("item-") ? [type] : [];
    });

  test.each([
    ["float fix", (e: GnssEpoch): GnssEpoch => ({ ...e, fix: "float" })],
    ["float heading", (e: GnssEpoch): GnssEpoch => ({ ...e, headingFix: "float" })],
    ["no heading", (e: GnssEpoch): GnssEpoch => ({ ...e, headingDeg: null })],
    ["old corrections", (e: GnssEpoch): GnssEpoch => ({ ...e, correctionAgeS: 30 })],
    ["NaN latitude", (e: GnssEpoch): GnssEpoch => ({ ...e, latitudeDeg: Number.NaN })],
    ["NaN heading", (e: GnssEpoch): GnssEpoch => ({ ...e, headingDeg: Number.NaN })],
    ["NaN time", (e: GnssEpoch): GnssEpoch => ({ ...e, utcMs: Number.NaN })],
    ["NaN speed", (e: GnssEpoch): GnssEpoch => ({ ...e, speedKmh: Number.NaN })],
    ["supersonic", (e: GnssEpoch): GnssEpoch => ({ ...e, speedKmh: 1200 })],
    ["a jump of 2 m", (e: GnssEpoch): GnssEpoch => ({ ...e, latitudeDeg: e.latitudeDeg + 2e-5 })],
    ["a heading jump", (e: GnssEpoch): GnssEpoch => ({ ...e, headingDeg: (e.headingDeg ?? 0) + 40 })],
    [
      "uncertain",
      (e: GnssEpoch): GnssEpoch => ({ ...e, quality: "uncertain", qualityReason: reason("NO_FIX", {}) }),
    ],
    ["another place", (e: GnssEpoch): GnssEpoch => ({ ...e, latitudeDeg: 0, longitudeDeg: 0 })],
  ])("%s for a moment suspends, deducts nothing, and the item goes on", (_, bad) => {
    const run = inCurve((epoch, n) => (n < 8 ? bad(epoch) : epoch));
    expect(run.deductions()).toEqual([]);
    expect(kinds(run)).toEqual(["item-began", "item-suspended", "item-resumed", "item-ended"]);
    expect(verdict(run)?.verdict).toBe("pass");
  });

  test.each([
    ["10 cm aside", (e: GnssEpoch): GnssEpoch => ({ ...e, latitudeDeg: e.latitudeDeg + 9e-7 })],
    ["turned by 5 degrees", (e: GnssEpoch): GnssEpoch => ({ ...e, headingDeg: (e.headingDeg ?? 0) + 5 })],
  ])("one epoch %s is left out as if it had not come", (_, bad) => {
    const run = inCurve((epoch, n) => (n % 20 === 0 ? bad(epoch) : epoch));
    expect(run.deductions()).toEqual([]);
    expect(kinds(run)).toEqual(["item-began", "item-ended"]);
    expect(verdict(run)?.verdict).toBe("pass");
  });

  test("bad for too long: the item is void with the reason, never failed, and waits to be driven again", () => {
    const run = inCurve((epoch, n) => (n < 30 ? { ...epoch, fix: "float" } : epoch));
    expect(run.deductions()).toEqual([]);
    expect(verdict(run)).toMatchObject({ state: "waiting", verdict: "void" });
    expect(run.state.prompt).toMatchObject({ action: "item-again", item: "curve-1" });
    expect(verdict(run)?.reasons).toEqual([
      reason("TRACK_LOST", { because: reason("FIX_NOT_FIXED", { fix: "float" }) }),
    ]);
  });

  test("missing epochs: a few are swept over, more suspend, too many void", () => {
    expect(kinds(inCurve((epoch, n) => (n < 3 ? null : epoch)))).toEqual(["item-began", "item-ended"]);
    expect(verdict(inCurve((epoch, n) => (n < 3 ? null : epoch)))?.verdict).toBe("pass");
    expect(verdict(inCurve((epoch, n) => (n < 25 ? null : epoch)))?.verdict).toBe("void");
  });

  test("a wheel that may have crossed inside a gap voids and does not deduct", () => {
    const run = begun();
    const hill = legs.filter((leg) => leg.item === "hill-start-1").map((leg) => ({ ...leg, speedMps: 1 }));
    const fed = drive(course, vehicle, {
      legs: hill,
      aside: ({ leg, legTimeS }) => (leg.number === 8 ? 0.02 * Math.max(0, legTimeS - 3) ** 2 : 0),
      epoch: (epoch, { leg, legTimeS }) =>
        leg.number === 8 && legTimeS > 4.85 && legTimeS < 5.25 ? null : epoch,
    });
    run.observe(fed);
    expect(run.deductions()).toEqual([]);
    expect(run.report().items[1]).toMatchObject({ verdict: "void" });
    expect(run.report().items[1]?.reasons).toEqual([reason("CROSSED_IN_GAP", { part: "wheel" })]);
  });

  test("a receiver fault suspends at once, whatever the next epoch says", () => {
    const run = begun();
    const all = drive(course, vehicle, { legs: legs.filter((leg) => leg.item === "curve-1") });
    const half = Math.floor(all.length / 2);
    run.observe(all.slice(0, half));
    run.feed(fault("silent", all[half]?.observation.atMs ?? 0));
    expect(verdict(run)).toMatchObject({
      state: "suspended",
      reasons: [reason("DEVICE_FAULT", { role: "gnss", device: "rover", fault: "silent", detail: null })],
    });
    run.observe(all.slice(half));
    expect(verdict(run)?.verdict).toBe("pass");
    expect(run.report().faults).toHaveLength(1);
  });

  test("the same epoch twice and an older one change nothing", () => {
    const run = begun();
    run.observe(perfect.slice(0, 100));
    const before = run.state.motion;
    const last = epochs(perfect.slice(0, 100)).at(-1);
    if (last === undefined) throw new Error("there are epochs");
    run.observe([{ role: "gnss", observation: last }]);
    expect(run.state.motion).toEqual(before);
    run.observe([{ role: "gnss", observation: { ...last, utcMs: last.utcMs - 50 } }]);
    expect(run.state.motion).toEqual(before);
    run.observe(perfect.slice(100));
    expect(run.report().verdict).toBe("pass");
  });
});

describe("the reverse bay's order", () => {
  const bay = legs.filter((leg) => leg.item === "reverse-bay-1");
  const rulesOf = (some: readonly Leg[]): string[] => {
    const run = begun();
    run.observe(drive(course, vehicle, { legs: some }));
    return run.deductions().map((d) => d.rule);
  };
  const [runIn, approach, intoBay, outFar, intoAgain] = bay as [Leg, Leg, Leg, Leg, Leg, Leg];

  test("driving straight through is not the prescribed route", () => {
    const through: Leg = { ...approach, points: [approach.points[0] ?? [0, 0], [60, 0]], stopS: 0 };
    expect(rulesOf([runIn, through])).toEqual(["s2.rp.route"]);
  });

  test("reversing before the control line", () => {
    const short = approach.points.map(([e, n], i) => (i === 0 ? [e, n] : [e - 1, n])) as [number, number][];
    const back: Leg = { ...intoBay, points: intoBay.points.map(([e, n]) => [e - 1, n] as const) };
    expect(rulesOf([runIn, { ...approach, points: short }, back])).toEqual(["s2.rp.control"]);
  });

  test("leaving before the whole body is in", () => {
    const parked = intoBay.points.at(-1) ?? [0, 0];
    const half: Leg = { ...intoBay, points: [...intoBay.points.slice(0, -1), [parked[0], parked[1] + 1]] };
    const out: Leg = { ...outFar, points: [[parked[0], parked[1] + 1], ...outFar.points.slice(1)] };
    expect(rulesOf([runIn, approach, { ...half, stopS: 1 }, out])).toEqual(["s2.rp.notin"]);
  });

  test("a third reverse on the way out", () => {
    const back: Leg = { ...intoAgain, points: [...outFar.points].reverse(), reverse: true };
    const rest = bay.slice(0, 5);
    const start: Leg = { ...outFar, points: intoBay.points.toReversed().slice(0, 30) };
    const again: Leg = { ...back, points: start.points.toReversed() };
    expect(rulesOf([...rest, { ...start, stopS: 1 }, again])).toContain("s2.rp.route");
  });
});

describe("commands", () => {
  test("the examiner's entries stand beside the machine's, with the name", () => {
    const run = begun();
    run.observe(perfect.slice(0, 600));
    run.command({ name: "deduct", rule: "s2.gen.instr", note: "drove on at the stop sign" }, 40_000);
    const finding = run.report().findings.find((f) => f.rule === "s2.gen.instr");
    expect(finding?.deduction).toMatchObject({ judge: "examiner", points: 100 });
    expect(finding?.inputs[0]).toMatchObject({ name: "entered-by", value: "examiner-07" });
    expect(run.report().verdict).toBe("fail");
  });

  test("refusals say why", () => {
    const run = new ExamRun();
    run.command({ name: "end" });
    run.command({ name: "begin" });
    run.command({ name: "begin" });
    run.command({ name: "deduct", rule: "s2.none.here", note: "" });
    run.command({ name: "deduct", rule: "s2.cv.wheel", note: "" });
    run.command({ name: "deduct", rule: "s2.cv.gear", note: "" });
    run.command({ name: "end" });
    run.command({ name: "end" });
    expect(run.rejections).toEqual([
      reason("TEST_NOT_BEGUN", {}),
      reason("TEST_HAS_BEGUN", {}),
      reason("RULE_NOT_IN_BOOK", { rule: "s2.none.here" }),
      reason("RULE_OF_MACHINE", { rule: "s2.cv.wheel" }),
      reason("KIND_NOT_DRIVEN", { kind: "curve" }),
      reason("TEST_IS_OVER", {}),
    ]);
    expect(run.report().verdict).toBe("undecided");
  });

  test("a restart of the process, and an abort, void the test", () => {
    const restarted = begun();
    restarted.observe(perfect.slice(0, 500));
    restarted.feed({ kind: "resumed", atMs: 1 });
    expect(restarted.report()).toMatchObject({ verdict: "void", phase: "over" });
    expect(restarted.report().reasons).toEqual([reason("TEST_RESTARTED", {})]);
    const aborted = begun();
    aborted.command({ name: "abort", reason: "other", note: "fire drill" });
    expect(aborted.report().reasons).toEqual([
      reason("ABORTED_FOR", { by: "examiner-07", kind: "exam", choice: "other", note: "fire drill" }),
    ]);
  });

  test("a receiver out of calibration keeps the test from beginning", () => {
    const run = new ExamRun();
    run.feed(fault("out-of-calibration", 1));
    run.command({ name: "begin" });
    expect(run.rejections).toEqual([
      reason("DEVICE_NOT_READY", { device: "rover", fault: "out-of-calibration", detail: null }),
    ]);
    const cleared = fault("out-of-calibration", 2);
    run.feed({ ...cleared, fault: { ...cleared.fault, raised: false } });
    run.command({ name: "begin" });
    expect(run.state.phase).toBe("running");
  });
});

test("taking away positions never turns a failed test into a pass", () => {
  const hill = legs.filter((leg) => leg.number <= 9);
  const bad = drive(course, vehicle, {
    aside: ({ leg, legTimeS }) => (leg.number === 8 ? Math.min(0.4, legTimeS * 0.1) : 0),
    legs: hill,
  });
  const rest = drive(course, vehicle, { legs: legs.filter((leg) => leg.number > 9) });
  const offset = (bad.at(-1)?.observation.atMs ?? 0) - 1000 + 50;
  const whole = [
    ...bad,
    ...rest.map(({ role, observation: o }): Fed => {
      const atMs = o.atMs + offset;
      return o.kind === "gnss-epoch"
        ? { role, observation: { ...o, atMs, utcMs: o.utcMs + offset } }
        : { role, observation: { ...o, atMs } };
    }),
  ];
  const verdictOf = (fed: readonly Fed[]): string | null => {
    const run = begun();
    run.observe(fed);
    if (run.state.phase === "running") run.command({ name: "end" });
    return run.report().verdict;
  };
  expect(verdictOf(whole)).toBe("fail");
  fc.assert(
    fc.property(
      fc.nat({ max: 1500 }),
      fc.integer({ min: 1, max: 400 }),
      fc.nat({ max: 7 }),
      (from, count, keep) => {
        const start = Math.floor(bad.length * 0.6) - 500 + from;
        const thinned = whole.filter(
          ({ role }, i) => role !== "gnss" || i < start || i >= start + count || (keep > 1 && i % keep === 0),
        );
        expect(verdictOf(thinned)).not.toBe("pass");
      },
    ),
    { seed: 3, numRuns: runs(15) },
  );
});
