import { expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import type { IdleFinding } from "../../src/ports/journal-store.ts";
import { toyRegistry, toyStation } from "../support/toy-station.ts";

/** Goal: what rots in a journal is found in quiet hours, stands in the journal itself and on the screen, and disturbs no job. */

class RottingStore extends MemoryJournalStore {
  looks = 0;
  findings: (IdleFinding | null)[] = [];

  idleCheck(bytes: number): IdleFinding | null {
    expect(bytes).toBeGreaterThan(0);
    this.looks++;
    return this.findings.shift() ?? null;
  }

  entries(): JournalEntry[] {
    return [...this.read(0)].map((bytes) => readEntry(bytes) as JournalEntry);
  }
}

function stationOn(store: RottingStore) {
  const clock = new VirtualClock();
  const toy = toyStation({ store, clock, registry: toyRegistry() });
  toy.station.start();
  clock.advanceBy(100);
  return { ...toy, clock };
}

const mendings = (store: RottingStore) =>
  store.entries().flatMap((entry) => (entry.type === "journal-mended" ? [entry.mending] : []));

test("it looks while no job is open, and not while one is", () => {
  const store = new RottingStore();
  const { clock, open, scale } = stationOn(store);
  clock.advanceBy(10_000);
  expect(store.looks).toBeGreaterThan(10);
  expect(open()).toMatchObject({ kind: "opened" });
  const before = store.looks;
  clock.advanceBy(900);
  expect(store.looks).toBe(before);
  for (let i = 0; i < 3; i++) scale.weigh("100", clock.monoMs());
  clock.advanceBy(10_000);
  expect(store.looks).toBeGreaterThan(before);
});

test("hashes that were made again stand in the journal; a damaged segment as well, once, and on the screen until it is mended", () => {
  const store = new RottingStore();
  const damaged = { kind: "segment-damaged", segment: 3, position: 4711, because: "EIO" } as const;
  store.findings = [{ kind: "hashes-mended", segment: 2, hashes: 1 }, damaged, null, damaged];
  const { clock, station } = stationOn(store);
  const word = () => station.screen.snapshot().station.journal;
  expect(word()).toBeNull();
  clock.advanceBy(10_000);
  expect(mendings(store)).toEqual([
    { kind: "hashes-mended", segment: 2, hashes: 1 },
    { kind: "segment-damaged", segment: 3, position: 4711 },
  ]);
  expect(word()).toMatchObject({ code: "JOURNAL_SEGMENT_DAMAGED", params: { segment: 3, position: 4711 } });
});

test("a stopped station looks at nothing any more", async () => {
  const store = new RottingStore();
  const { clock, station } = stationOn(store);
  clock.advanceBy(2000);
  const before = store.looks;
  await station.stop();
  clock.advanceBy(10_000);
  expect(store.looks).toBe(before);
});
