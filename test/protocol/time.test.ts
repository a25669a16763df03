import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { toyRegistry, toyStation } from "../support/toy-station.ts";

/** A station with the true time, and a registry whose clock is ahead of it. */
function two(registryAhead: { ms: number }) {
  const clock = new VirtualClock();
  const registry = toyRegistry();
  const rig = toyStation({
    store: new MemoryJournalStore(),
    clock,
    registry,
    registryWallMs: () => clock.wallMs() + registryAhead.ms,
    changes: { releasedMs: clock.wallMs() - 86_400_000 },
  });
  rig.station.start();
  const job = (): void => {
    expect(rig.open()).toMatchObject({ kind: "opened" });
    clock.advanceBy(10_000);
  };
  return { ...rig, clock, registry, job };
}

describe("two clocks", () => {
  test.each([-31_500, 315_576_000_000, -315_576_000_000])(
    "RP-098 a registry %i ms ahead gives no receipt",
    (ms) => {
      const on = two({ ms });
      on.job();
      on.clock.advanceBy(600_000);
      expect([on.registry.stored.length, on.station.pendingReceipts()]).toEqual([1, 1]);
    },
  );

  test.each([28_000, -28_000])("RP-098 a registry %i ms ahead gives one", (ms) => {
    const on = two({ ms });
    on.job();
    expect(on.station.pendingReceipts()).toBe(0);
  });

  test("RP-099 what has no receipt is covered by the next one, each record once", () => {
    const ahead = { ms: -315_576_000_000 };
    const on = two(ahead);
    on.job();
    on.job();
    ahead.ms = 0;
    on.job();
    on.clock.advanceBy(600_000);
    expect([on.registry.stored.length, on.station.pendingReceipts()]).toEqual([3, 0]);
    expect(on.records.filter((line) => line.startsWith("receipted"))).toHaveLength(3);
  });

  test("RP-100 a registry that set its clock back cosigns anew", () => {
    const ahead = { ms: 315_576_000_000 };
    const on = two(ahead);
    on.job();
    on.clock.advanceBy(60_000);
    expect(on.station.pendingReceipts()).toBe(1);
    ahead.ms = 0;
    on.clock.advanceBy(600_000);
    expect(on.station.pendingReceipts()).toBe(0);
  });
});
