import { describe, expect, test } from "vitest";
import { reason, sentenceOf } from "../../../src/core/trade/reasons.ts";
import { dossierNamed, HandLane, skipTo } from "./lane-fixture.ts";
import { findingOf } from "./measured-fixture.ts";

/** The worked case with a rear axle that lets the whole vehicle pass. */
function throughTheLane(lane: HandLane): void {
  lane.command({ name: "begin" });
  lane.weigh("820");
  lane.beam("bench", true);
  lane.brakeRun({ left: 2650, right: 2400, difference: 580, drag: 120 });
  lane.beam("bench", false);
  lane.weigh("560");
  lane.beam("bench", true);
  lane.brakeRun({ left: 1650, right: 1450, difference: 520 });
  lane.brakeRun({ left: 1400, right: 1350, difference: 100 });
  lane.beam("bench", false);
  lane.beam("headlamp", true);
  lane.wait(2000);
  lane.answer("headlamp-tester", "headlamp.measure");
  lane.headlamp("left", "main", "18200");
  lane.headlamp("right", "main", "17600");
  lane.beam("headlamp", false);
  lane.beam("exhaust", true);
  lane.exhaustRun();
}

describe("a small car through the whole lane", () => {
  const lane = new HandLane({ dossier: dossierNamed("demo-k3") });
  throughTheLane(lane);
  const report = lane.report;

  test("passes, item by item", () => {
    expect(report.items.map((item) => [item.item, item.state, item.verdict])).toEqual([
      ["A1", "done", "not-applicable"],
      ["W1", "done", "not-applicable"],
      ["B1", "done", "pass"],
      ["W2", "done", "not-applicable"],
      ["B2", "done", "pass"],
      ["B0", "done", "pass"],
      ["H", "done", "pass"],
      ["E", "done", "pass"],
      ["ES", "done", "not-applicable"],
    ]);
    expect(report).toMatchObject({ phase: "over", verdict: "pass", reasons: [], currentItem: null });
  });

  test("gives the figures of the worked case", () => {
    const value = (rule: string, item?: string) => findingOf(report, rule, item).value;
    expect(value("brake.axle-ratio", "B1")).toBe("62.8");
    expect(value("brake.imbalance", "B1")).toBe("21.9");
    expect(value("brake.drag", "B1")).toBe("3.0");
    expect(value("brake.axle-ratio", "B2")).toBe("56.5");
    expect(value("brake.imbalance-of-load", "B2")).toBe("9.5");
    expect(value("brake.parking-ratio")).toBe("20.3");
    expect(value("brake.whole-ratio")).toBe("60.3");
    expect(findingOf(report, "exhaust.high-idle-co").arithmetic).toEqual([
      reason("COMPUTED", { expression: "3.10 % / 31", value: "0.10", unit: "%" }),
    ]);
  });

  test("asks in the words that a simulated operator knows, in order", () => {
    const prompts = lane.effects.flatMap((effect) => (effect.kind === "prompt" ? [effect.prompt] : []));
    const said = prompts.map(({ action, params }) => [action, ...Object.values(params)].join(" "));
    expect(said).toEqual([
      "wait",
      "drive-onto scale 1",
      "wait",
      "drive-onto bench 1",
      "wait",
      "roll-free",
      "press-brake",
      "release-brake",
      "drive-onto scale 2",
      "wait",
      "drive-onto bench 2",
      "wait",
      "press-brake",
      "release-brake",
      "wait",
      "pull-parking-brake",
      "release-parking-brake",
      "drive-onto headlamp 1",
      "lamps-high",
      "lamps-off",
      "drive-onto exhaust 1",
      "wait",
      "insert-probe 400",
      "engine-speed 3850 300",
      "engine-speed 2500 200",
      "idle",
      "remove-probe",
      "leave-lane",
    ]);
    for (const { text } of prompts)
      expect(Object.values(sentenceOf(text)).join("")).not.toMatch(/[{}]|undefined/);
  });

  test("stops what it starts, and leaves no timer behind", () => {
    const commands = lane.effects.flatMap((e) => (e.kind === "instrument" ? [e.command.name] : []));
    const count = (name: string) => commands.filter((command) => command === name).length;
    expect([count("brake.start"), count("brake.stop")]).toEqual([3, 3]);
    expect([count("gas.sample-on"), count("gas.sample-off")]).toEqual([1, 1]);
    expect(lane.timers()).toEqual([]);
    expect(lane.effects.at(-1)).toEqual({ kind: "conclude" });
  });

  test("is the same state again from its events, and through JSON", () => {
    expect(lane.replayed()).toEqual(lane.state);
    expect(JSON.parse(JSON.stringify(lane.state))).toEqual(lane.state);
    const again = new HandLane({ dossier: dossierNamed("demo-k3") });
    throughTheLane(again);
    expect(again.events).toEqual(lane.events);
  });

  test("lists every rule it applied as unverified", () => {
    expect(report.unverifiedRules).toContain("brake.whole-ratio");
    expect(report.unverifiedRules).not.toContain("brake.drag");
    expect(report.unverifiedRules.length).toBe(12);
  });
});

