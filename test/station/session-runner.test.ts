import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { JournalWriter } from "../../src/station/journal-writer.ts";
import { SessionRunner } from "../../src/station/session-runner.ts";
import { type CountingState, countingSession } from "../support/counting-session.ts";
import { HeldStore } from "../support/held-store.ts";

function rethrow(cause: unknown): never {
  throw cause;
}

/** Goal: nothing is visible, acted on or timed before the journal holds it, and the order of inputs is kept. */
function rig(broke: (cause: unknown) => void = rethrow) {
  const clock = new VirtualClock();
  const store = new HeldStore();
  const effects: string[] = [];
  const states: CountingState[] = [];
  const runner = new SessionRunner({
    job: asId<"job">("J-1"),
    session: countingSession,
    state: countingSession.initial,
    journal: new JournalWriter(store, clock),
    clock,
    timers: clock,
    perform: (effect) => effects.push(effect.kind),
    settled: (state) => states.push(state),
    broke,
    lost: (cause) => {
      throw cause;
    },
  });
  const load = (loadKg: string) =>
    runner.offer({
      kind: "observation",
      role: "axle-scale",
      observation: {
        kind: "axle-load",
        device: asId<"device">("s"),
        atMs: clock.monoMs(),
        quality: "good",
        loadKg,
        stable: true,
      },
    });
  return { clock, store, effects, states, runner, load };
}

describe("the loop of a job", () => {
  test("an effect runs and a state shows only after its entry is durable", () => {
    const { store, effects, states, runner, load } = rig();
    load("800");
    expect(store.waiting).toBe(1);
    expect(effects).toEqual([]);
    expect(runner.state.loads).toBe(0);
    store.release();
    expect(effects).toEqual(["output"]);
    expect(states.map((s) => s.loads)).toEqual([1]);
  });

  test("inputs that arrive while the disk works form one batch, in order", () => {
    const { store, effects, load } = rig();
    load("1");
    load("2");
    load("3");
    expect(store.waiting).toBe(1);
    store.release();
    expect(store.waiting).toBe(1);
    expect(effects).toEqual(["output"]);
    store.release();
    expect(effects).toEqual(["output", "output", "output", "conclude"]);
    const kept = store
      .entries()
      .map((entry) => (entry.input as { observation: { loadKg: string } }).observation.loadKg);
    expect(kept).toEqual(["1", "2", "3"]);
  });

  test("the concluding input is the last entry: what came after belongs to no job", () => {
    const { store, load } = rig();
    for (const kg of ["1", "2", "3", "4", "5"]) load(kg);
    store.releaseAll();
    load("6");
    expect(store.waiting).toBe(0);
    expect(store.durable.length).toBe(3);
  });

  test("a refused input stands in the journal with its reason", () => {
    const { store, effects, runner } = rig();
    const fault = {
      device: asId<"device">("s"),
      code: "silent",
      raised: true,
      atMs: 0,
      detail: null,
    } as const;
    runner.offer({ kind: "fault", role: "axle-scale", fault });
    store.release();
    expect(store.entries()[0]).toMatchObject({ rejected: { code: "NO_ITEM_RUNS", params: {} }, events: [] });
    expect(effects).toEqual([]);
  });

  test("a fault that stands and comes again, and changes nothing, is no entry; its neighbours keep theirs", () => {
    const { store, runner, load, states } = rig();
    const fault = {
      device: asId<"device">("s"),
      code: "silent",
      raised: true,
      atMs: 0,
      detail: null,
      times: 2,
      again: true,
    } as const;
    runner.offer({ kind: "fault", role: "axle-scale", fault });
    expect(store.waiting).toBe(0);
    load("800");
    runner.offer({ kind: "fault", role: "axle-scale", fault });
    load("500");
    store.releaseAll();
    expect(store.entries().map((entry) => entry.input)).toMatchObject([
      { observation: { loadKg: "800" } },
      { observation: { loadKg: "500" } },
    ]);
    expect(states.map(({ loads }) => loads)).toEqual([1, 2]);
  });

  test("a timer is started only when the entry that asked for it is durable, and comes back as an input", () => {
    const { clock, store, effects, runner } = rig();
    runner.offer({ kind: "command", by: asId<"actor">("a"), atMs: 0, command: { name: "begin" } });
    expect(clock.pending).toBe(0);
    store.release();
    expect(clock.pending).toBe(1);
    clock.advanceBy(1_000);
    store.release();
    expect(effects).toEqual(["conclude"]);
    expect(store.entries()[1]).toMatchObject({ input: { kind: "timer", id: "end", atMs: 1_000 } });
  });

  test.each([
    ["failed and not applied", false],
    ["failed but applied", true],
  ])("a write that %s leaves nothing visible", (_name, applied) => {
    const { store, effects, states, runner, load } = rig();
    load("1");
    store.fail(applied);
    load("2");
    expect(effects).toEqual([]);
    expect(states).toEqual([]);
    expect(runner.state.loads).toBe(0);
    expect(store.durable.length).toBe(applied ? 1 : 0);
  });

  test("broken while a batch is on its way: made safe at once, no effect of the batch, and the abort stands on it", () => {
    const safe: number[] = [];
    const { store, effects, runner, load } = rig(() => safe.push(store.durable.length));
    load("1");
    runner.fail(new Error("a bug"));
    load("2");
    expect(safe, "once, and not when the disk is ready").toEqual([0]);
    expect(store.waiting, "the abort waits for what it stands on").toBe(1);
    store.releaseAll();
    expect(effects).toEqual([]);
    expect(store.entries()).toMatchObject([
      { input: { kind: "observation" }, events: [{ type: "counted" }] },
      { input: { kind: "command", command: { name: "abort" } }, events: [{ type: "ended" }] },
    ]);
    expect(runner.state).toEqual({ loads: 1, over: true });
    expect(safe.length).toBe(1);
  });

  test("a stopped runner takes nothing and lets no timer fire", () => {
    const { clock, store, runner, load } = rig();
    runner.offer({ kind: "command", by: asId<"actor">("a"), atMs: 0, command: { name: "begin" } });
    store.release();
    runner.stop();
    clock.advanceBy(5_000);
    load("1");
    expect(store.waiting).toBe(0);
  });
});
