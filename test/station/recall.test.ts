import { expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { recall } from "../../src/station/recall.ts";
import { StationMemory } from "../../src/station/station-memory.ts";
import { countingSession } from "../support/counting-session.ts";
import { TOY_STATION, toyRegistry, toySession, toyStation } from "../support/toy-station.ts";

/** Goal: what a start makes of a journal: the open job and no other is folded, and the book says what waits for its receipt. */
function weigh(scale: ReturnType<typeof toyStation>["scale"], times: number, clock: VirtualClock): void {
  for (let i = 0; i < times; i++) scale.weigh("100", clock.monoMs());
}

/** A station that sealed two records, the second while nobody receipts, and went away in the middle of a third job. */
function journal(): MemoryJournalStore {
  const store = new MemoryJournalStore();
  const clock = new VirtualClock();
  const silent = { handle: () => [] };
  const registry = toyRegistry();
  const { handle } = registry;
  const { station, scale, open } = toyStation({ store, clock, registry });
  station.start();
  clock.advanceBy(100);
  open();
  weigh(scale, 3, clock);
  clock.advanceBy(60_000);
  registry.handle = silent.handle;
  open();
  weigh(scale, 3, clock);
  clock.advanceBy(1000);
  open();
  weigh(scale, 2, clock);
  registry.handle = handle;
  return store;
}

function recalled(store: MemoryJournalStore) {
  let sessions = 0;
  const memory = new StationMemory(TOY_STATION, () => {
    sessions++;
    return toySession(countingSession);
  });
  const { book, sources } = recall(memory, store);
  const open = [...memory.openJobs.values()].map(({ job, state, openedIndex, endIndex, inputs }) => ({
    job,
    state,
    openedIndex,
    endIndex,
    inputs,
  }));
  const { artifacts, ledger } = memory;
  const { jobsOpened, recordsSealed, clock, software } = ledger;
  return { book, sources, open, sessions, jobsOpened, recordsSealed, clock, software, artifacts };
}

function withEntries(
  store: MemoryJournalStore,
  change: (text: string, index: number) => string,
): MemoryJournalStore {
  const made = new MemoryJournalStore();
  let index = 0;
  for (const bytes of store.read(0)) {
    const text = change(new TextDecoder().decode(bytes), index++);
    made.append([new TextEncoder().encode(text)], () => undefined);
  }
  return made;
}

test("the open job is folded, the others are not; the book has the record without a receipt", () => {
  const { book, open, sessions, jobsOpened, recordsSealed } = recalled(journal());
  expect(book).toMatchObject({
    sealed: 2,
    unreceipted: [{ job: "TOY-1-000002", kind: "inspection", sequence: 1 }],
  });
  expect(book.receiptedSize).toBeGreaterThan(0);
  expect(book.unreceipted[0]?.index).toBeGreaterThanOrEqual(book.receiptedSize);
  expect(open).toMatchObject([{ job: "TOY-1-000003", inputs: 3 }]);
  expect([sessions, jobsOpened, recordsSealed]).toEqual([1, 3, 2]);
});

test("the order of an entry's members says nothing", () => {
  const store = journal();
  const turned = withEntries(store, (text) =>
    JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse())),
  );
  expect([...turned.read(0)][0]).not.toEqual([...store.read(0)][0]);
  expect(recalled(turned)).toEqual(recalled(store));
});

test("an entry that is none stops a start, by its number", () => {
  for (const wrong of ["null", "{}", '{"type":"receipt","type":"receipt"}', '{"type":"from the future"}']) {
    const store = withEntries(journal(), (text, index) => (index === 3 ? wrong : text));
    expect(() => recalled(store), wrong).toThrow(
      expect.objectContaining({ code: "JOURNAL_CORRUPT", message: expect.stringContaining("Entry 3") }),
    );
  }
});