test("a wheel that locks does not fail: the other one goes on to its maximum, and the window ends at the first", () => {
  const lane = new HandLane({ dossier: dossierNamed("demo-k3") });
  lane.command({ name: "begin" });
  lane.weigh("820");
  lane.beam("bench", true);
  lane.wait(2000);
  lane.bench("brake");
  for (let i = 1; i <= 55; i++) lane.force(String(i * 50), String(i * 48));
  lane.bench("none", { locked: true });
  for (let i = 1; i <= 10; i++) lane.force("2000", String(2640 + i * 40));
  expect(lane.report.currentItem).toBe("B1");
  for (let i = 0; i < 90; i++) lane.force("1900", "1900");
  lane.wait(100);
  const b1 = lane.report.items.find((item) => item.item === "B1");
  expect(b1?.verdict).toBe("pass");
  const held = lane.state.items.find((item) => item.code === "B1")?.result;
  expect(held).toMatchObject({
    kind: "measured",
    measurement: {
      facts: { "brake.maxRightN": "3040" },
      notes: { stop: "lock", windowEnd: "lock", windowSamples: "0..54" },
    },
  });
});

test("a truck is measured for side slip while it drives over the plate", () => {
  const lane = new HandLane({ dossier: dossierNamed("demo-h3") });
  lane.command({ name: "begin" });
  expect([lane.action, lane.report.prompt?.params.place]).toEqual(["drive-onto", "slip"]);
  lane.answer("side-slip-tester", "side-slip.arm");
  lane.observe("side-slip-tester", { kind: "side-slip", slipMPerKm: "9.9" });
  lane.beam("slip", true);
  crossing(lane, ["0.4", "-1.8", "-3.1", "-4.2", "-4.0", "-4.1"]);
  expect(findingOf(lane.report, "slip.side")).toMatchObject({ value: "4.2", outcome: "pass" });
  expect(lane.report.currentItem).toBe("W1");
});

function crossing(lane: HandLane, readings: readonly string[]): void {
  for (const slipMPerKm of readings) {
    lane.wait(50);
    lane.observe("side-slip-tester", { kind: "side-slip", slipMPerKm });
  }
  lane.beam("slip", false);
  lane.wait(500);
}

test.each([
  [
    "a spoilt reading is not the greatest slip",
    ["1.0", "1.5", "2.0", "2.4", "9.9", "2.8", "3.0", "3.2", "-8.0", "3.3", "3.2", "3.1", "3.1", "3.0"],
    "3.3",
  ],
  [
    "too many of them void",
    ["1.0", "2.0", "9.9", "3.0", "9.0", "3.2", "-8.0", "3.3", "3.2", "3.1"],
    "SAMPLES_UNCARRIED",
  ],
  [
    "neither the first nor the last is carried from both sides",
    ["9.9", "1.0", "1.5", "2.0", "2.5", "3.0", "3.1", "3.1", "9.9"],
    "3.1",
  ],
  ["a few readings are no crossing", ["1.0", "2.0", "3.0", "3.1", "3.0"], "SAMPLES_TOO_FEW"],
])("on the side-slip plate %s", (_what, readings, expected) => {
  const lane = new HandLane({ dossier: dossierNamed("demo-h3") });
  lane.command({ name: "begin" });
  lane.answer("side-slip-tester", "side-slip.arm");
  lane.beam("slip", true);
  crossing(lane, readings);
  const ended = lane.events.findLast(({ type }) => type === "item-measured" || type === "item-voided");
  if (ended?.type === "item-measured")
    expect(ended.result).toMatchObject({
      kind: "measured",
      measurement: { facts: { "slip.mPerKm": expected } },
    });
  else expect(ended).toMatchObject({ type: "item-voided", reason: { code: expected } });
});

