import { reason } from "../trade/reasons.ts";
import { type Checkpoint, logName, parseCheckpoint } from "./checkpoint.ts";
import { type Note, parseNote, verifyCosignature, verifyNoteSignature } from "./signed-note.ts";
import { isValidAt } from "./trust-list.ts";
import { type Refusal, refusal } from "./verification-failure.ts";
import type { Verifier } from "./verify-record.ts";

/** A checkpoint that the station's log signed and a witness cosigned: a receipt. */
export interface VerifiedCheckpoint {
  readonly kind: "verified";
  readonly checkpoint: Checkpoint;
  readonly witness: string;
  /** When the witness cosigned, milliseconds since 1970 (whole seconds). */
  readonly witnessedMs: number;
}

export function verifyReceipt(
  verifier: Verifier,
  station: string,
  text: string,
): VerifiedCheckpoint | Refusal {
  const parsed = parseNote(text);
  if (parsed.kind === "malformed") return refusal("CHECKPOINT_MALFORMED", { because: parsed.reason });
  const checkpoint = parseCheckpoint(parsed.note.text);
  if (checkpoint === null)
    return refusal("CHECKPOINT_MALFORMED", { because: reason("NOT_A_CHECKPOINT", {}) });
  const { origin, size } = checkpoint;
  if (origin !== logName(station)) return refusal("CHECKPOINT_FOREIGN", { origin, size });
  const witnessed = witnessOf(verifier, parsed.note);
  if (witnessed === null) return refusal("WITNESS_SIGNATURE_INVALID", {});
  if (!isSignedByLog(verifier, station, parsed.note, witnessed.witnessedMs))
    return refusal("LOG_SIGNATURE_INVALID", {});
  return { kind: "verified", checkpoint, ...witnessed };
}

function witnessOf(
  verifier: Verifier,
  note: Note,
): { readonly witness: string; readonly witnessedMs: number } | null {
  for (const key of verifier.trust.keys) {
    if (key.role !== "witness") continue;
    const cosignature = verifyCosignature({ ...verifier, note, key });
    const witnessedMs = (cosignature?.timeS ?? 0) * 1000;
    if (cosignature !== null && isValidAt(key, witnessedMs)) return { witness: key.name, witnessedMs };
  }
  return null;
}

function isSignedByLog(verifier: Verifier, station: string, note: Note, atMs: number): boolean {
  return verifier.trust.keys.some(
    (key) =>
      key.role === "log" &&
      key.station === station &&
      isValidAt(key, atMs) &&
      verifyNoteSignature({ ...verifier, note, key: { name: logName(station), spki: key.spki } }),
  );
}
