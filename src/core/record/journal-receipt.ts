import { isEntryOf, readEntry } from "../journal/read-entry.ts";
import { checkpointInNote } from "./checkpoint.ts";

/** What a receipt in a journal stands for: the root of the tree over the first `size` records. */
export interface ReceiptedRoot {
  readonly size: number;
  readonly root: Uint8Array;
  /** The signed note. */
  readonly note: string;
}

/**
 * Null for an entry that is no receipt, nor a summary that repeats one. A receipt got into the journal only after its root had been found to be that of the
 * journal's own tree, so whoever reads it there need not ask for keys to know that both must still agree.
 */
export function receiptedRoot(record: Uint8Array): ReceiptedRoot | null {
  if (!isEntryOf(record, "receipt") && !isEntryOf(record, "station-summary")) return null;
  const note = noteIn(record);
  const checkpoint = note === null ? null : checkpointInNote(note);
  return checkpoint === null || note === null ? null : { size: checkpoint.size, root: checkpoint.root, note };
}

function noteIn(record: Uint8Array): string | null {
  const entry = readEntry(record);
  if (entry?.type === "receipt") return entry.checkpoint;
  return entry?.type === "station-summary" ? (entry.receipt?.checkpoint ?? null) : null;
}
