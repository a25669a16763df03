import type { JournalEntry } from "../journal/entry.ts";
import { isEntryOf, peekEntry, readEntry } from "../journal/read-entry.ts";
import { type ReceiptedRoot, receiptedRoot } from "../record/journal-receipt.ts";
import { refusal } from "../record/verification-failure.ts";
import { type Disclosed, type EvidenceRefusal, refusedAt } from "./disclosed-entries.ts";
import { EntriesOfJob } from "./entries-of-job.ts";

/** A journal as whoever gathers evidence of it needs it. Its methods may throw; what they throw goes through. */
export interface JournalSource {
  readonly station: string;
  /** All of them, in their order. */
  records(): Iterable<Uint8Array>;
  /** One of them once more; asked for after `records` has come to its end. */
  again(index: number): Uint8Array;
  multiProof(indexes: readonly number[], size: number): readonly Uint8Array[];
}

export interface GatheredJob extends Disclosed {
  readonly kind: "gathered";
  readonly job: string;
  readonly record: string;
}

/** The evidence of a job, but for its photos; or why there is none to be had of this journal as it stands. */
export function gatherJob(source: JournalSource, job: string): GatheredJob | EvidenceRefusal {
  const choice = new EntriesOfJob(job);
  let receipt: ReceiptedRoot | null = null;
  let index = 0;
  for (const bytes of source.records()) {
    receipt = receiptedRoot(bytes) ?? receipt;
    if (!isOfAnother(bytes, job)) {
      const entry = readEntry(bytes);
      if (entry === null) return refusedAt(refusal("ENTRY_MALFORMED", {}), index);
      choice.note(entry, index);
    }
    index += 1;
  }
  const { record, chosen } = choice;
  if (record === null) return refusedAt(refusal("EVIDENCE_NOT_SEALED", { job }), null);
  const disclosed = disclose(source, chosen, receipt);
  return disclosed.kind === "refused"
    ? disclosed
    : { ...disclosed, kind: "gathered", job, record: record.id };
}

/** Most entries of a journal are inputs of other jobs: they are not read any further. */
function isOfAnother(bytes: Uint8Array, job: string): boolean {
  return isEntryOf(bytes, "job-input") && peekEntry(bytes)?.job !== job;
}

/** These entries under the newest receipt, which has to cover all of them. `chosen` is rising. */
export function disclose(
  source: JournalSource,
  chosen: readonly number[],
  receipt: ReceiptedRoot | null,
): (Disclosed & { readonly kind: "disclosed" }) | EvidenceRefusal {
  const size = receipt?.size ?? 0;
  const beyond = chosen.find((index) => index >= size);
  if (beyond !== undefined || receipt === null) {
    const index = beyond ?? 0;
    return refusedAt(refusal("EVIDENCE_NOT_RECEIPTED", { index, size }), index);
  }
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return {
    kind: "disclosed",
    station: source.station,
    size,
    checkpoint: receipt.note,
    entries: chosen.map((index) => ({ index, entry: decoder.decode(source.again(index)) })),
    hashes: source.multiProof(chosen, size),
  };
}

/** For whoever chooses by what is sealed: every sealed record and withdrawal of a journal, and its newest receipt. */
export function sealedEntries(
  source: JournalSource,
  note: (
    entry: Extract<JournalEntry, { type: "record-sealed" | "withdrawal-sealed" }>,
    index: number,
  ) => void,
): ReceiptedRoot | null {
  let receipt: ReceiptedRoot | null = null;
  let index = 0;
  for (const bytes of source.records()) {
    receipt = receiptedRoot(bytes) ?? receipt;
    if (isEntryOf(bytes, "record-sealed") || isEntryOf(bytes, "withdrawal-sealed")) {
      const entry = readEntry(bytes);
      if (entry?.type === "record-sealed" || entry?.type === "withdrawal-sealed") note(entry, index);
    }
    index += 1;
  }
  return receipt;
}
