import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { HeldStore } from "../support/held-store.ts";
import { toyRegistry, toyStation } from "../support/toy-station.ts";

function entriesOf(store: MemoryJournalStore): Record<string, unknown>[] {
  return [...store.read(0)].map(
    (record) => JSON.parse(new TextDecoder().decode(record)) as Record<string, unknown>,
  );
}

function weighThree(rig: ReturnType<typeof toyStation>, clock: VirtualClock): void {
  for (const kg of ["800", "500", "1300"]) {
    rig.scale.weigh(kg, clock.monoMs());
    clock.advanceBy(10);
  }
}

describe("a station", () => {
  test("journals, seals, delivers and journals the receipt", () => {
    const clock = new VirtualClock();
    const store = new MemoryJournalStore();
    const registry = toyRegistry();
    const rig = toyStation({ store, clock, registry });
    rig.station.start();
    expect(rig.open()).toEqual({ kind: "opened", job: "TOY-1-000001" });
    weighThree(rig, clock);
    clock.advanceBy(60_000);
    expect(rig.records.map((r) => r.split(" ")[0])).toEqual(["sealed", "receipted"]);
    expect(registry.stored.length).toBe(1);
    expect(entriesOf(store).map((e) => e.type)).toEqual([
      "station-started",
      "clock-noted",
      "artifact-stored",
      "artifact-stored",
      "job-opened",
      "job-input",
      "job-input",
      "job-input",
      "job-input",
      "record-sealed",
      "receipt",
    ]);
    expect(rig.station.pendingReceipts()).toBe(0);
  });

  test("refuses a second job on the same instruments, and takes it when the first is sealed", () => {
    const clock = new VirtualClock();
    const rig = toyStation({ store: new MemoryJournalStore(), clock, registry: toyRegistry() });
    rig.station.start();
    rig.open();
    expect(rig.open()).toMatchObject({ kind: "refused" });
    weighThree(rig, clock);
    expect(rig.open()).toEqual({ kind: "opened", job: "TOY-1-000002" });
  });

  test("two jobs asked for before the first is durable: one is opened, the other is told why not", () => {
    const clock = new VirtualClock();
    const store = new HeldStore();
    const rig = toyStation({ store, clock, registry: toyRegistry() });
    rig.station.start();
    store.releaseAll();
    expect(rig.open(), "it is told when it is durable").toBeNull();
    expect(rig.open()).toMatchObject({ kind: "refused", reason: { code: "JOB_BUSY" } });
    store.releaseAll();
    expect(rig.station.openJobs()).toEqual(["TOY-1-000001"]);
  });

  test("levels and faults that stood before a job began are its evidence too", () => {
    const clock = new VirtualClock();
    const store = new MemoryJournalStore();
    const rig = toyStation({ store, clock, registry: toyRegistry() });
    rig.station.start();
    rig.scale.level("at-scale", false, 1);
    rig.scale.level("at-scale", true, 2);
    rig.scale.fail("garbled", 3);
    rig.open();
    const inputs = entriesOf(store).filter((entry) => entry.type === "job-input");
    expect(inputs.map((entry) => entry.input)).toMatchObject([
      { kind: "observation", observation: { line: "at-scale", active: true } },
      { kind: "fault", fault: { code: "garbled", raised: true } },
      { kind: "command", command: { name: "begin" } },
    ]);
    expect(entriesOf(store).filter((entry) => entry.type === "device-fault").length).toBe(1);
  });

  test("shows and actuates nothing that is not durable", () => {
    const clock = new VirtualClock();
    const store = new HeldStore();
    const rig = toyStation({ store, clock, registry: toyRegistry() });
    rig.station.start();
    store.releaseAll();
    rig.open();
    store.releaseAll();
    const told: string[] = [];
    // The link to the registry comes up, of which nothing is to be durable.
    clock.advanceBy(100);
    rig.station.screen.feed.subscribe((message) => told.push(message.type));
    rig.scale.weigh("800", clock.monoMs());
    clock.advanceBy(500);
    expect({ told, outputs: rig.outputs }).toEqual({ told: [], outputs: [] });
    store.releaseAll();
    clock.advanceBy(150);
    expect(rig.outputs).toEqual(["lamp-go"]);
    expect(told).toContain("job");
  });

  test("a disk that is nearly full begins no job, and one that fills up is told before", () => {
    const clock = new VirtualClock();
    let freeBytes: number | null = 2 ** 31;
    const rig = toyStation({
      store: new MemoryJournalStore(),
      clock,
      registry: toyRegistry(),
      changes: { freeBytes: () => freeBytes },
    });
    rig.station.start();
    clock.advanceBy(100);
    const disk = () => rig.station.screen.snapshot().station.disk;
    expect(disk()).toBeNull();
    freeBytes = 2 ** 30 - 1;
    expect(disk()).toMatchObject({ stops: false, en: expect.stringContaining("1023 MiB are left") });
    expect(rig.open()).toMatchObject({ kind: "opened" });
    weighThree(rig, clock);
    clock.advanceBy(60_000);
    freeBytes = 256 * 2 ** 20 - 1;
    expect(disk()).toMatchObject({ stops: true });
    expect(rig.open()).toMatchObject({
      kind: "refused",
      reason: { code: "DISK_NEARLY_FULL", params: { freeMiB: 255, leastMiB: 256 } },
    });
    freeBytes = null;
    expect(rig.open()).toMatchObject({ kind: "opened" });
  });

  test("an old disk that was restored is known before the first job, and begins none", () => {
    const clock = new VirtualClock();
    const registry = toyRegistry();
    const [store, old] = [new MemoryJournalStore(), new MemoryJournalStore()];
    const first = toyStation({ store, clock, registry });
    first.station.start();
    for (let job = 0; job < 2; job++) {
      // The copy is made here, after the first receipt.
      if (job === 1) old.append([...store.read(0)], () => undefined);
      first.open();
      weighThree(first, clock);
      clock.advanceBy(60_000);
    }
    expect(first.station.pendingReceipts()).toBe(0);
    const again = toyStation({ store: old, clock, registry, boot: "second" });
    again.station.start();
    clock.advanceBy(1000);
    expect(again.records).toContain("locked rollback");
    expect(again.open()).toMatchObject({ kind: "refused", reason: { code: "NO_JOB_IN_ANOTHER_HISTORY" } });
  });

  test("a job sealed by a rulebook that today's software refuses does not stop the next start", () => {
    const clock = new VirtualClock();
    const store = new MemoryJournalStore();
    const registry = toyRegistry();
    const first = toyStation({ store, clock, registry });
    first.station.start();
    first.open();
    weighThree(first, clock);
    clock.advanceBy(60_000);
    const refuse = (): never => {
      throw new Error("a rulebook of long ago");
    };
    const again = toyStation({ store, clock, registry, boot: "second", openSession: refuse });
    again.station.start();
    clock.advanceBy(1_000);
    expect(entriesOf(store).filter((entry) => entry.type === "station-started").length).toBe(2);
    expect(again.station.pendingReceipts()).toBe(0);
  });

  test("killed after any entry and started again: one record, one effect at the registry, nothing lost", () => {
    const clock = new VirtualClock();
    const whole = new MemoryJournalStore();
    const first = toyStation({ store: whole, clock, registry: toyRegistry() });
    first.station.start();
    first.open();
    weighThree(first, clock);
    clock.advanceBy(60_000);
    const records = [...whole.read(0)];
    for (let kept = 0; kept <= records.length; kept++) {
      for (const registryHadIt of [false, true]) {
        // A receipt in the journal means that the registry has the record: it cannot have forgotten it.
        if (kept === records.length && !registryHadIt) continue;
        const store = new MemoryJournalStore();
        if (kept > 0) store.append(records.slice(0, kept), () => undefined);
        const registry = toyRegistry();
        const again = new VirtualClock();
        if (registryHadIt && kept >= 10) deliverOnce(records.slice(0, 10), registry);
        const rig = toyStation({ store, clock: again, registry, boot: "second" });
        rig.station.start();
        again.advanceBy(60_000);
        const types = entriesOf(store).map((e) => e.type);
        const opened = kept >= 5 ? 1 : 0;
        expect(types.filter((type) => type === "record-sealed").length, `after ${kept} entries`).toBe(opened);
        expect(registry.stored.length, `after ${kept} entries`).toBe(opened);
        expect(rig.station.openJobs()).toEqual([]);
        expect(rig.station.pendingReceipts()).toBe(0);
      }
    }
  });
});

/** The registry took and kept the record, but the station died before it heard. */
function deliverOnce(records: readonly Uint8Array[], registry: ReturnType<typeof toyRegistry>): void {
  const clock = new VirtualClock();
  const store = new MemoryJournalStore();
  store.append(records, () => undefined);
  const rig = toyStation({ store: withoutReceipts(store), clock, registry });
  rig.station.start();
  clock.advanceBy(60_000);
  expect(registry.stored.length).toBe(1);
}

/** The very journal of the first station: a start would write an entry that the second start knows nothing of. */
function withoutReceipts(store: MemoryJournalStore): MemoryJournalStore {
  const append = store.append.bind(store);
  store.append = (records, onDurable) => {
    const text = new TextDecoder().decode(records[0]);
    if (text.includes('"station-started"')) onDurable(store.size());
    else append(records, onDurable);
  };
  return store;
}
