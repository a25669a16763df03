import { describe, expect, test } from "vitest";
import { type ReasonCode, reason } from "../../../src/core/trade/reasons.ts";
import { braking, fault, measuring, sampling, voidedAs } from "./item-lanes.ts";
import { dossierNamed, type HandLane } from "./lane-fixture.ts";

/** Goal: whatever goes wrong with a device voids the item, with the reason; it never fails and never passes it. */
const NOT_ZEROED = reason("NOT_ZEROED", {});
const OUT_OF_RANGE = reason("OUT_OF_RANGE", {});
const told = (code: ReasonCode, params: object = {}) => ({ code, params });

const bench = "brake-bench" as const;
const PATHS: readonly [string, () => HandLane, (lane: HandLane) => void, object][] = [
  [
    "a device fault",
    () => braking(),
    (l) => fault(l, bench, "disconnected"),
    told("DEVICE_FAULT", { role: bench, fault: "disconnected" }),
  ],
  [
    "a fault of the beams",
    () => braking(),
    (l) => fault(l, "lane-beams", "disconnected"),
    told("DEVICE_FAULT", { role: "lane-beams" }),
  ],
  [
    "the vehicle leaving",
    () => braking(),
    (l) => l.beam("bench", false),
    told("VEHICLE_LEFT", { place: "bench" }),
  ],
  ["an unreadable beam", () => braking(), badBeam, told("BEAM_UNREADABLE", { place: "bench" })],
  ["a wheel without a sample", () => braking(), oneSided, told("WHEEL_WITHOUT_SAMPLE", { side: "left" })],
  [
    "a value that is no number",
    () => braking(),
    (l) => l.force("NaN", "900"),
    told("READING_NO_NUMBER", { reading: "brake-force", figure: "leftN", found: '"NaN"' }),
  ],
  [
    "a reading of bad quality",
    () => braking(),
    badForce,
    told("READING_DOUBTFUL", { quality: "uncertain", because: NOT_ZEROED }),
  ],
  ["a hole in the samples", () => braking(), hole, told("SAMPLE_GAP")],
  ["samples lost one by one", () => braking(), lossy, told("SAMPLES_LOST")],
  ["silence until the limit", () => braking(), (l) => l.wait(6500), told("SAMPLES_TOO_FEW")],
  [
    "too few samples",
    () => braking(),
    (l) => l.bench("ended"),
    told("SAMPLES_TOO_FEW", { found: 10, needed: 50 }),
  ],
  [
    "rollers that stop by themselves",
    () => braking(),
    (l) => l.bench("none", { off: true }),
    told("ROLLERS_STOPPED_MIDWAY"),
  ],
  ["a third roller that fails", () => braking(), thirdRoller, told("THIRD_ROLLER_FAULT")],
  [
    "the answer to another question",
    () => braking(),
    (l) => l.answer(bench, "brake.zero"),
    told("ANSWER_UNASKED", { command: "brake.zero", asked: "brake.start" }),
  ],
  [
    "a stop that is not confirmed",
    () => braking(),
    (l) => l.answer(bench, "brake.stop", "no-answer"),
    told("ANSWER_UNCONFIRMED", { command: "brake.stop", outcome: "no-answer" }),
  ],
  [
    "a refused start",
    () => starting(),
    (l) => l.answer(bench, "brake.start", "refused"),
    told("ANSWER_BAD", { outcome: "refused" }),
  ],
  [
    "a start nobody answers",
    () => starting(),
    (l) => l.answer(bench, "brake.start", "no-answer"),
    told("ANSWER_BAD", { outcome: "no-answer" }),
  ],
  ["rollers that do not turn", () => starting(), (l) => l.wait(5000), told("ROLLERS_NOT_STARTED")],
  ["a bench that never asks to brake", () => rolling(), (l) => l.wait(15_000), told("BRAKING_NOT_ASKED")],
  [
    "a wheel locked too early",
    () => rolling(),
    (l) => l.bench("none", { locked: true }),
    told("LOCKED_EARLY"),
  ],
  ["a bench that ends too early", () => rolling(), (l) => l.bench("ended"), told("ROLLERS_STOPPED_EARLY")],
  [
    "an operator who stops it",
    () => braking("B0"),
    (l) => l.command({ name: "stop-item", reason: "other", note: "smoke" }),
    told("STOPPED_FOR", { by: "inspector-1", choice: "other", note: "smoke" }),
  ],
  ["a scale that does not settle", () => measuring("W1"), (l) => l.wait(20_000), told("SCALE_NOT_STILL")],
  [
    "a scale that refuses",
    () => measuring("W1"),
    badScale,
    told("READING_DOUBTFUL", { quality: "bad", because: OUT_OF_RANGE }),
  ],
  [
    "a tester that refuses",
    () => lamps(),
    (l) => l.answer("headlamp-tester", "headlamp.measure", "refused"),
    told("ANSWER_BAD", { command: "headlamp.measure", outcome: "refused" }),
  ],
  [
    "a tester that does not finish",
    () => lamps(),
    (l) => l.wait(90_000),
    told("LAMPS_LATE", { found: 0, needed: 2 }),
  ],
  [
    "a lamp the car does not have",
    () => lamps(),
    (l) => l.headlamp("left", "minor", "9000"),
    told("LAMP_NOT_ON_VEHICLE"),
  ],
  [
    "a leak",
    () => measuring("E"),
    (l) => l.answer("gas-analyser", "gas.leak-test", "leak"),
    told("ANSWER_BAD", { outcome: "leak" }),
  ],
  [
    "an analyser warming up",
    () => measuring("E"),
    (l) => l.answer("gas-analyser", "gas.leak-test", "warming-up"),
    told("ANSWER_BAD", { outcome: "warming-up" }),
  ],
  [
    "an analyser that does not answer",
    () => measuring("E"),
    (l) => l.wait(90_000),
    told("ANALYSER_NO_ANSWER"),
  ],
  ["an analyser that falls silent", () => sampling(), (l) => l.wait(5000), told("ANALYSER_SILENT")],
  ["a probe that slips out", () => sampling(), probeOut, told("EXHAUST_DILUTED")],
  ["a cold engine", () => sampling(), coldEngine, told("OIL_COLD", { foundC: "60" })],
  ["a probe never put in", () => sampling(), neverIn, told("PHASE_LATE", { phase: "probe" })],
  ["a side-slip plate that is silent", slipping, slipSilence, told("SLIP_WITHOUT_READING")],
  ["a crossing that never ends", slipping, (l) => l.wait(15_000), told("CROSSING_LATE")],
  ["a plate that stops halfway", slipping, slipHalfway, told("SLIP_SILENT_EARLY")],
  [
    "a plate whose own result is another",
    slipping,
    (lane) => slipCrossed(lane, "1.7"),
    told("SLIP_RESULT_DIFFERS", { ours: "1.0", plates: "1.7" }),
  ],
];

