import { describe, expect, test } from "vitest";
import type { DeviceFault, DeviceRole } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { devices, dossierNamed, HandLane, skipTo } from "./lane-fixture.ts";

/** Goal: whatever goes wrong with a device voids the item, with the reason; it never fails and never passes it. */
const k3 = dossierNamed("demo-k3");

function fault(lane: HandLane, role: DeviceRole, code: DeviceFault["code"], raised = true): void {
  const device = asId<"device">(`${role}-1`);
  lane.feed({ kind: "fault", role, fault: { device, code, raised, atMs: lane.nowMs, detail: "by hand" } });
}

/** At the item, the vehicle in its place, the procedure begun. */
function measuring(item: string, dossier = k3): HandLane {
  const places: Record<string, string> = { A: "slip", W: "scale", B: "bench", H: "headlamp", E: "exhaust" };
  const lane = new HandLane({ dossier });
  lane.command({ name: "begin" });
  skipTo(lane, item);
  lane.wait(20_000);
  lane.beam(places[item.slice(0, 1)] ?? "", true);
  expect([lane.report.currentItem, lane.state.current?.stage]).toEqual([item, "measuring"]);
  return lane;
}

function braking(item = "B1"): HandLane {
  const lane = measuring(item);
  lane.wait(2000);
  lane.bench("none");
  lane.bench("drag");
  lane.bench("brake");
  for (let i = 1; i <= 10; i++) lane.force(String(100 * i), String(100 * i));
  return lane;
}

function sampling(): HandLane {
  const lane = measuring("E");
  lane.answer("gas-analyser", "gas.leak-test");
  lane.answer("gas-analyser", "gas.zero");
  return lane;
}

/** How the present run ends: void, once to be measured again, the second time for good. */
function voidedAs(lane: HandLane): string {
  const event = lane.events.findLast((e) => e.type === "item-voided" || e.type === "item-measured");
  expect(event?.type).toBe("item-voided");
  return event?.type === "item-voided" ? event.reason : "";
}

const bench = "brake-bench" as const;
const PATHS: readonly [string, () => HandLane, (lane: HandLane) => void, string][] = [
  ["a device fault", () => braking(), (l) => fault(l, bench, "disconnected"), "disconnected"],
  ["a fault of the beams", () => braking(), (l) => fault(l, "lane-beams", "disconnected"), "lane-beams"],
  ["the vehicle leaving", () => braking(), (l) => l.beam("bench", false), "left the bench"],
  ["an unreadable beam", () => braking(), badBeam, "not readable"],
  ["a wheel without a sample", () => braking(), (l) => l.force(null, "900"), "left wheel gave no sample"],
  ["a value that is no number", () => braking(), (l) => l.force("NaN", "900"), "no number in leftN"],
  ["a reading of bad quality", () => braking(), badForce, "load cell wet"],
  ["a hole in the samples", () => braking(), hole, "no samples for"],
  ["samples lost one by one", () => braking(), lossy, "samples arrived while braking"],
  ["silence until the limit", () => braking(), (l) => l.wait(6500), "samples while braking"],
  ["too few samples", () => braking(), (l) => l.bench("ended"), "only 10 samples"],
  [
    "rollers that stop by themselves",
    () => braking(),
    (l) => l.bench("none", { off: true }),
    "middle of the run",
  ],
  ["a third roller that fails", () => braking(), thirdRoller, "third roller"],
  [
    "the answer to another question",
    () => braking(),
    (l) => l.answer(bench, "brake.zero"),
    "asked was brake.start",
  ],
  [
    "a stop that is not confirmed",
    () => braking(),
    (l) => l.answer(bench, "brake.stop", "no-answer"),
    "did not confirm",
  ],
  ["a refused start", () => starting(), (l) => l.answer(bench, "brake.start", "refused"), "with refused"],
  [
    "a start nobody answers",
    () => starting(),
    (l) => l.answer(bench, "brake.start", "no-answer"),
    "with no-answer",
  ],
  ["rollers that do not turn", () => starting(), (l) => l.wait(5000), "did not start in time"],
  ["a bench that never asks to brake", () => rolling(), (l) => l.wait(15_000), "did not ask for braking"],
  ["a wheel locked too early", () => rolling(), (l) => l.bench("none", { locked: true }), "before braking"],
  ["a bench that ends too early", () => rolling(), (l) => l.bench("ended"), "before braking"],
  [
    "an operator who stops it",
    () => braking("B0"),
    (l) => l.command({ name: "stop-item", reason: "smoke" }),
    "smoke",
  ],
  ["a scale that does not settle", () => measuring("W1"), (l) => l.wait(20_000), "did not come to rest"],
  ["a scale that refuses", () => measuring("W1"), badScale, "out of range"],
  [
    "a tester that refuses",
    () => lamps(),
    (l) => l.answer("headlamp-tester", "headlamp.measure", "refused"),
    "refused",
  ],
  ["a tester that does not finish", () => lamps(), (l) => l.wait(90_000), "0 of 2 readings"],
  [
    "a lamp the car does not have",
    () => lamps(),
    (l) => l.headlamp("left", "minor", "9000"),
    "two-lamp system",
  ],
  ["a leak", () => measuring("E"), (l) => l.answer("gas-analyser", "gas.leak-test", "leak"), "with leak"],
  [
    "an analyser warming up",
    () => measuring("E"),
    (l) => l.answer("gas-analyser", "gas.leak-test", "warming-up"),
    "warming-up",
  ],
  ["an analyser that does not answer", () => measuring("E"), (l) => l.wait(90_000), "did not answer"],
  ["an analyser that falls silent", () => sampling(), (l) => l.wait(5000), "fell silent"],
  ["a probe that slips out", () => sampling(), probeOut, "CO and CO2"],
  ["a cold engine", () => sampling(), coldEngine, "oil is at 60"],
  ["a probe never put in", () => sampling(), neverIn, "did not get past probe"],
  ["a side-slip plate that is silent", slipping, slipSilence, "gave no reading"],
  ["a crossing that never ends", slipping, (l) => l.wait(15_000), "not over in time"],
  ["a plate that stops halfway", slipping, slipHalfway, "too early"],
];

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
    qualityReason: "load cell wet",
  });
}
function badScale(lane: HandLane): void {
  const reading = { kind: "axle-load", loadKg: "99999", stable: true } as const;
  lane.observe("axle-scale", { ...reading, quality: "bad", qualityReason: "out of range" });
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
  for (let i = 0; i < 481 && lane.state.items.at(-1)?.runs === 1; i++)
    lane.gas({ rpm: 800, co: "0.00", co2: "0.04" });
}
function slipSilence(lane: HandLane): void {
  lane.wait(800);
  lane.beam("slip", false);
  lane.wait(500);
}
function slipHalfway(lane: HandLane): void {
  lane.observe("side-slip-tester", { kind: "side-slip", slipMPerKm: "1.0" });
  lane.wait(600);
  lane.beam("slip", false);
  lane.wait(500);
}

