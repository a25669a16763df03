import { readEntry } from "../journal/read-entry.ts";
import type { Verifier } from "../record/verify-record.ts";
import type { Reason } from "../trade/reasons.ts";
import { readSealed, withdrawsOf } from "./read-sealed.ts";

/** A sealed record or withdrawal in a station's journal. */
export interface SealedAtStation {
  /** Of its entry. */
  readonly index: number;
  /** How many stand before it. */
  readonly place: number;
  readonly leaf: string;
  readonly record: string;
  readonly problem: Reason | null;
  readonly withdraws: string | null;
}

export interface ReceiptAtStation {
  /** Of the entry that holds it. */
  readonly at: number;
  readonly size: number;
  readonly note: string;
}

/** What an audit keeps of a journal: its sealed records and its receipts, some hundred bytes each, and no other entry. */
export class StationLog {
  readonly station: string;
  readonly sealed: SealedAtStation[] = [];
  readonly receipts: ReceiptAtStation[] = [];
  readonly #verifier: Verifier;
  #size = 0;

  constructor(verifier: Verifier, station: string) {
    this.#verifier = verifier;
    this.station = station;
  }

  /** Entries that were read. */
  get size(): number {
    return this.#size;
  }

  /** One after another, from the first one on. */
  take(bytes: Uint8Array): void {
    const index = this.#size++;
    const sealed = readSealed(this.#verifier, this.station, bytes);
    if (sealed !== null) {
      const { leaf, record, problem, document } = sealed;
      const withdraws = document === null ? null : withdrawsOf(document);
      this.sealed.push({ index, place: this.sealed.length, leaf, record, problem, withdraws });
      return;
    }
    const entry = readEntry(bytes);
    if (entry?.type === "receipt")
      this.receipts.push({ at: index, size: entry.size, note: entry.checkpoint });
  }
}
