import { describe, expect, test } from "vitest";
import type { InspectionRulebook } from "../../../src/core/inspection/rulebook.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import { braking, fault, k3, measuring, voidedAs } from "./item-lanes.ts";
import { devices, HandLane, rulebook } from "./lane-fixture.ts";

/** Goal: before an item, between its runs, at an abort and after a restart nothing is taken for measured and nothing goes on turning. */
const bench = "brake-bench" as const;

describe("before an item", () => {
  test("a device out of calibration, without a record of it, or not there, voids its items with the reason", () => {
    const lacking = devices.map((device) => {
      if (device.role === "brake-bench")
        return { ...device, calibration: { certificate: "C", validTo: "2026-11-22" } };
      return device.role === "gas-analyser" ? { ...device, calibration: null } : device;
    });
    const lane = new HandLane({
      dossier: k3,
      devices: lacking.filter((device) => device.role !== "headlamp-tester"),
      today: "2026-11-23",
    });
    lane.command({ name: "begin" });
    lane.weigh("820");
    lane.weigh("560");
    const expired = reason("CALIBRATION_ENDED", {
      device: "brake-bench-1",
      validTo: "2026-11-22",
      today: "2026-11-23",
    });
    expect(lane.report.items.filter((i) => i.verdict === "void").map((i) => [i.item, ...i.reasons])).toEqual([
      ["B1", expired],
      ["B2", expired],
      ["B0", expired],
      ["H", reason("ROLE_ABSENT", { role: "headlamp-tester" })],
      ["E", reason("CALIBRATION_MISSING", { device: "gas-analyser-1" })],
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
    expect(voidedAs(lane)).toEqual(reason("FAULT_STANDS", { role: "axle-scale", faults: ["disconnected"] }));
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
  lane.command({ name: "abort", reason: "other", note: "fire alarm" });
  expect(lane.effects).toContainEqual({ kind: "instrument", role: bench, command: { name: "brake.stop" } });
  expect(lane.effects.at(-1)).toEqual({ kind: "conclude" });
  expect(lane.report).toMatchObject({ phase: "over", verdict: "void" });
  expect(lane.report.reasons[0]).toEqual(
    reason("ABORTED_FOR", { by: "inspector-1", kind: "inspection", choice: "other", note: "fire alarm" }),
  );
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
      reasons: [reason("RESTARTED_MEANWHILE", {})],
    });
    // What the beams said before the restart is not believed: rollers only turn under a wheel seen now, and nobody is told to
    // drive off and come again before the beam has spoken.
    expect(lane.report.prompt?.text).toEqual(
      reason("PROMPT_WAIT", { because: reason("BEAM_AWAITED", { place: "bench" }) }),
    );
    expect(lane.state.current?.stage).toBe("travelling");
    lane.beam("bench", true);
    lane.brakeRun({ left: 2650, right: 2400, difference: 580 });
    expect(lane.state.items.find((i) => i.code === "B1")).toMatchObject({
      state: "done",
      runs: 1,
      restarts: 1,
    });
    expect(lane.report.items.find((i) => i.item === "B1")?.reasons).toContainEqual(
      reason("RESTARTED_MEANWHILE", {}),
    );
    expect(lane.replayed()).toEqual(lane.state);
  });

  test("an item that is broken off again and again is counted, and asks a person before it begins once more", () => {
    const lane = braking();
    const limit = lane.limitOf("service-brake").repeatsAfterRestart;
    for (let i = 0; i < limit; i++) lane.feed({ kind: "resumed", atMs: i });
    expect(lane.state.current).toMatchObject({ stage: "travelling", waits: null });
    lane.feed({ kind: "resumed", atMs: 9 });
    const times = limit + 1;
    const why = reason("RESTARTED_OFTEN", { times });
    expect(lane.report.prompt?.text).toEqual(reason("PROMPT_GO_ON", { because: why }));
    expect(lane.report.items.find((i) => i.item === "B1")).toMatchObject({
      state: "suspended",
      reasons: [why],
    });
    // Nothing goes on without a person: no beam, no time, no device that comes back, no further restart.
    lane.beam("bench", true);
    fault(lane, bench, "disconnected");
    fault(lane, bench, "disconnected", false);
    expect(lane.state.current).toMatchObject({ stage: "clearing", waits: "person" });
    lane.wait(600_000);
    expect(lane.state.current).toMatchObject({ stage: "clearing", waits: "person" });
    lane.feed({ kind: "resumed", atMs: 10 });
    expect(lane.state.current).toMatchObject({ stage: "clearing", waits: "person" });
    lane.command({ name: "go-on" });
    expect(lane.state.current).toMatchObject({ stage: "travelling", waits: null });
    expect(() => lane.command({ name: "go-on" })).toThrow("NOTHING_WAITS");
    lane.beam("bench", true);
    lane.brakeRun({ left: 2650, right: 2400, difference: 580 });
    expect(lane.report.items.find((i) => i.item === "B1")).toMatchObject({
      state: "done",
      reasons: expect.arrayContaining([reason("RESTARTED_OFTEN", { times: times + 1 })]),
    });
    expect(lane.replayed()).toEqual(lane.state);
  });

  test("a person's word holds for as many restarts as the rulebook lets pass by themselves", () => {
    const lane = braking();
    const limit = lane.limitOf("service-brake").repeatsAfterRestart;
    for (let i = 0; i <= limit; i++) lane.feed({ kind: "resumed", atMs: i });
    lane.command({ name: "go-on" });
    for (let i = 0; i < limit; i++) {
      lane.feed({ kind: "resumed", atMs: i });
      expect(lane.state.current?.waits).toBeNull();
    }
    lane.feed({ kind: "resumed", atMs: 9 });
    expect(lane.state.current?.waits).toBe("person");
  });

  test("a void after restarts tells both, and only what ran was broken off", () => {
    const lane = braking();
    lane.feed({ kind: "resumed", atMs: 5 });
    lane.command({ name: "stop-item", reason: "other", note: "smoke" });
    lane.command({ name: "stop-item", reason: "other", note: "smoke" });
    const told = lane.report.items.find((i) => i.item === "B1");
    expect(told?.verdict).toBe("void");
    expect(told?.reasons).toContainEqual(reason("RESTARTED_MEANWHILE", {}));
    expect(lane.state.items.filter(({ restarts }) => restarts > 0).map(({ code }) => code)).toEqual(["B1"]);
  });

  describe("a person who stops an item", () => {
    const stop = { name: "stop-item", reason: "danger", note: "" } as const;
    const why = reason("STOPPED_FOR", { by: "inspector-1", choice: "danger", note: "" });
    const patient: InspectionRulebook = {
      ...rulebook,
      items: rulebook.items.map((item) => ({ ...item, repeatsAfterVoid: 4 })),
    };

    test("starts nothing: no beam, no time, no device and no restart lets it run again, only a person's word", () => {
      const lane = braking();
      lane.effects.length = 0;
      lane.command(stop);
      expect(lane.effects).toContainEqual(
        expect.objectContaining({ kind: "instrument", command: { name: "brake.stop" } }),
      );
      expect(lane.report.prompt?.text).toEqual(reason("PROMPT_GO_ON", { because: why }));
      lane.effects.length = 0;
      lane.beam("bench", false);
      lane.beam("bench", true);
      fault(lane, bench, "disconnected");
      fault(lane, bench, "disconnected", false);
      lane.wait(3_600_000);
      lane.feed({ kind: "resumed", atMs: 9 });
      lane.beam("bench", true);
      lane.wait(3_600_000);
      expect(lane.state.current).toMatchObject({ stage: "clearing", waits: "person" });
      const started = lane.effects.flatMap((e) => (e.kind === "instrument" ? [e.command.name] : []));
      expect(started.filter((name) => name === "brake.start")).toEqual([]);
      lane.command({ name: "go-on" });
      lane.wait(lane.limitOf("service-brake").repeatPauseMs);
      lane.beam("bench", true);
      expect(lane.state.current?.stage).toBe("measuring");
      expect(lane.replayed()).toEqual(lane.state);
    });

    test("and stops it again while it waits gives it up, however many repeats are left", () => {
      const lane = measuring("B1", k3, patient);
      lane.command(stop);
      expect(lane.report.currentItem).toBe("B1");
      lane.command(stop);
      expect(lane.report.items.find(({ item }) => item === "B1")).toMatchObject({
        state: "done",
        verdict: "void",
        reasons: [why],
      });
      expect(lane.report.currentItem).not.toBe("B1");
      expect(lane.state.current?.waits).not.toBe("person");
      expect(lane.replayed()).toEqual(lane.state);
    });
  });

  test("who does not stand there any more is asked to come, once the beam has said so", () => {
    const lane = braking();
    lane.feed({ kind: "resumed", atMs: 5 });
    lane.beam("bench", false);
    expect([lane.action, lane.report.prompt?.params.place]).toEqual(["drive-onto", "bench"]);
    lane.beam("bench", true);
    expect(lane.state.current?.stage).toBe("measuring");
    expect(lane.replayed()).toEqual(lane.state);
  });

  test("every machine of the lane is made safe, whichever item ran, and the rest is not told anything", () => {
    const lane = measuring("E");
    lane.effects.length = 0;
    lane.feed({ kind: "resumed", atMs: 5 });
    const sent = lane.effects.flatMap((e) => (e.kind === "instrument" ? [e.command.name] : []));
    expect(sent.sort()).toEqual(["brake.stop", "gas.sample-off", "headlamp.stop", "smoke.stop"]);
    const bare = new HandLane({ dossier: k3, devices: devices.filter(({ role }) => role !== "brake-bench") });
    bare.command({ name: "begin" });
    bare.effects.length = 0;
    bare.feed({ kind: "resumed", atMs: 5 });
    const told = bare.effects.flatMap((e) => (e.kind === "instrument" ? [e.role] : []));
    expect(told.sort()).toEqual(["gas-analyser", "headlamp-tester", "opacimeter"]);
  });
});
