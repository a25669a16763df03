import type { Digest } from "../../journal/merkle.ts";
import type { VerifySignature } from "../../record/signature.ts";
import {
  cosignatureLine,
  formatNote,
  type NoteKey,
  parseNote,
  verifyCosignature,
} from "../../record/signed-note.ts";

/** A checkpoint as the registry cosigned it, and how it goes on from the one before it. */
export interface CheckpointStep {
  readonly oldSize: number;
  readonly size: number;
  readonly consistency: readonly Uint8Array[];
  readonly note: string;
}

/** Whether that witness has cosigned the note. */
export function isCosignedBy(
  note: string,
  key: NoteKey,
  { digest, verify }: { readonly digest: Digest; readonly verify: VerifySignature },
): boolean {
  const parsed = parseNote(note);
  return parsed.kind === "note" && verifyCosignature({ digest, verify, note: parsed.note, key }) !== null;
}

/**
 * The line of that witness out of what it answered, with its newline; null where none of its lines is a cosignature of this very note. It is made anew from its
 * parts, so that nothing else of the answer comes into a receipt.
 */
export function lineOf(
  answer: string,
  note: string,
  key: NoteKey,
  { digest, verify }: { readonly digest: Digest; readonly verify: VerifySignature },
): string | null {
  const own = parseNote(note);
  if (own.kind === "malformed") return null;
  const parsed = parseNote(formatNote(own.note.text, [answer]));
  if (parsed.kind === "malformed" || parsed.note.text !== own.note.text) return null;
  for (const signature of parsed.note.signatures) {
    if (signature.name !== key.name) continue;
    const single = { text: own.note.text, signatures: [signature] };
    const cosignature = verifyCosignature({ digest, verify, note: single, key });
    if (cosignature !== null)
      return cosignatureLine(digest, key, cosignature.timeS, signature.signature.slice(8));
  }
  return null;
}

/** The note with that line at its end, once a witness: null where it has one of that name already. */
export function withLine(note: string, name: string, line: string): string | null {
  const parsed = parseNote(note);
  if (parsed.kind === "malformed" || parsed.note.signatures.some((signature) => signature.name === name))
    return null;
  return `${note}${line}`;
}

/**
 * What is asked of a witness next that holds the log at `held`: the step that begins there, or, of a witness that holds nothing, the newest checkpoint without any proof. Null where
 * no step begins there: it holds another history, or one that the registry has no proofs of any more.
 */
export function nextStep(
  held: number,
  newest: Pick<CheckpointStep, "size" | "note">,
  steps: readonly CheckpointStep[],
): CheckpointStep | null {
  if (held === 0 || held === newest.size) return { ...newest, oldSize: held, consistency: [] };
  return steps.find(({ oldSize }) => oldSize === held) ?? null;
}
