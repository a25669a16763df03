import type { JournalMending } from "../../core/journal/mending.ts";
import { EdgeError } from "../../errors.ts";
import { lockDirectory } from "./directory-lock.ts";
import { type DurableFs, nodeDurableFs } from "./durable-fs.ts";
import { holdsRecords } from "./journal-emptiness.ts";
import { recoverJournal } from "./journal-recovery.ts";

export interface Reindexed {
  readonly records: number;
  /** What the next start will write into the journal; empty where the index was whole. */
  readonly mended: readonly JournalMending[];
}

/**
 * Opens the journal as a start would, with one difference: a person asks for it, and takes the records as they are where they
 * differ from the index and nothing proves either. Throws EdgeError FILE_UNREADABLE, JOURNAL_LOCKED, JOURNAL_CORRUPT,
 * JOURNAL_ALTERED or CONFIG_INVALID, or what the file system throws.
 */
export function reindexJournal(directory: string, station: string, fs: DurableFs = nodeDurableFs): Reindexed {
  if (!holdsRecords(directory))
    throw new EdgeError("FILE_UNREADABLE", `${directory} holds no journal with entries.`, { directory });
  const lock = lockDirectory(directory);
  try {
    const { file, hashes, frontier, mended } = recoverJournal(fs, directory, station, { asked: true });
    file.close();
    hashes.close();
    return { records: frontier.size, mended };
  } finally {
    lock.release();
  }
}
