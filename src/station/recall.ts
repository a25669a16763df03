import type { ReceiptBook } from "../core/delivery/receipt-book.ts";
import type {
  ClockNoted,
  JobOpened,
  JournalEntry,
  JournalMended,
  OpenedSource,
  StationStarted,
} from "../core/journal/entry.ts";
import { JournalLedger } from "../core/journal/ledger.ts";
import { isEntryOf, peekEntry, readEntry } from "../core/journal/read-entry.ts";
import type { JobId } from "../core/quantities/ids.ts";
import { reason } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { StationMemory, UnopenableJob } from "./station-memory.ts";

export interface Recalled {
  readonly sources: readonly OpenedSource[];
  readonly book: ReceiptBook;
  /** What opening the journal put right, for the entries that say so. */
  readonly mended: readonly Omit<JournalMended, "at">[];
  /** Of the last entry; long ago where there is none. */
  readonly lastWallMs: number;
}

type Journal = Pick<JournalStore, "read" | "size" | "segmentOf" | "segments" | "mended" | "newestSummary">;

/** An input of the job, or what the journal said of the clock while it was open. */
type Later =
  | { readonly kind: "input"; readonly bytes: Uint8Array; readonly index: number }
  | { readonly kind: "clock"; readonly entry: ClockNoted | StationStarted };

/**
 * Builds a station's memory from its journal: from the newest summary on, and of what is older only the entries of jobs that were open
 * then. Jobs that are sealed or closed are done with: their inputs are not decided again (a replay does that), so a start
 * stays quick, and a rulebook that today's software would refuse does not stop a station whose jobs by it were sealed long
 * ago. Throws EdgeError JOURNAL_CORRUPT at an entry that is none.
 */
export function recall(memory: StationMemory, store: Journal): Recalled {
  const summary = newestSummary(store);
  if (summary !== null) memory.ledger = summary.ledger;
  const past = new Past(memory);
  const from = summary === null ? 0 : summary.index + 1;
  if (summary !== null) past.before(store, from);
  let index = from;
  let last: JournalEntry | null = null;
  for (const bytes of store.read(from)) last = past.note(bytes, index++) ?? last;
  if (index > 0) last = entryAt(store, index - 1);
  const mendings = store.mended?.mendings ?? [];
  const mended = mendings.map((mending) => ({ type: "journal-mended" as const, mending }));
  return { ...past.recalled(), lastWallMs: last?.at.wallMs ?? 0, mended };
}

/** What all entries amount to, from the newest summary on. Throws as `recall`. */
export function ledgerOf(store: Journal): JournalLedger {
  const summary = newestSummary(store);
  const ledger = summary?.ledger ?? new JournalLedger();
  let index = summary === null ? 0 : summary.index + 1;
  for (const bytes of store.read(index)) {
    if (!isEntryOf(bytes, "job-input")) ledger.note(entryOf(bytes, index), index);
    index++;
  }
  return ledger;
}

/** Near the beginning of the last segment; of an earlier one where the station ended before it wrote that. Null where all is to be read. */
function newestSummary(store: Journal): { readonly index: number; readonly ledger: JournalLedger } | null {
  const first = store.segments?.first() ?? 0;
  let index = store.newestSummary ?? null;
  for (let end = store.size(); index === null && end > first; ) {
    const from = store.segmentOf(end - 1);
    let at = from;
    for (const bytes of store.read(from)) {
      if (at >= end) break;
      if (isEntryOf(bytes, "station-summary")) index = at;
      at++;
    }
    end = from;
  }
  if (index === null) return null;
  const entry = entryAt(store, index);
  if (entry.type !== "station-summary") throw noEntry(index);
  return { index, ledger: JournalLedger.from(entry, index) };
}

/** Which jobs are open, with the entries that only matter if no end comes. */
class Past {
  readonly #memory: StationMemory;
  readonly #unended = new Map<JobId, { readonly opened: JobOpened; readonly later: Later[] }>();