describe("an item is void, and measured again once, because of", () => {
  test.each(PATHS)("%s", (_, arrive, happen, reason) => {
    const lane = arrive();
    const code = lane.report.currentItem ?? "";
    lane.effects.length = 0;
    happen(lane);
    expect(voidedAs(lane)).toContain(reason);
    const rests: Record<string, string> = { B: "brake.stop", H: "headlamp.stop", E: "gas.sample-off" };
    const rest = rests[code.slice(0, 1)];
    const sent = lane.effects.flatMap((effect) =>
      effect.kind === "instrument" ? [effect.command.name] : [],
    );
    if (rest !== undefined) expect(sent).toContain(rest);
    const item = lane.report.items.find((candidate) => candidate.item === code);
    expect(item).toMatchObject({ verdict: null, reason: expect.stringContaining("measured again") });
    expect(lane.report.currentItem).toBe(code);
    // A hand ends the second run: then it stays void, with a reason, and judges nothing.
    lane.command({ name: "stop-item", reason: "enough" });
    const ended = lane.report.items.find((candidate) => candidate.item === code);
    expect(ended).toMatchObject({ state: "done", verdict: "void", reason: "stopped by hand: enough" });
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
    expect(voidedAs(lane)).toBe("axle-scale: garbled");
  });
});

describe("before an item", () => {
  test("a device out of calibration, without a record of it, or not there, voids its items with the reason", () => {
    const expired = devices.map((device) => {
      if (device.role === "brake-bench")
        return { ...device, calibration: { certificate: "C", validTo: "2026-11-22" } };
      return device.role === "gas-analyser" ? { ...device, calibration: null } : device;
    });
    const lane = new HandLane({
      dossier: k3,
      devices: expired.filter((device) => device.role !== "headlamp-tester"),
      today: "2026-11-23",
    });
    lane.command({ name: "begin" });
    lane.weigh("820");
    lane.weigh("560");
    expect(lane.report.items.filter((i) => i.verdict === "void").map((i) => [i.item, i.reason])).toEqual([
      ["B1", "brake-bench-1 is out of calibration since 2026-11-22"],
      ["B2", "brake-bench-1 is out of calibration since 2026-11-22"],
      ["B0", "brake-bench-1 is out of calibration since 2026-11-22"],
      ["H", "the lane has no headlamp-tester"],
      ["E", "gas-analyser-1 has no calibration record"],
    ]);
    expect(lane.report).toMatchObject({ phase: "over", verdict: "void" });
    expect(lane.effects.some((e) => e.kind === "instrument")).toBe(false);
  });

  test("a calibration that ends today still counts", () => {
    const lane = new HandLane({ dossier: k3, today: "2026-12-31" });
    lane.command({ name: "begin" });
    expect(lane.report.currentItem).toBe("W1");
  });

  test("a standing fault is waited for, then the item starts", () => {
    const lane = new HandLane({ dossier: k3 });
    fault(lane, "axle-scale", "disconnected");
    lane.command({ name: "begin" });
    expect([lane.action, lane.report.items[1]?.state]).toEqual(["wait", "suspended"]);
    lane.wait(30_000);
    fault(lane, "axle-scale", "disconnected", false);
    expect(lane.action).toBe("drive-onto");
    lane.weigh("820");
    expect(lane.report.currentItem).toBe("B1");
  });

  test("a fault that does not clear voids the item when patience ends", () => {
    const lane = new HandLane({ dossier: k3 });
    lane.command({ name: "begin" });
    fault(lane, "axle-scale", "disconnected");
    lane.wait(60_000);
    expect(voidedAs(lane)).toContain("disconnected");
    lane.wait(2000 + 60_000);
    expect(lane.report.items[1]).toMatchObject({ state: "done", verdict: "void" });
    expect(lane.report.faults).toHaveLength(1);
  });
});

