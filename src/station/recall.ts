import type { ReceiptBook, SealedRecord } from "../core/delivery/receipt-book.ts";
import type {
  ClockNoted,
  JobOpened,
  JournalEntry,
  JournalMended,
  StationStarted,
  WaitingFile,
} from "../core/journal/entry.ts";
import { peekEntry, readEntry } from "../core/journal/read-entry.ts";
import { assert } from "../core/machine.ts";
import type { JobId } from "../core/quantities/ids.ts";
import type { ClockWord } from "../core/record/job-clock.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import { EdgeError } from "../errors.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { StationMemory } from "./station-memory.ts";

/** A job and the waiting file it was made from. */
export interface OpenedSource extends WaitingFile {
  readonly job: JobId;
  readonly kind: JobKind;
}

export interface Recalled {
  readonly sources: readonly OpenedSource[];
  readonly book: ReceiptBook;
  /** What opening the journal put right, for the entries that say so. */
  readonly mended: readonly Omit<JournalMended, "at">[];
  /** Of the last entry; long ago where there is none. */
  readonly lastWallMs: number;
}

/** A job without an end so far, with the entries that only matter if none comes. */
interface Unended {
  readonly opened: JobOpened;
  readonly index: number;
  readonly word: ClockWord;
  readonly later: Later[];
}

/** An input of the job, or what the journal said of the clock while it was open. */
type Later =
  | { readonly kind: "input"; readonly bytes: Uint8Array; readonly index: number }
  | { readonly kind: "clock"; readonly entry: ClockNoted | StationStarted };

/**
 * Builds a station's memory from its journal. Jobs that are sealed or closed are done with: their inputs are not decided again (a
 * replay does that), so a start stays quick, and a rulebook that today's software would refuse does not stop a station
 * whose jobs by it were sealed long ago. Throws EdgeError JOURNAL_CORRUPT at an entry that is none.
 */
export function recall(memory: StationMemory, store: Pick<JournalStore, "read" | "mended">): Recalled {
  const past = new Past(memory);
  let index = 0;
  let last: Uint8Array | null = null;
  for (const bytes of store.read(0)) {
    past.note(bytes, index++);
    last = bytes;
  }
  const lastWallMs = last === null ? 0 : entryOf(last, index - 1).at.wallMs;
  const mendings = store.mended?.mendings ?? [];
  const mended = mendings.map((mending) => ({ type: "journal-mended" as const, mending }));
  return { ...past.recalled(), lastWallMs, mended };
}

class Past {
  readonly #memory: StationMemory;
  readonly #unended = new Map<JobId, Unended>();
  readonly #sources: OpenedSource[] = [];
  #receiptedSize = 0;
  #unreceipted: SealedRecord[] = [];

  constructor(memory: StationMemory) {
    this.#memory = memory;
  }

  note(bytes: Uint8Array, index: number): void {
    const head = peekEntry(bytes);
    if (head?.type === "job-input" && head.job !== null)
      this.#unended.get(head.job)?.later.push({ kind: "input", bytes, index });
    else this.#take(entryOf(bytes, index), index);
  }

  recalled(): Omit<Recalled, "lastWallMs" | "mended"> {
    for (const { opened, index, word, later } of this.#unended.values()) {
      this.#memory.open(opened, index, word);
      for (const one of later) {
        if (one.kind === "clock") this.#memory.noteClock(opened.job, one.entry);
        else this.#memory.note(entryOf(one.bytes, one.index), one.index);
      }
    }
    this.#memory.forgetDossiers();
    const { recordsSealed: sealed } = this.#memory;
    const { lock } = this.#memory.acts;
    const book = { receiptedSize: this.#receiptedSize, sealed, unreceipted: this.#unreceipted, lock };
    return { sources: this.#sources, book };
  }

  #take(entry: JournalEntry, index: number): void {
    switch (entry.type) {
      case "job-opened":
        this.#memory.noteOrder(entry);
        this.#unended.set(entry.job, { opened: entry, index, word: this.#memory.clockWord, later: [] });
        if (entry.source !== undefined)
          this.#sources.push({ job: entry.job, kind: entry.order.kind, ...entry.source });
        return;
      case "record-sealed":
        this.#unended.delete(entry.job);
        this.#unreceipted.push(this.#memory.noteSealed(entry.job, entry.record, index, entry.at.wallMs));
        return;
      case "job-closed":
        this.#unended.delete(entry.job);
        this.#memory.note(entry, index);
        return;
      case "receipt":
        assert(entry.size >= this.#receiptedSize, "a receipt never covers less than the one before");
        this.#receiptedSize = entry.size;
        this.#unreceipted = this.#unreceipted.filter((record) => record.index >= entry.size);
        return;
      case "station-started":
      case "clock-noted":
        for (const { later } of this.#unended.values()) later.push({ kind: "clock", entry });
        this.#memory.note(entry, index);
        return;
      default:
        this.#memory.note(entry, index);
    }
  }
}

function entryOf(bytes: Uint8Array, index: number): JournalEntry {
  const entry = readEntry(bytes);
  if (entry === null)
    throw new EdgeError(
      "JOURNAL_CORRUPT",
      `Entry ${index} of the journal is none that this software can read.`,
      {
        index,
      },
    );
  return entry;
}
