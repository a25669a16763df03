import { existsSync, rmSync, unlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { sameBytes } from "../../core/journal/merkle-proof.ts";
import { EdgeError } from "../../errors.ts";
import { lockDirectory } from "./directory-lock.ts";
import { type DurableFs, nodeDurableFs } from "./durable-fs.ts";
import { errnoOf } from "./errno-words.ts";
import { corrupt } from "./journal-directory.ts";
import { holdsRecords } from "./journal-emptiness.ts";
import { exportJournal } from "./journal-export.ts";
import { JournalReader } from "./journal-reader.ts";

/** A journal read to its end by all checks of a start. */
export interface ReadJournal {
  readonly station: string;
  readonly entries: number;
  readonly root: Uint8Array;
  /** Of the tree over the first so many. */
  rootAt(size: number): Uint8Array;
  /** One of its records once more. */
  again(index: number): Uint8Array;
}

/** `seen` gets each record, in order. Throws EdgeError FILE_UNREADABLE, JOURNAL_CORRUPT, JOURNAL_ALTERED or JOURNAL_FORMAT. */
export function readWhole(
  directory: string,
  seen: (record: Uint8Array) => void = () => undefined,
): ReadJournal {
  const reader = new JournalReader(directory);
  try {
    let entries = 0;
    for (const record of reader.records()) {
      seen(record);
      entries += 1;
    }
    const rootAt = (size: number): Uint8Array => reader.root(size);
    const again = (index: number): Uint8Array => reader.again(index);
    return { station: reader.station, entries, root: rootAt(entries), rootAt, again };
  } finally {
    reader.close();
  }
}

/**
 * What stands in the journal's place. `behind`: it begins with the copy and goes on. `ahead`: the copy begins with it. `unreadable`: `why` it cannot
 * be held against the copy.
 */
export type Present =
  | { readonly kind: "none" }
  | {
      readonly kind: "same" | "behind" | "ahead" | "other";
      readonly entries: number;
      readonly root: Uint8Array;
    }
  | { readonly kind: "unreadable"; readonly why: string };

/** Throws what the file system throws. */
export function presentAgainst(journal: string, copy: ReadJournal): Present {
  if (!holdsRecords(journal)) return { kind: "none" };
  let present: ReadJournal;
  try {
    present = readWhole(journal);
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    return { kind: "unreadable", why: cause.message };
  }
  const { entries, root } = present;
  const common = Math.min(entries, copy.entries);
  if (!sameBytes(present.rootAt(common), copy.rootAt(common))) return { kind: "other", entries, root };
  const kind = entries === copy.entries ? "same" : entries > copy.entries ? "behind" : "ahead";
  return { kind, entries, root };
}

/** Beside the journal: complete and on disk as soon as it has this name, and waiting to take the journal's place. */
const waiting = (journal: string): string => `${journal}.restored`;

/**
 * A restore that was cut short between its two renames: the journal that was is aside, and the one that is to be lies beside. True if that
 * was so, and is done now. To be asked before anybody takes an empty place for a new station's.
 */
export function finishRestore(journal: string, fs: DurableFs = nodeDurableFs): boolean {
  if (existsSync(journal) || !existsSync(waiting(journal))) return false;
  fs.rename(waiting(journal), journal);
  fs.syncDirectory(dirname(journal));
  return true;
}

export interface Restore {
  readonly journal: string;
  readonly from: string;
  /** Root of the tree over all of the copy, as it was looked at. */
  readonly root: Uint8Array;
  readonly station: string;
  /** Name of the folder beside the journal that takes what is there; null where nothing is. */
  readonly aside: string | null;
  readonly fs?: DurableFs;
  /** Before the journal that is to be takes its place, which nobody else may work on meanwhile: what belongs to it is brought, and the entry written into it that tells of it. */
  note(directory: string): Promise<number>;
}

/**
 * The copy is made under another name, with the entry that tells of it; then what is there goes aside, and the copy takes its place. Cut short
 * anywhere, the same again goes on. Returns the index of the entry. Throws EdgeError, JOURNAL_CORRUPT where the copy is not what was looked at,
 * or what the file system throws.
 */
export async function restoreJournal(restore: Restore): Promise<number> {
  const { journal, from, root, station, aside, note, fs = nodeDurableFs } = restore;
  const lock = existsSync(journal) ? lockDirectory(journal) : null;
  try {
    const draft = `${waiting(journal)}.new`;
    for (const left of [draft, waiting(journal)]) rmSync(left, { recursive: true, force: true });
    const reader = new JournalReader(from);
    try {
      exportJournal({ read: () => reader.records() }, draft, station, { fs });
      if (!sameBytes(reader.root(reader.end?.size ?? 0), root))
        throw corrupt(from, 0, "was changed while it was read");
    } finally {
      reader.close();
    }
    const index = await note(draft);
    // Held in the name that it will have: nobody starts on it before all of it is in place.
    const heldNew = lockDirectory(draft);
    try {
      fs.rename(draft, waiting(journal));
      if (lock !== null) moveAside(fs, journal, aside);
      fs.rename(waiting(journal), journal);
      fs.syncDirectory(dirname(journal));
    } finally {
      heldNew.release();
      removeLock(join(journal, "lock"), lock === null);
    }
    return index;
  } finally {
    lock?.release();
  }
}

/** Where nothing but an empty folder is, it goes; whoever had it open has our lock in the way. */
function moveAside(fs: DurableFs, journal: string, aside: string | null): void {
  const folder = join(dirname(journal), aside ?? `${basename(journal)}.empty`);
  // Of one that was cut short here: nothing ever stood in it.
  if (aside === null) rmSync(folder, { recursive: true, force: true });
  fs.rename(journal, folder);
  fs.syncDirectory(dirname(journal));
  if (aside === null) rmSync(folder, { recursive: true, force: true });
  else removeLock(join(folder, "lock"), true);
}

function removeLock(path: string, isOurs: boolean): void {
  if (!isOurs) return;
  try {
    unlinkSync(path);
  } catch (cause) {
    if (errnoOf(cause) !== "ENOENT") throw cause;
  }
}
