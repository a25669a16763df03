import { newestSecondKey, rotatedSecondKey } from "../core/journal/second-key-named.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { ledgerOf } from "./recall.ts";

/**
 * The SM2 key that a journal names last; null where it names none. Its parts are read from the newest one back until one names a key, which is the last one
 * or the one before it as long as the station seals. Where none of those that are here does, what summaries know of changes of keys. Throws as `ledgerOf`.
 */
export function secondKeyOf(store: JournalStore): string | null {
  const first = store.segments?.first() ?? 0;
  for (let end = store.size(); end > first; ) {
    const from = store.segmentOf(end - 1);
    const keyId = newestSecondKey(entriesIn(store, from, end));
    if (keyId !== null) return keyId;
    end = from;
  }
  return rotatedSecondKey(ledgerOf(store).acts.rotations);
}

function* entriesIn(store: JournalStore, from: number, end: number): Generator<Uint8Array> {
  let index = from;
  for (const bytes of store.read(from)) {
    if (index++ >= end) return;
    yield bytes;
  }
}
