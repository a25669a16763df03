import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { encodeEntry } from "../../src/station/journal-writer.ts";
import { AT } from "./journal-day.ts";
import { testRecords } from "./journal-directory.ts";
import { receiptNote } from "./sealed-results.ts";

export function rootOf(records: readonly Uint8Array[]): Uint8Array {
  const store = new MemoryJournalStore();
  store.append(records, () => undefined);
  return store.root(records.length);
}

/** The entry of a receipt for the first `size` of these records. */
export function receiptOf(records: readonly Uint8Array[], size = records.length): Uint8Array {
  return encodeEntry({
    type: "receipt",
    at: AT,
    size,
    checkpoint: receiptNote(size, rootOf(records.slice(0, size))),
  });
}

/** So many records, a receipt for all of them, and some more. */
export function receiptedRecords(before: number, after: number): Uint8Array[] {
  const records = testRecords(before);
  return [...records, receiptOf(records), ...testRecords(after)];
}
