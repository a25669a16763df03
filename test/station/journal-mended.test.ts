import { expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import type { JournalMending } from "../../src/core/journal/mending.ts";
import { mendingTold } from "../../src/core/journal/mending-told.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { sentenceOf } from "../../src/core/trade/reasons.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import { toyRegistry, toyStation } from "../support/toy-station.ts";

const MENDINGS: readonly JournalMending[] = [
  { kind: "index-rebuilt", found: "damaged", record: null, records: 7, asked: false },
  { kind: "tail-cut", row: "@I", segment: 0, position: 900, bytes: 12, record: 7, index: "missing" },
  { kind: "note-unreadable" },
];

test("what opening the journal put right stands in it right after the start, and a next start reads it", () => {
  const store: JournalStore = Object.assign(new MemoryJournalStore(), {
    mended: { mendings: MENDINGS, told: () => undefined },
  });
  toyStation({ store, clock: new VirtualClock(), registry: toyRegistry() }).station.start();
  const entries = [...store.read(0)].map((bytes) => readEntry(bytes));
  expect(entries[0]).toMatchObject({ type: "station-started" });
  const said = entries.flatMap((entry) => (entry?.type === "journal-mended" ? [entry.mending] : []));
  expect(said).toEqual(MENDINGS);
  expect(entries.slice(1, 4).map((entry) => entry?.type)).toEqual(Array(3).fill("journal-mended"));
  toyStation({ store, clock: new VirtualClock(), registry: toyRegistry() }).station.start();
  expect([...store.read(0)].length).toBeGreaterThan(entries.length);
});

test("each has a sentence of its own, with its figures", () => {
  const told = MENDINGS.map((mending) => sentenceOf(mendingTold(mending)).en);
  expect(told[0]).toContain("7 entries");
  expect(told[1]).toContain("12 bytes");
  expect(new Set(told).size).toBe(3);
});
