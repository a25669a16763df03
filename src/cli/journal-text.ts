import type { JournalReader } from "../adapters/disk/journal-reader.ts";
import { sha256 } from "../adapters/keys/node-crypto.ts";
import { readEntry } from "../core/journal/read-entry.ts";
import { toHex } from "../core/record/base64.ts";
import { reason, sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { damagedIndex } from "./verify-journal.ts";

/** The text of an artifact that was read before, by its entry. Throws EdgeError JOURNAL_CORRUPT where the entry is not what it was. */
export function textAgain(reader: JournalReader, index: number, hash: string): string {
  const entry = readEntry(reader.again(index));
  const isSame =
    entry?.type === "artifact-stored" && toHex(sha256(new TextEncoder().encode(entry.text))) === hash;
  if (isSame) return entry.text;
  throw new EdgeError(
    "JOURNAL_CORRUPT",
    `Entry ${index} of ${reader.directory} was changed while it was read.`,
  );
}

/** What stands after the last whole entry, in a sentence; null where nothing does. */
function unfinishedTail({ end }: JournalReader): string | null {
  if (end?.row.decision !== "cut") return null;
  return sentenceOf(reason("UNFINISHED_ENTRY", { bytes: end.bytesAfter, row: end.row.label })).en;
}

/** What is to be said of a journal's files after it was read: `unfinished` where it ends in a part of an entry that no station is writing just now. */
export function filesTold(
  reader: JournalReader,
  isLive: boolean,
): { readonly remarks: readonly string[]; readonly unfinished: string | null } {
  const unfinished = unfinishedTail(reader);
  const remarks = reader.indexDifference === null ? [] : [damagedIndex(reader.indexDifference)];
  if (unfinished === null || !isLive) return { remarks, unfinished };
  return { remarks: [...remarks, unfinished], unfinished: null };
}