function oneSided(lane: HandLane): void {
  for (let i = 0; i < 60; i++) lane.force(null, "900");
  lane.bench("ended");
}
function starting(): HandLane {
  const lane = measuring("B1");
  lane.wait(2000);
  return lane;
}
function rolling(): HandLane {
  const lane = starting();
  lane.bench("none");
  lane.bench("drag");
  return lane;
}
function lamps(): HandLane {
  const lane = measuring("H");
  lane.wait(2000);
  return lane;
}
function slipping(): HandLane {
  return measuring("A1", dossierNamed("demo-h3"));
}
function badBeam(lane: HandLane): void {
  lane.observe("lane-beams", {
    kind: "digital",
    line: "at-bench",
    active: true,
    boardTimeUs: null,
    quality: "bad",
  });
}
function badForce(lane: HandLane): void {
  lane.observe(bench, {
    kind: "brake-force",
    leftN: "1",
    rightN: "1",
    quality: "uncertain",
    qualityReason: NOT_ZEROED,
  });
}
function badScale(lane: HandLane): void {
  const reading = { kind: "axle-load", loadKg: "99999", stable: true } as const;
  lane.observe("axle-scale", { ...reading, quality: "bad", qualityReason: OUT_OF_RANGE });
}
function hole(lane: HandLane): void {
  lane.nowMs += 700;
  lane.force("1200", "1200");
}
/** Every other sample is lost, and no hole is long. */
function lossy(lane: HandLane): void {
  for (let i = 0; i < 80; i++) {
    lane.nowMs += 10;
    lane.force("1200", "1200");
  }
  lane.bench("ended");
}
function thirdRoller(lane: HandLane): void {
  const off = { leftMotorOn: false, rightMotorOn: false, leftLocked: false, rightLocked: false };
  lane.observe(bench, { kind: "brake-bench-state", ...off, notice: "third-roller-fault" });
}
function probeOut(lane: HandLane): void {
  lane.gas({ rpm: 3850 });
  for (let i = 0; i < 4; i++) lane.gas({ rpm: 3850, co: "0.00", co2: "0.10" });
}
function coldEngine(lane: HandLane): void {
  for (let i = 0; i < 33; i++) lane.gas({ rpm: 3850, oil: "60" });
}
function neverIn(lane: HandLane): void {
  for (let i = 0; i < 481 && lane.state.items.find(({ code }) => code === "E")?.runs === 1; i++)
    lane.gas({ rpm: 800, co: "0.00", co2: "0.04" });
}
function slipSilence(lane: HandLane): void {
  lane.wait(800);
  lane.beam("slip", false);
  lane.wait(500);
}
/** A whole crossing at 1.0 m/km; then the plate says its result. */
function slipCrossed(lane: HandLane, result: string): void {
  for (let i = 0; i < 20; i++) {
    lane.wait(10);
    lane.observe("side-slip-tester", { kind: "side-slip", slipMPerKm: "1.0" });
  }
  lane.beam("slip", false);
  lane.wait(100);
  lane.observe("side-slip-tester", { kind: "side-slip", slipMPerKm: result, result: true });
  lane.wait(500);
}
function slipHalfway(lane: HandLane): void {
  lane.observe("side-slip-tester", { kind: "side-slip", slipMPerKm: "1.0" });
  lane.wait(600);
  lane.beam("slip", false);
  lane.wait(500);
}