  constructor(memory: StationMemory) {
    this.#memory = memory;
  }

  /** What the summary leaves out: the insides of the jobs that were open, and the texts that they are made from. */
  before(store: Journal, end: number): void {
    const { openJobs, artifacts } = this.#memory.ledger;
    for (const [sha256, index] of artifacts) {
      const entry = entryAt(store, index);
      if (entry.type === "artifact-stored") this.#memory.artifacts.set(sha256, entry.text);
    }
    const first = Math.min(...[...openJobs.values()].map(({ index }) => index));
    if (openJobs.size === 0) return;
    let index = first;
    for (const bytes of store.read(first)) {
      if (index >= end) return;
      this.#noteBefore(bytes, index++);
    }
  }

  #noteBefore(bytes: Uint8Array, index: number): void {
    const head = peekEntry(bytes);
    if (head === null) throw noEntry(index);
    const { type, job } = head;
    if (type === "job-input" && job !== null) this.#later(job, { kind: "input", bytes, index });
    else if (type === "station-started" || type === "clock-noted") this.#clock(entryOf(bytes, index));
    else if (type === "job-opened" && job !== null && this.#memory.ledger.openJobs.get(job)?.index === index)
      this.#opened(entryOf(bytes, index));
  }

  /** The entry, where it was one to be read. */
  note(bytes: Uint8Array, index: number): JournalEntry | null {
    const head = peekEntry(bytes);
    if (head?.type === "job-input" && head.job !== null) {
      this.#later(head.job, { kind: "input", bytes, index });
      return null;
    }
    const entry = entryOf(bytes, index);
    this.#memory.ledger.note(entry, index);
    if (entry.type === "job-closed" || entry.type === "record-sealed") this.#unended.delete(entry.job);
    else if (entry.type === "artifact-stored") this.#memory.artifacts.set(entry.sha256, entry.text);
    this.#opened(entry);
    this.#clock(entry);
    return entry;
  }

  #opened(entry: JournalEntry): void {
    if (entry.type === "job-opened") this.#unended.set(entry.job, { opened: entry, later: [] });
  }

  #clock(entry: JournalEntry): void {
    if (entry.type !== "station-started" && entry.type !== "clock-noted") return;
    for (const { later } of this.#unended.values()) later.push({ kind: "clock", entry });
  }

  #later(job: JobId, one: Later): void {
    this.#unended.get(job)?.later.push(one);
  }

  recalled(): Pick<Recalled, "sources" | "book"> {
    const memory = this.#memory;
    const { ledger } = memory;
    for (const { opened, later } of this.#unended.values()) {
      const open = ledger.openJobs.get(opened.job);
      if (open !== undefined) memory.open(opened, open.index, open.word);
      for (const one of later) {
        if (one.kind === "clock") memory.noteClock(opened.job, one.entry);
        else memory.note(entryOf(one.bytes, one.index), one.index);
      }
    }
    memory.forgetTexts();
    const { receiptedSize, recordsSealed: sealed, unreceipted, sources, acts } = ledger;
    return { sources, book: { receiptedSize, sealed, unreceipted, lock: acts.lock } };
  }
}

function entryAt(store: Journal, index: number): JournalEntry {
  for (const bytes of store.read(index)) return entryOf(bytes, index);
  throw noEntry(index);
}

function entryOf(bytes: Uint8Array, index: number): JournalEntry {
  const entry = readEntry(bytes);
  if (entry === null) throw noEntry(index);
  return entry;
}

function noEntry(index: number): EdgeError {
  return new EdgeError(
    "JOURNAL_CORRUPT",
    `Entry ${index} of the journal is none that this software can read.`,
    { index },
  );
}

/** The entry that ends what today's software cannot open. */
export function closedAtStart({ opened, detail }: UnopenableJob) {
  return {
    type: "job-closed" as const,
    job: opened.job,
    reason: reason("JOB_NOT_OPENABLE", { detail }),
  };
}
