import { EntriesOfJob } from "../core/evidence/entries-of-job.ts";
import type { EvidenceBundle } from "../core/evidence/evidence-bundle.ts";
import type { EvidenceWork } from "../core/evidence/evidence-sending-state.ts";
import type { DisclosedLeaf } from "../core/journal/multi-proof.ts";
import { photosNamedIn } from "../core/journal/named-photos.ts";
import { isEntryOf, peekEntry, readEntry } from "../core/journal/read-entry.ts";
import { assert } from "../core/machine.ts";
import { type ReceiptedRoot, receiptedRoot } from "../core/record/journal-receipt.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { JournalStore } from "../ports/journal-store.ts";

export interface EvidenceMakerOptions {
  readonly station: string;
  readonly journal: Pick<JournalStore, "read" | "size" | "segmentOf" | "segments" | "multiProof">;
}

/** A bundle without its photos, and the hashes of those that its entries name. */
export interface GatheredBundle {
  readonly kind: "gathered";
  readonly bundle: Omit<EvidenceBundle, "photos">;
  readonly photos: readonly string[];
}

export type Making =
  | GatheredBundle
  /** No receipt covers all of it yet. */
  | { readonly kind: "early" }
  | { readonly kind: "refused"; readonly reason: Reason };

type Stage =
  /** Reads from `from` to the record, for what it rests on. */
  | { readonly kind: "record"; readonly from: number }
  /** Reads on, for the withdrawal where there is one, and for the first receipt that covers all. */
  | { readonly kind: "receipt" }
  | { readonly kind: "texts"; readonly receipt: ReceiptedRoot; readonly chosen: readonly number[] };

/**
 * Gathers the evidence of one record of a journal that is being written, in slices. The bundle stands under the first receipt that covers all of it, so that it is the same, byte
 * for byte, whenever it is made again: what the registry has of it then counts after a restart.
 */
export class EvidenceMaker {
  readonly #options: EvidenceMakerOptions;
  readonly #work: EvidenceWork;
  readonly #leaves: DisclosedLeaf[] = [];
  #job: string | null = null;
  #choice = new EntriesOfJob("");
  #stage: Stage;
  #next: number;

  constructor(options: EvidenceMakerOptions, work: EvidenceWork) {
    this.#options = options;
    this.#work = work;
    this.#next = this.#from(work.index);
    this.#stage = { kind: "record", from: this.#next };
  }

  /** Goes on until `isOver`; null where it has not come to an end yet. */
  go(isOver: () => boolean): Making | null {
    if (this.#job === null) {
      const job = this.#jobOfRecord();
      if (job === null) {
        const { record } = this.#work;
        return { kind: "refused", reason: reason("ORDERED_EVIDENCE_NOT_HERE", { records: [record] }) };
      }
      this.#begin(job);
    }
    for (;;) {
      const { kind } = this.#stage;
      const made =
        kind === "record" ? this.#toRecord(isOver) : kind === "receipt" ? this.#toReceipt(isOver) : null;
      if (made !== null) return made;
      if (this.#stage.kind === "texts") return this.#texts(this.#stage, isOver);
      if (isOver()) return null;
    }
  }

  #jobOfRecord(): string | null {
    const { journal } = this.#options;
    const { index, record } = this.#work;
    if (index < this.#first || index >= journal.size()) return null;
    for (const bytes of journal.read(index)) {
      const entry = isEntryOf(bytes, "record-sealed") ? readEntry(bytes) : null;
      return entry?.type === "record-sealed" && entry.record === record ? entry.job : null;
    }
    return null;
  }

  get #first(): number {
    return this.#options.journal.segments?.first() ?? 0;
  }

  /** Beginning of the segment that this entry is in, as far as it is here. */
  #from(index: number): number {
    return index < this.#first ? this.#first : Math.max(this.#first, this.#options.journal.segmentOf(index));
  }

  #begin(job: string): void {
    this.#job = job;
    this.#choice = new EntriesOfJob(job);
  }

  /** Where what it rests on does not stand in the segments that were read, one more before them is. */
  #toRecord(isOver: () => boolean): Making | null {
    const { index, record } = this.#work;
    for (const bytes of this.#options.journal.read(this.#next)) {
      this.#note(bytes);
      if (this.#next > index) break;
      if (isOver()) return null;
    }
    if (this.#next <= index || this.#stage.kind !== "record") return null;
    const { from } = this.#stage;
    const isAll = this.#choice.record?.id === record && this.#choice.isWhole;
    if (isAll || (from === 0 && this.#choice.record !== null)) {
      this.#stage = { kind: "receipt" };
      return null;
    }
    if (from <= this.#first) return { kind: "refused", reason: reason("EVIDENCE_LET_GO", { record }) };
    this.#next = this.#from(from - 1);
    this.#stage = { kind: "record", from: this.#next };
    this.#begin(this.#job ?? "");
    return null;
  }

  #toReceipt(isOver: () => boolean): Making | null {
    const { journal } = this.#options;
    const { index, isWithdrawn } = this.#work;
    for (const bytes of journal.read(this.#next)) {
      this.#note(bytes);
      const { withdrawn } = this.#choice;
      const isToCome = withdrawn === null ? isWithdrawn : withdrawn.index === null;
      const receipt = isToCome ? null : receiptedRoot(bytes);
      if (receipt !== null && receipt.size > (withdrawn?.index ?? index)) {
        this.#stage = { kind: "texts", receipt, chosen: this.#choice.chosen };
        return null;
      }
      if (isOver()) return null;
    }
    return this.#next < journal.size() ? null : { kind: "early" };
  }

  #note(bytes: Uint8Array): void {
    const index = this.#next;
    this.#next = index + 1;
    // Most entries are inputs of other jobs: they are not read any further.
    if (isEntryOf(bytes, "job-input") && peekEntry(bytes)?.job !== this.#job) return;
    const entry = readEntry(bytes);
    assert(entry !== null, `entry ${index} of the journal is none that this software can read`);
    this.#choice.note(entry, index);
  }

  #texts({ receipt, chosen }: Extract<Stage, { kind: "texts" }>, isOver: () => boolean): Making | null {
    const { journal } = this.#options;
    while (this.#leaves.length < chosen.length) {
      let at = chosen[this.#leaves.length] as number;
      for (const bytes of journal.read(at)) {
        this.#leaves.push({ index: at, bytes });
        at += 1;
        if (isOver()) return null;
        if (chosen[this.#leaves.length] !== at) break;
      }
    }
    const { station } = this.#options;
    const { size, note } = receipt;
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const named = this.#leaves.flatMap(({ bytes }) => photosNamedIn(bytes));
    return {
      kind: "gathered",
      bundle: {
        ...{ station, job: this.#job ?? "", record: this.#work.record, size, checkpoint: note },
        entries: this.#leaves.map(({ index, bytes }) => ({ index, entry: decoder.decode(bytes) })),
        hashes: journal.multiProof(this.#leaves, size),
      },
      photos: [...new Set(named.map(({ sha256 }) => sha256))],
    };
  }
}
