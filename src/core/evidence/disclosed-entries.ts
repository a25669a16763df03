import { z } from "zod";
import type { JournalEntry } from "../journal/entry.ts";
import { type Digest, HASH_BYTES } from "../journal/merkle.ts";
import { sameBytes } from "../journal/merkle-proof.ts";
import { hashesAtMost, rootOfMultiProof } from "../journal/multi-proof.ts";
import { readEntry } from "../journal/read-entry.ts";
import { decodeBase64 } from "../record/base64.ts";
import { checkpointInNote, logName } from "../record/checkpoint.ts";
import { type Refusal, refusal } from "../record/verification-failure.ts";
import { type VerifiedCheckpoint, verifyReceipt } from "../record/verify-checkpoint.ts";
import type { Verifier } from "../record/verify-record.ts";
import { reason } from "../trade/reasons.ts";

/** Some entries of one log, with what shows that they stand in it, under one checkpoint. */
export interface Disclosed {
  readonly station: string;
  readonly size: number;
  /** Signed note with log signature and witness cosignature. */
  readonly checkpoint: string;
  /** By rising index. */
  readonly entries: readonly DisclosedEntry[];
  /** Of a multi-proof. */
  readonly hashes: readonly Uint8Array[];
}

export interface DisclosedEntry {
  readonly index: number;
  /** The exact text. */
  readonly entry: string;
}

/** Something is wrong with what was given, `index`: with this entry; null where it is of no single one. */
export interface EvidenceRefusal extends Refusal {
  readonly index: number | null;
}

export function refusedAt(found: Refusal, index: number | null): EvidenceRefusal {
  return { kind: "refused", reason: found.reason, index };
}

/** What a check stands on. Without `verifier` no signature is looked at: the texts are held against each other alone. */
export interface EvidenceCheck {
  readonly digest: Digest;
  readonly verifier: Verifier | null;
}

export interface EntryAt {
  readonly index: number;
  readonly entry: JournalEntry;
  readonly bytes: Uint8Array;
}

/** A journal's frame holds no more. */
const ENTRIES_MAX = 1_000_000;
export const NOTE_CHARS_MAX = 64 * 1024;
const HASH_CHARS = 44;

export const disclosedFields = {
  station: z.string().min(1).max(200),
  size: z.int().min(1),
  checkpoint: z.string().max(NOTE_CHARS_MAX),
  entries: z
    .array(z.strictObject({ index: z.int().min(0), entry: z.string() }))
    .min(1)
    .max(ENTRIES_MAX),
  hashes: z.array(z.string().length(HASH_CHARS)).max(hashesAtMost(ENTRIES_MAX)),
};

/** Null unless each is base64 of a hash. */
export function hashesOf(texts: readonly string[]): readonly Uint8Array[] | null {
  const hashes = texts.map(decodeBase64);
  return hashes.every((hash) => hash !== null && hash.length === HASH_BYTES)
    ? (hashes as Uint8Array[])
    : null;
}

export type InLog =
  | {
      readonly kind: "in-log";
      readonly entries: readonly EntryAt[];
      /** Null where no signature was looked at. */
      readonly receipt: VerifiedCheckpoint | null;
    }
  | EvidenceRefusal;

/** Whether all of them stand in the log that the checkpoint stands for, in their order, each of a form that a station writes. */
export function checkInLog(disclosed: Disclosed, { digest, verifier }: EvidenceCheck): InLog {
  const { station, size, checkpoint } = disclosed;
  const receipt = verifier === null ? null : verifyReceipt(verifier, station, checkpoint);
  if (receipt?.kind === "refused") return refusedAt(receipt, null);
  const said = receipt?.checkpoint ?? checkpointInNote(checkpoint);
  if (said === null) {
    const because = reason("NOT_A_CHECKPOINT", {});
    return refusedAt(refusal("CHECKPOINT_MALFORMED", { because }), null);
  }
  const { origin } = said;
  if (said.size !== size || origin !== logName(station))
    return refusedAt(refusal("CHECKPOINT_FOREIGN", { origin, size: said.size }), null);
  const encoder = new TextEncoder();
  const leaves = disclosed.entries.map(({ index, entry }) => ({ index, bytes: encoder.encode(entry) }));
  const notRising = leaves.find(({ index }, at) => index <= (leaves[at - 1]?.index ?? -1) || index >= size);
  if (notRising !== undefined)
    return refusedAt(refusal("ENTRIES_NOT_RISING", { index: notRising.index, size }), notRising.index);
  const root = rootOfMultiProof({ digest, size, leaves, hashes: disclosed.hashes });
  if (root === null || !sameBytes(root, said.root))
    return refusedAt(refusal("ENTRIES_NOT_IN_LOG", { entries: leaves.length, size }), null);
  const entries: EntryAt[] = [];
  for (const { index, bytes } of leaves) {
    const entry = readEntry(bytes);
    if (entry === null) return refusedAt(refusal("ENTRY_MALFORMED", {}), index);
    entries.push({ index, entry, bytes });
  }
  return { kind: "in-log", entries, receipt };
}
