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
  /** Names of all who cosigned it, that one first; each key once. */
  readonly witnesses: readonly string[];
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
  const all = witnessesOf(verifier, parsed.note);
  const [witnessed] = all;
  if (witnessed === undefined) return refusal("WITNESS_SIGNATURE_INVALID", {});
  const { witnessesAtLeast: wanted = 1 } = verifier;
  if (all.length < wanted) return refusal("WITNESSES_TOO_FEW", { found: all.length, wanted });
  if (!isSignedByLog(verifier, station, parsed.note, witnessed.witnessedMs))
    return refusal("LOG_SIGNATURE_INVALID", {});
  const witnesses = all.map(({ witness }) => witness);
  const { witness, witnessedMs } = witnessed;
  return { kind: "verified", checkpoint, witness, witnessedMs, witnesses };
}

interface Witnessed {
  readonly witness: string;
  readonly witnessedMs: number;
}

/** In the order of the trust list. One key under two names is one witness. */
function witnessesOf(verifier: Verifier, note: Note): readonly Witnessed[] {
  const found = new Map<string, Witnessed>();
  for (const key of verifier.trust.keys) {
    if (key.role !== "witness" || found.has(key.keyId)) continue;
    const cosignature = verifyCosignature({ ...verifier, note, key });
    const witnessedMs = (cosignature?.timeS ?? 0) * 1000;
    if (cosignature !== null && isValidAt(key, witnessedMs))
      found.set(key.keyId, { witness: key.name, witnessedMs });
  }
  return [...found.values()];
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
