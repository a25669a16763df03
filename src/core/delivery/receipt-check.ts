import type { Digest } from "../journal/merkle.ts";
import { sameBytes } from "../journal/merkle-proof.ts";
import { encodeBase64 } from "../record/base64.ts";
import { parseCheckpoint } from "../record/checkpoint.ts";
import type { VerifySignature } from "../record/signature.ts";
import {
  type Note,
  type NoteKey,
  parseNote,
  verifyCosignature,
  verifyNoteSignature,
} from "../record/signed-note.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { LogView } from "./log-view.ts";

export interface ReceiptKeys {
  readonly digest: Digest;
  readonly verifySignature: VerifySignature;
  readonly log: NoteKey;
  /** Keys of the same log before its present one: what they signed is ours as well. */
  readonly formerLogs: readonly NoteKey[];
  /** The registry's own. */
  readonly witness: NoteKey;
  /** Others beside it, and how many different ones have to have cosigned, the registry's own among them. One where nothing is said. */
  readonly witnesses?: OtherWitnesses;
}

export interface OtherWitnesses {
  readonly atLeast: number;
  readonly others: readonly NoteKey[];
}

/**
 * What a cosigned checkpoint says about our log. `fork` and `rollback` are proven: both our own log key and the witness
 * signed something that this log does not hold.
 */
export type ReceiptVerdict =
  /** Of our log, and cosigned at a time that cannot be: it says what the registry holds, and is no receipt. `isOurs`: it is our clock that was ahead when what it covers was sealed. */
  | { readonly kind: "misdated"; readonly size: number; readonly isOurs: boolean; readonly reason: Reason }
  /** Of our log and cosigned by the registry, and not yet by as many witnesses as it takes: the registry holds it, and it is no receipt. */
  | { readonly kind: "awaiting"; readonly size: number; readonly found: number; readonly wanted: number }
  /** `cosignedMs`: by the registry's clock, UTC. */
  | { readonly kind: "valid"; readonly size: number; readonly cosignedMs: number }
  | { readonly kind: "fork"; readonly size: number }
  | { readonly kind: "rollback"; readonly size: number }
  | { readonly kind: "invalid"; readonly reason: Reason };

export function checkReceipt(keys: ReceiptKeys, log: LogView, text: string): ReceiptVerdict {
  const parsed = parseNote(text);
  if (parsed.kind !== "note") return { kind: "invalid", reason: parsed.reason };
  const note = parsed.note;
  const by = { digest: keys.digest, verify: keys.verifySignature, note };
  const isOfLog = [keys.log, ...keys.formerLogs].some((key) => verifyNoteSignature({ ...by, key }));
  if (!isOfLog) {
    return { kind: "invalid", reason: reason("RECEIPT_NOT_OF_LOG", {}) };
  }
  const cosignature = verifyCosignature({ ...by, key: keys.witness });
  if (cosignature === null) {
    return { kind: "invalid", reason: reason("RECEIPT_NOT_WITNESSED", {}) };
  }
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint === null || checkpoint.origin !== keys.log.name) {
    return { kind: "invalid", reason: reason("RECEIPT_OF_ANOTHER_LOG", {}) };
  }
  const size = checkpoint.size;
  if (size > log.size()) return { kind: "rollback", size };
  if (!sameBytes(checkpoint.root, log.root(size))) return { kind: "fork", size };
  const wanted = keys.witnesses?.atLeast ?? 1;
  const found = 1 + otherCosigners(keys, note);
  if (found < wanted) return { kind: "awaiting", size, found, wanted };
  return { kind: "valid", size, cosignedMs: cosignature.timeS * 1000 };
}

/** Different keys, whatever their names: one witness under two names is one. */
function otherCosigners(
  { digest, verifySignature: verify, witness, witnesses }: ReceiptKeys,
  note: Note,
): number {
  const own = encodeBase64(witness.spki);
  const found = (witnesses?.others ?? []).flatMap((key) => {
    const cosignature = verifyCosignature({ digest, verify, note, key });
    return cosignature === null ? [] : [encodeBase64(key.spki)];
  });
  return new Set(found.filter((spki) => spki !== own)).size;
}