describe("an item is void, and measured again once, because of", () => {
  test.each(PATHS)("%s", (_, arrive, happen, why) => {
    const lane = arrive();
    const code = lane.report.currentItem ?? "";
    lane.effects.length = 0;
    happen(lane);
    expect(voidedAs(lane)).toMatchObject(why);
    const rests: Record<string, string> = { B: "brake.stop", H: "headlamp.stop", E: "gas.sample-off" };
    const rest = rests[code.slice(0, 1)];
    const sent = lane.effects.flatMap((effect) =>
      effect.kind === "instrument" ? [effect.command.name] : [],
    );
    if (rest !== undefined) expect(sent).toContain(rest);
    const item = lane.report.items.find((candidate) => candidate.item === code);
    expect(item).toMatchObject({
      verdict: null,
      reasons: [{ code: "MEASURED_AGAIN", params: { because: why } }],
    });
    expect(lane.report.currentItem).toBe(code);
    // A hand ends the second run: then it stays void, with a reason, and judges nothing.
    lane.command({ name: "stop-item", reason: "other", note: "enough" });
    const ended = lane.report.items.find((candidate) => candidate.item === code);
    expect(ended).toMatchObject({
      state: "done",
      verdict: "void",
      reasons: [told("STOPPED_FOR", { by: "inspector-1", choice: "other", note: "enough" })],
    });
    for (const finding of ended?.findings ?? [])
      expect(["undecided", "not-applicable"]).toContain(finding.outcome);
    expect(lane.replayed()).toEqual(lane.state);
  });

  test("a fault that still stands when the readings are complete", () => {
    const lane = measuring("W1");
    fault(lane, "axle-scale", "garbled");
    lane.wait(2000 + 20_000);
    for (let i = 0; i < 5; i++)
      lane.observe("axle-scale", { kind: "axle-load", loadKg: "820", stable: true });
    expect(voidedAs(lane)).toEqual(reason("FAULT_STANDS", { role: "axle-scale", faults: ["garbled"] }));
  });
});

test("a plate's own result as far off as readings may be is the same result, and no reading itself", () => {
  const lane = slipping();
  slipCrossed(lane, "1.6");
  const last = lane.events.findLast((event) => event.type === "item-measured");
  expect(last).toMatchObject({
    result: { kind: "measured", measurement: { facts: { "slip.mPerKm": "1.0" } } },
  });
});