test("a repeat waits for a silent line, and tries it all the same in the end", () => {
  const lane = braking();
  fault(lane, bench, "silent");
  lane.wait(3000);
  expect([lane.action, lane.state.current?.waits]).toEqual(["wait", "line"]);
  const other = braking();
  fault(other, bench, "silent");
  other.wait(3000);
  fault(other, bench, "silent", false);
  expect(other.state.current?.stage).toBe("measuring");
  lane.wait(20_000);
  expect(lane.state.current?.stage).toBe("measuring");
  lane.wait(2000);
  expect(lane.effects.at(-2)).toMatchObject({ kind: "instrument", command: { name: "brake.start" } });
});

test("a second run counts like the first", () => {
  const lane = braking();
  fault(lane, bench, "silent");
  fault(lane, bench, "silent", false);
  lane.wait(3000);
  lane.brakeRun({ left: 2650, right: 2400, difference: 580 });
  expect(lane.report.items.find((item) => item.item === "B1")).toMatchObject({
    state: "done",
    verdict: "undecided",
  });
  expect(lane.state.items.find((item) => item.code === "B1")).toMatchObject({
    runs: 2,
    result: { kind: "measured" },
  });
});

test("a late timer of the run before does nothing to this one", () => {
  const lane = braking();
  lane.beam("bench", false);
  lane.beam("bench", true);
  lane.wait(3000);
  const before = lane.state;
  lane.feed({ kind: "timer", id: "B1#1:window", atMs: lane.nowMs });
  expect(lane.state).toEqual(before);
});

test("an abort voids the whole and stops the rollers", () => {
  const lane = braking();
  lane.effects.length = 0;
  lane.command({ name: "abort", reason: "fire alarm" });
  expect(lane.effects).toContainEqual({ kind: "instrument", role: bench, command: { name: "brake.stop" } });
  expect(lane.effects.at(-1)).toEqual({ kind: "conclude" });
  expect(lane.report).toMatchObject({ phase: "over", verdict: "void" });
  expect(lane.report.reasons[0]).toBe("aborted: fire alarm");
  expect(lane.report.items.every((item) => item.state === "done" && item.verdict !== "pass")).toBe(true);
  expect(lane.timers()).toEqual([]);
});

describe("after a restart", () => {
  test("the run is put back, the rollers are stopped, and the job goes on", () => {
    const lane = braking();
    lane.effects.length = 0;
    lane.feed({ kind: "resumed", atMs: 5 });
    const stops = lane.effects.filter((e) => e.kind === "instrument" && e.command.name === "brake.stop");
    expect(stops.length).toBeGreaterThan(0);
    expect(lane.report.items.find((i) => i.item === "B1")).toMatchObject({
      state: "running",
      reason: "the station was restarted while it ran",
    });
    expect([lane.action, lane.report.prompt?.params.place]).toEqual(["drive-onto", "bench"]);
    // What the beams said before the restart is not believed: rollers only turn under a wheel seen now.
    expect(lane.state.current?.stage).toBe("travelling");
    lane.beam("bench", true);
    lane.brakeRun({ left: 2650, right: 2400, difference: 580 });
    expect(lane.state.items.find((i) => i.code === "B1")).toMatchObject({
      state: "done",
      runs: 1,
      note: "the station was restarted while it ran",
    });
    expect(lane.replayed()).toEqual(lane.state);
  });

  test("it stops the rollers even while another item ran", () => {
    const lane = measuring("E");
    lane.effects.length = 0;
    lane.feed({ kind: "resumed", atMs: 5 });
    const sent = lane.effects.flatMap((e) => (e.kind === "instrument" ? [e.command.name] : []));
    expect(sent).toEqual(expect.arrayContaining(["gas.sample-off", "brake.stop"]));
  });
});
