import { describe, expect, test } from "vitest";
import type { Dossier } from "../../../src/core/inspection/dossier.ts";
import { dossierSchema } from "../../../src/core/inspection/dossier.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { reason, sentenceOf } from "../../../src/core/trade/reasons.ts";
import { dossierNamed, HandLane, inFile, rulebook, skipTo } from "./lane-fixture.ts";
import { findingOf, goodCar, scoreItems } from "./measured-fixture.ts";

/** Goal: ways found by a reviewer in which trouble could have passed or failed a vehicle that nobody had measured right. */
const k3 = dossierNamed("demo-k3");
const h3 = dossierNamed("demo-h3");

function changed(changes: Record<string, Record<string, string>>) {
  const items = goodCar();
  for (const [code, facts] of Object.entries(changes))
    items[code] = { facts: { ...items[code]?.facts, ...facts } };
  return items;
}

describe("figures that nothing on rollers can give", () => {
  test("a load ten times too small leaves the ratio undecided, it does not pass it", () => {
    const report = scoreItems(k3, changed({ W1: { "axle.loadKg": "82" }, W2: { "axle.loadKg": "56" } }));
    const finding = findingOf(report, "brake.axle-ratio", "B1");
    expect(finding).toMatchObject({ outcome: "undecided", value: "684.4" });
    expect(finding.arithmetic.at(-1)).toMatchObject({
      code: "NOT_CREDIBLE",
      params: {
        figures: expect.arrayContaining([
          ["brake.axle-ratio", "684.4", "%"],
          ["axle.loadKg", "82", "kg"],
        ]),
      },
    });
    expect(report.verdict).toBe("undecided");
  });
  test("forces in newtons taken for dekanewtons do not pass", () => {
    const report = scoreItems(
      k3,
      changed({ B0: { "parking.maxLeftN": "14000", "parking.maxRightN": "13500" } }),
    );
    expect(findingOf(report, "brake.parking-ratio").outcome).toBe("undecided");
  });
  test("a scale that reads a third too little is caught by the curb mass, before the ratios gain from it", () => {
    const report = scoreItems(k3, changed({ W1: { "axle.loadKg": "530" }, W2: { "axle.loadKg": "360" } }));
    expect(findingOf(report, "brake.whole-ratio").outcome).toBe("undecided");
    expect(report.verdict).toBe("undecided");
  });
  test("a negative load with negative forces is no ratio", () => {
    const report = scoreItems(
      k3,
      changed({
        W1: { "axle.loadKg": "-820" },
        B1: { "brake.maxLeftN": "-2800", "brake.maxRightN": "-2700", "brake.differenceN": "-300" },
      }),
    );
    expect(report.verdict).not.toBe("pass");
    const backwards = scoreItems(
      k3,
      changed({ B1: { "brake.maxLeftN": "-2800", "brake.maxRightN": "-2700" } }),
    );
    expect(findingOf(backwards, "brake.axle-ratio", "B1").outcome).toBe("undecided");
  });
});

describe("limits of the wrong kind of vehicle", () => {
  const heavy: Dossier = { ...h3, vehicleClass: "H11", grossMassKg: 18_000, passengerCar: true };
  test("a truck noted as a passenger car keeps the limit of trucks", () => {
    expect(findingOf(scoreItems(heavy, goodCar()), "brake.axle-ratio", "B2").limits).toMatchObject([
      { atLeast: "50" },
    ]);
  });
  test("the front axle of a trailer is judged like a rear one", () => {
    const trailer: Dossier = { ...h3, vehicleClass: "G12", fuel: "diesel", passengerCar: false };
    expect(findingOf(scoreItems(trailer, changed({})), "brake.imbalance", "B1").limits).toMatchObject([
      { atMost: "30" },
    ]);
    const weak = changed({ B1: { "brake.maxLeftN": "2300", "brake.maxRightN": "2300" } });
    expect(findingOf(scoreItems(trailer, weak), "brake.imbalance", "B1").outcome).toBe("not-applicable");
    expect(findingOf(scoreItems(trailer, weak), "brake.imbalance-of-load", "B1").limits).toMatchObject([
      { atMost: "10" },
    ]);
  });
  test.each([
    ["no front axle", { axles: k3.axles.map((axle) => ({ ...axle, position: "rear" as const })) }],
    ["no parking brake", { axles: k3.axles.map((axle) => ({ ...axle, parkingBrake: false })) }],
    ["a gross mass below the curb mass", { grossMassKg: 1300 }],
    ["a truck that is a passenger car", { vehicleClass: "H31" }],
  ])("a dossier of a car with %s is refused", (_, changes) => {
    expect(dossierSchema.safeParse(inFile(k3)).success).toBe(true);
    expect(dossierSchema.safeParse({ ...inFile(k3), ...changes }).success).toBe(false);
  });
});

