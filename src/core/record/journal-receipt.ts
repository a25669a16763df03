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
 * Null for an entry that is no receipt. A receipt got into the journal only after its root had been found to be that of the
 * journal's own tree, so whoever reads it there need not ask for keys to know that both must still agree.
 */
export function receiptedRoot(record: Uint8Array): ReceiptedRoot | null {
  if (!isEntryOf(record, "receipt")) return null;
  const entry = readEntry(record);
  if (entry?.type !== "receipt") return null;
  const checkpoint = checkpointInNote(entry.checkpoint);
  return checkpoint === null
    ? null
    : { size: checkpoint.size, root: checkpoint.root, note: entry.checkpoint };
}
