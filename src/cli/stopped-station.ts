import { userInfo } from "node:os";
import { SystemClock } from "../adapters/clock/system-clock.ts";
import type { DurableFs } from "../adapters/disk/durable-fs.ts";
import { holdsRecords } from "../adapters/disk/journal-emptiness.ts";
import { openSegmentStore } from "../adapters/disk/segment-store.ts";
import type { JournalEntry, PersonActed } from "../core/journal/entry.ts";
import type { PersonAct } from "../core/journal/person-act.ts";
import { isEntryOf, readEntry } from "../core/journal/read-entry.ts";
import { asId } from "../core/quantities/ids.ts";
import { type Reason, sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { encodeEntry } from "../station/journal-writer.ts";

/** Where the journal of a stopped station is, and on which disk. */
export interface StoppedJournal {
  readonly journal: string;
  readonly station: string;
  readonly fs?: DurableFs;
}

const NAME = /^[^\p{C}]{1,80}$/u;

/** Who acts: whom the command named, or the user of the system. Throws EdgeError USAGE. */
export function actorOf(command: string, by: string | undefined): string {
  if (by === undefined) return systemUser();
  if (NAME.test(by) && by.trim() === by) return by;
  throw new EdgeError(
    "USAGE",
    `proofmark ${command} --by: found ${JSON.stringify(by)}, allowed: a name of 1 to 80 characters.`,
  );
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without a name, as in a container.
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}

/** Throws EdgeError FILE_UNREADABLE where no entry stands there. */
export function requireJournal(journal: string): void {
  if (!holdsRecords(journal))
    throw new EdgeError(
      "FILE_UNREADABLE",
      `${journal} holds no journal with entries: a station makes it at its first start.`,
      { journal },
    );
}

/**
 * Opens the journal of a stopped station by the same recovery as a start, and closes it whatever `work` does. Throws EdgeError FILE_UNREADABLE,
 * JOURNAL_LOCKED, JOURNAL_CORRUPT, JOURNAL_ALTERED, CONFIG_INVALID or DIRECTORY_UNWRITABLE.
 */
export async function withStoppedJournal<Result>(
  { journal, station, fs }: StoppedJournal,
  work: (store: JournalStore) => Promise<Result>,
): Promise<Result> {
  requireJournal(journal);
  const store = openSegmentStore({
    directory: journal,
    station: asId<"station">(station),
    ...(fs === undefined ? {} : { fs }),
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The index of the entry, when it is durable. Throws EdgeError JOURNAL_WRITE_FAILED or DISK_FULL. */
export function appendAct(store: JournalStore, by: string, act: PersonAct): Promise<number> {
  const clock = new SystemClock();
  const monoMs = Math.round(clock.monoMs() * 1000) / 1000;
  const entry: PersonActed = {
    type: "person-acted",
    at: { monoMs, wallMs: Math.round(clock.wallMs()) },
    by,
    act,
  };
  return new Promise((resolve, reject) => {
    store.onFatal(reject);
    store.append([encodeEntry(entry)], resolve);
  });
}

/** One act, as an entry; the index of it. Throws as `withStoppedJournal` and `appendAct`. */
export function noteAct(at: StoppedJournal, by: string, act: PersonAct): Promise<number> {
  return withStoppedJournal(at, (store) => appendAct(store, by, act));
}

/** Entries of one type, oldest first, with their indexes; of a journal whose oldest part is in the archive, those that are left. */
export function* entriesOf<Type extends JournalEntry["type"]>(
  store: JournalStore,
  type: Type,
): Generator<{ readonly index: number; readonly entry: Extract<JournalEntry, { type: Type }> }> {
  const from = store.segments?.first() ?? 0;
  let index = from;
  for (const bytes of store.read(from)) {
    const entry = isEntryOf(bytes, type) ? readEntry(bytes) : null;
    if (entry?.type === type) yield { index, entry: entry as Extract<JournalEntry, { type: Type }> };
    index += 1;
  }
}

/** Both sentences, since whoever stands before a stopped station may read either. */
export function inBoth(why: Reason): string {
  const { zh, en } = sentenceOf(why);
  return `${en} ${zh}`;
}

/** What is asked does not fit the station as it is. */
export function actRefused(why: Reason, context: Readonly<Record<string, unknown>> = {}): EdgeError {
  return new EdgeError("ACT_REFUSED", inBoth(why), { ...context, reason: why });
}