test("the finding says which facts chose its limit", () => {
  const report = scoreItems(k3, goodCar());
  const chosen = findingOf(report, "brake.axle-ratio", "B2").inputs.map((i) => [i.name, i.value]);
  expect(chosen).toContainEqual(["axle.position", "rear"]);
  expect(chosen).toContainEqual(["vehicle.passengerCar", "yes"]);
  const lamp = findingOf(report, "lamp.intensity-two-lamp").inputs.map((i) => [i.name, i.value]);
  expect(lamp).toContainEqual(["job.check", "in-use"]);
});

function at(item: string, place: string): HandLane {
  const lane = new HandLane({ dossier: k3 });
  lane.command({ name: "begin" });
  skipTo(lane, item);
  lane.wait(20_000);
  lane.beam(place, true);
  return lane;
}

test("a lock that the bench forgets when it ends still ends the window at the first maximum", () => {
  const lane = at("B1", "bench");
  lane.wait(2000);
  lane.bench("none");
  lane.bench("brake");
  for (let i = 1; i <= 60; i++) lane.force(String(40 * i), String(40 * i));
  lane.bench("none", { locked: true });
  for (let i = 1; i <= 20; i++) lane.force("2000", String(2400 + 10 * i));
  lane.bench("ended", { off: true });
  const result = lane.state.items.find((item) => item.code === "B1")?.result;
  expect(result).toMatchObject({
    kind: "measured",
    measurement: { facts: { "brake.differenceN": "0" }, notes: { stop: "lock", windowEnd: "lock" } },
  });
});

function sampling(): HandLane {
  const lane = at("E", "exhaust");
  lane.answer("gas-analyser", "gas.leak-test");
  lane.answer("gas-analyser", "gas.zero");
  return lane;
}

function follow(lane: HandLane, seconds: number, values: (second: number) => object = () => ({})): void {
  for (let i = 0; i < seconds && lane.report.currentItem === "E"; i++) {
    const target = lane.report.prompt?.params.targetRpm;
    lane.gas({ rpm: typeof target === "number" ? target : 780, ...values(i) });
  }
}

describe("exhaust", () => {
  test("air let in now and then never enters a mean", () => {
    const lane = sampling();
    // Two of three samples are diluted, never for as long as voids the run.
    follow(lane, 600, (second) => (second % 3 === 0 ? { co: "1.20" } : { co: "0.01", co2: "1.0" }));
    expect(lane.state.items.find((item) => item.code === "E")?.result?.kind).not.toBe("measured");
  });
  test.each([
    ["no lambda", { lambda: "0.00" }, "lambda"],
    ["less than no carbon monoxide", { co: "-0.60" }, "coPct"],
    ["less than no hydrocarbons", { hc: "-300" }, "hcPpm"],
  ])("an analyser that gives %s voids the run", (_, values, name) => {
    const lane = sampling();
    follow(lane, 200, () => values);
    const event = lane.events.find((e) => e.type === "item-voided" && e.reason.code === "FIGURE_INCREDIBLE");
    expect(event).toMatchObject({ reason: { params: { figure: name } } });
    expect(lane.state.items.find((item) => item.code === "E")?.result?.kind).not.toBe("measured");
  });
});