test("two readings of a lamp that differ void, and loads that differ are weighed on", () => {
  const lane = new HandLane({ dossier: dossierNamed("demo-k3") });
  lane.command({ name: "begin" });
  lane.beam("scale", true);
  const weigh = (loadKg: string) => lane.observe("axle-scale", { kind: "axle-load", loadKg, stable: true });
  for (const load of ["820", "821", "720", "820", "821", "822", "821"]) weigh(load);
  expect(lane.report.currentItem).toBe("W1");
  weigh("830");
  expect(lane.state.items.find(({ code }) => code === "W1")?.result).toMatchObject({
    measurement: { facts: { "axle.loadKg": "821" } },
  });
  skipTo(lane, "H");
  lane.beam("headlamp", true);
  lane.wait(2000);
  lane.answer("headlamp-tester", "headlamp.measure");
  lane.headlampOnce("left", "main", "18200");
  lane.headlampOnce("right", "main", "17600");
  expect(lane.report.currentItem).toBe("H");
  lane.headlampOnce("left", "main", "10200");
  expect(lane.events.findLast(({ type }) => type === "item-voided")).toMatchObject({
    reason: reason("LAMP_READINGS_DIFFER", { side: "left", lamp: "main" }),
  });
});

test("a vehicle that has come before it was asked to is measured at once", () => {
  const lane = new HandLane({ dossier: dossierNamed("demo-k3") });
  lane.beam("scale", true);
  lane.command({ name: "begin" });
  expect(lane.action).toBe("wait");
  expect(lane.state.current?.stage).toBe("measuring");
});

test("the engine speed that leaves its band begins its hold again", () => {
  const lane = new HandLane({ dossier: dossierNamed("demo-k3") });
  lane.command({ name: "begin" });
  skipTo(lane, "E");
  lane.beam("exhaust", true);
  lane.answer("gas-analyser", "gas.leak-test", "busy");
  lane.wait(1000);
  expect(lane.effects.at(-1)).toMatchObject({ kind: "instrument", command: { name: "gas.leak-test" } });
  lane.answer("gas-analyser", "gas.leak-test");
  lane.answer("gas-analyser", "gas.zero");
  for (let i = 0; i < 20; i++) lane.gas({ rpm: 3850 });
  lane.gas({ rpm: 3000 });
  for (let i = 0; i < 30; i++) lane.gas({ rpm: 3850 });
  expect(lane.report.prompt?.params).toEqual({ targetRpm: 3850, toleranceRpm: 300 });
  lane.gas({ rpm: 3850 });
  expect(lane.report.prompt?.params).toEqual({ targetRpm: 2500, toleranceRpm: 200 });
  for (let i = 0; i < 40; i++) lane.gas({ rpm: 2701 });
  for (let i = 0; i < 30; i++) lane.gas({ rpm: 2700 });
  lane.gas({ rpm: 2299 });
  for (let i = 0; i < 46; i++) lane.gas({ rpm: 2300, co: "0.20" });
  expect(lane.action).toBe("idle");
  for (let i = 0; i < 47; i++) lane.gas({ rpm: 800, co: "0.50" });
  expect(findingOf(lane.report, "exhaust.high-idle-co").arithmetic).toEqual([
    reason("COMPUTED", { expression: "6.20 % / 31", value: "0.20", unit: "%" }),
  ]);
  expect(findingOf(lane.report, "exhaust.idle-co")).toMatchObject({ value: "0.50", outcome: "pass" });
});
