import { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import { verifyInclusion } from "../journal/merkle-proof.ts";
import { assert } from "../machine.ts";
import { reason } from "../trade/reasons.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { envelopeOf, parseEnvelope, recordIdOf } from "./dsse.ts";
import { fieldOf } from "./signed-form.ts";
import { parseStrictJson } from "./strict-json.ts";
import { type Refusal, refusal } from "./verification-failure.ts";
import { type VerifiedCheckpoint, verifyReceipt } from "./verify-checkpoint.ts";
import type { VerifiedRecord, Verifier } from "./verify-record.ts";
import { type VerifiedWithdrawal, verifySealedEnvelope } from "./verify-withdrawal.ts";

/**
 * One record with all that a stranger needs, offline and without the station: the record, the journal entry that holds
 * it, the way from that entry to the root of the log, and the checkpoint with the signatures of log and witness.
 */
export const PROOF_SCHEMA = "proofmark/proof/v1";

export interface ProofParts {
  readonly digest: Digest;
  /** Bytes of the entry that holds the sealed record, or the withdrawal. */
  readonly entry: Uint8Array;
  /** Of the entry, below `size`. */
  readonly index: number;
  readonly size: number;
  readonly inclusion: readonly Uint8Array[];
  /** Signed note with log signature and witness cosignature. */
  readonly checkpoint: string;
}

const proofSchema = z.strictObject({
  schema: z.literal(PROOF_SCHEMA),
  record: z.unknown(),
  entry: z.string(),
  index: z.int().min(0),
  size: z.int().min(1),
  inclusion: z.array(z.string().max(44)).max(64),
  checkpoint: z.string(),
});

const sealedEntrySchema = z.looseObject({
  type: z.enum(["record-sealed", "withdrawal-sealed"]),
  job: z.string(),
  record: z.string(),
  withdraws: z.string().exactOptional(),
  envelope: z.string(),
});

export interface SealedEntry {
  readonly type: "record-sealed" | "withdrawal-sealed";
  readonly job: string;
  readonly record: string;
  /** Of a withdrawal: the record that it names. */
  readonly withdraws?: string;
  /** The envelope's exact text. */
  readonly envelope: string;
}

const ENTRY_BYTES_MAX = 1024 * 1024;
export const PROOF_CHARS_MAX = 4 * 1024 * 1024;

/** Null if the bytes are not an entry of a sealed record or withdrawal. */
export function parseSealedEntry(entry: Uint8Array): SealedEntry | null {
  const json = parseStrictJson(entry, { bytesMax: ENTRY_BYTES_MAX });
  const checked = sealedEntrySchema.safeParse(json.kind === "value" ? json.value : null);
  return checked.success ? checked.data : null;
}

/** The text of a proof file. */
export function buildProof(parts: ProofParts): string {
  const sealed = parseSealedEntry(parts.entry);
  assert(sealed !== null, "a proof is built for a sealed record");
  assert(parts.index < parts.size, "a record is below the size it is proven for");
  const rest = {
    entry: encodeBase64(parts.entry),
    index: parts.index,
    size: parts.size,
    inclusion: parts.inclusion.map(encodeBase64),
    checkpoint: parts.checkpoint,
  };
  // The envelope goes in as it stands: its bytes are not ours to write again.
  return `{"schema":"${PROOF_SCHEMA}","record":${sealed.envelope},${JSON.stringify(rest).slice(1)}\n`;
}

interface InLog {
  readonly index: number;
  readonly receipt: VerifiedCheckpoint;
}

export type VerifiedProof = VerifiedRecord & InLog;
export type WithdrawalProof = VerifiedWithdrawal & InLog;

export function verifyProof(verifier: Verifier, text: string): VerifiedProof | WithdrawalProof | Refusal {
  const json = parseStrictJson(text, { bytesMax: PROOF_CHARS_MAX });
  if (json.kind === "refused") return refusal("PROOF_MALFORMED", { because: json.reason });
  return verifyProofValue(verifier, json.value);
}

/** Of a value that came out of the strict parser, where a proof stands inside another document. */
export function verifyProofValue(
  verifier: Verifier,
  value: unknown,
): VerifiedProof | WithdrawalProof | Refusal {
  const proof = proofSchema.safeParse(value);
  if (!proof.success) return refusal("PROOF_MALFORMED", { because: fieldOf(proof.error) });
  const { index, size, checkpoint } = proof.data;
  const entry = decodeBase64(proof.data.entry);
  const inclusion = proof.data.inclusion.map(decodeBase64);
  if (entry === null || !inclusion.every((hash) => hash !== null)) {
    const field = entry === null ? "entry" : "inclusion";
    return refusal("PROOF_MALFORMED", { because: reason("NOT_BASE64", { field }) });
  }

  const parsed = envelopeOf(proof.data.record);
  if (parsed.kind === "malformed") return refusal("ENVELOPE_MALFORMED", { because: parsed.reason });
  const verified = verifySealedEnvelope(verifier, parsed.envelope);
  if (verified.kind === "refused") return verified;
  if (!holdsRecord(verifier.digest, entry, verified)) return refusal("ENTRY_MISMATCH", {});
  const endIndex = verified.kind === "verified" ? verified.document.evidence.endIndex : 0;
  if (endIndex > index) {
    const because = reason("EVIDENCE_AHEAD", { endIndex, index });
    return refusal("EVIDENCE_INCONSISTENT", { because });
  }

  const receipt = verifyReceipt(verifier, verified.document.station, checkpoint);
  if (receipt.kind === "refused") return receipt;
  const { origin, root } = receipt.checkpoint;
  if (receipt.checkpoint.size !== size)
    return refusal("CHECKPOINT_FOREIGN", { origin, size: receipt.checkpoint.size });
  const isIncluded = verifyInclusion({
    digest: verifier.digest,
    leaf: entry,
    index,
    size,
    proof: inclusion,
    root,
  });
  return isIncluded ? { ...verified, index, receipt } : refusal("INCLUSION_INVALID", {});
}

function holdsRecord(
  digest: Digest,
  entry: Uint8Array,
  verified: VerifiedRecord | VerifiedWithdrawal,
): boolean {
  const sealed = parseSealedEntry(entry);
  const withdraws = verified.kind === "withdrawal" ? verified.document.withdraws.record : undefined;
  const type = withdraws === undefined ? "record-sealed" : "withdrawal-sealed";
  if (sealed === null || sealed.type !== type || sealed.withdraws !== withdraws) return false;
  if (sealed.record !== verified.record || sealed.job !== verified.document.job) return false;
  const inner = parseEnvelope(sealed.envelope);
  return (
    inner.kind === "envelope" &&
    recordIdOf(digest, inner.envelope.payloadType, inner.envelope.payload) === verified.record
  );
}