describe("whose vehicle stands there", () => {
  test("one that stood at a later place before the inspection began is not the one inspected", () => {
    const lane = new HandLane({ dossier: k3 });
    lane.beam("exhaust", true);
    lane.beam("scale", true);
    lane.command({ name: "begin" });
    // At the first place the vehicle may be waiting for its turn.
    expect([lane.report.currentItem, lane.state.current?.stage]).toEqual(["W1", "measuring"]);
    skipTo(lane, "E");
    lane.wait(20_000);
    expect([lane.report.currentItem, lane.state.current?.stage]).toEqual(["E", "travelling"]);
    lane.beam("exhaust", false);
    lane.beam("exhaust", true);
    expect(lane.state.current?.stage).toBe("measuring");
  });
  test("rollers do not turn again under a wheel whose beam cannot be read", () => {
    const lane = at("B1", "bench");
    lane.observe("lane-beams", {
      kind: "digital",
      line: "at-bench",
      active: true,
      boardTimeUs: null,
      quality: "bad",
      qualityReason: reason("NO_ANSWER", {}),
    });
    lane.wait(60_000);
    expect([lane.report.currentItem, lane.state.current?.stage]).toEqual(["B1", "travelling"]);
    lane.beam("bench", true);
    expect(lane.state.current?.stage).toBe("measuring");
  });
});

test("after the beams were lost nothing is measured before the vehicle is seen again", () => {
  const lane = at("B1", "bench");
  const device = asId<"device">("lane-beams-1");
  for (const raised of [true, false])
    lane.feed({
      kind: "fault",
      role: "lane-beams",
      fault: { device, code: "disconnected", raised, atMs: lane.nowMs, detail: null },
    });
  lane.wait(60_000);
  expect([lane.report.currentItem, lane.state.current?.stage]).toEqual(["B1", "travelling"]);
  lane.beam("bench", true);
  expect(lane.state.current?.stage).toBe("measuring");
});

test("a record says that an item was measured again, and why", () => {
  const lane = at("W1", "scale");
  const device = asId<"device">("axle-scale-1");
  lane.feed({
    kind: "fault",
    role: "axle-scale",
    fault: { device, code: "silent", raised: true, atMs: 1, detail: null },
  });
  lane.feed({
    kind: "fault",
    role: "axle-scale",
    fault: { device, code: "silent", raised: false, atMs: 2, detail: null },
  });
  lane.wait(20_000);
  lane.weigh("820");
  const item = lane.report.items.find((i) => i.item === "W1");
  expect(item).toMatchObject({ state: "done" });
  expect(item?.reasons).toContainEqual(
    reason("MEASURED_AGAIN", {
      because: reason("DEVICE_FAULT", { role: "axle-scale", device, fault: "silent", detail: null }),
    }),
  );
});

test("a rulebook that is not in force on the day judges nobody", () => {
  const begin = (today: string) =>
    new HandLane({ dossier: k3, today, rules: { ...rulebook, validTo: "2026-11-30" } }).command({
      name: "begin",
    });
  expect(() => begin("2020-12-31")).toThrow("RULEBOOK_NOT_YET");
  expect(() => begin("2026-12-01")).toThrow("RULEBOOK_ENDED");
  expect(begin("2026-11-30").length).toBeGreaterThan(0);
});

test("an imbalance names what ended its window, and an inapplicable item says so in both languages", () => {
  const { E: _, ...others } = goodCar();
  const curve = Array.from({ length: 60 }, (_, i): [string, string] => [String(50 * i), String(48 * i)]);
  const report = scoreItems(k3, { ...others, B1: { curve, sampleMs: 10, wheelLocked: true } });
  expect(findingOf(report, "brake.imbalance", "B1").inputs).toContainEqual({
    name: "brake.windowEnd",
    value: "lock",
    unit: "",
    reason: null,
  });
  expect(report.items.find((i) => i.item === "A1")?.reasons).toMatchObject([
    {
      code: "NOT_APPLICABLE_BY_RULEBOOK",
      params: { zh: expect.stringContaining("非独立悬架"), en: expect.stringContaining("side slip") },
    },
  ]);
});

test("a person at the lane reads in one language what is broken", () => {
  const lane = new HandLane({ dossier: k3 });
  const device = asId<"device">("axle-scale-1");
  lane.command({ name: "begin" });
  lane.feed({
    kind: "fault",
    role: "axle-scale",
    fault: { device, code: "disconnected", raised: true, atMs: 1, detail: null },
  });
  const { prompt } = lane.report;
  const because = reason("FAULT_STANDS", { role: "axle-scale", faults: ["disconnected"] });
  expect(prompt?.text).toEqual(reason("PROMPT_WAIT", { because }));
  expect(prompt === null ? null : sentenceOf(prompt.text)).toEqual({
    zh: "请稍候：轴重仪故障（连接断开）",
    en: "Wait: fault of the axle scale (disconnected).",
  });
});
