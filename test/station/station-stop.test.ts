import { expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { JournalWriter } from "../../src/station/journal-writer.ts";
import { SessionRunner } from "../../src/station/session-runner.ts";
import { countingSession } from "../support/counting-session.ts";
import { HeldStore } from "../support/held-store.ts";
import { toyRegistry, toyStation } from "../support/toy-station.ts";

/** Goal: what becomes durable while the station ends begins nothing any more; else a Ctrl-C at the wrong moment never ends. */
test("stopped before its start is durable: neither registry nor devices are connected afterwards", async () => {
  const clock = new VirtualClock();
  const store = new HeldStore();
  const rig = toyStation({ store, clock, registry: toyRegistry() });
  rig.station.start();
  const stopped = rig.station.stop();
  store.releaseAll();
  await stopped;
  expect({ entries: store.durable.length, pending: clock.pending }).toEqual({ entries: 1, pending: 0 });
});

test("stopped before a job just opened is durable: the job stands in the journal and is not begun", async () => {
  const clock = new VirtualClock();
  const store = new HeldStore();
  const rig = toyStation({ store, clock, registry: toyRegistry() });
  rig.station.start();
  store.releaseAll();
  rig.open();
  const stopped = rig.station.stop();
  store.releaseAll();
  await stopped;
  expect(store.entries().at(-1)).toMatchObject({ type: "job-opened" });
  expect(store.waiting).toBe(0);
});

test("a runner stopped while an input is on its way to the disk runs no effect and starts no timer", () => {
  const clock = new VirtualClock();
  const store = new HeldStore();
  const seen: string[] = [];
  const runner = new SessionRunner({
    job: asId<"job">("J-1"),
    session: countingSession,
    state: countingSession.initial,
    journal: new JournalWriter(store, clock),
    clock,
    timers: clock,
    perform: (effect) => seen.push(effect.kind),
    settled: () => seen.push("settled"),
    broke: (cause) => {
      throw cause;
    },
    lost: (cause) => {
      throw cause;
    },
  });
  runner.offer({ kind: "command", by: asId<"actor">("a"), atMs: 0, command: { name: "begin" } });
  runner.stop();
  store.releaseAll();
  expect({ seen, pending: clock.pending, entries: store.durable.length }).toEqual({
    seen: [],
    pending: 0,
    entries: 1,
  });
});
