import type { Digest } from "../../journal/merkle.ts";
import { sameBytes, verifyConsistency } from "../../journal/merkle-proof.ts";
import { decodeBase64, encodeBase64 } from "../../record/base64.ts";
import { type Checkpoint, parseCheckpoint } from "../../record/checkpoint.ts";
import type { VerifySignature } from "../../record/signature.ts";
import { type Note, parseNote, verifyNoteSignature } from "../../record/signed-note.ts";
import { type Reason, reason } from "../../trade/reasons.ts";

/** The request `add-checkpoint` of C2SP tlog-witness (https://c2sp.org/tlog-witness): what a witness is asked to cosign, and from where. */
export interface AddCheckpoint {
  /** Of the checkpoint that the witness cosigned last; 0 for none. */
  readonly oldSize: number;
  /** RFC 6962 consistency proof from there, at most 63 hashes; none from 0. */
  readonly proof: readonly Uint8Array[];
  /** The checkpoint as a signed note. */
  readonly note: string;
}

/** Longest text that is read: 63 hashes, and a note of 16 KiB. */
export const ADD_CHECKPOINT_CHARS_MAX = 24 * 1024;
const HASHES_MAX = 63;

export function addCheckpointText({ oldSize, proof, note }: AddCheckpoint): string {
  const hashes = proof.map((hash) => `${encodeBase64(hash)}\n`).join("");
  return `old ${oldSize}\n${hashes}\n${note}`;
}

export type ReadAddCheckpoint =
  | {
      readonly kind: "request";
      readonly oldSize: number;
      readonly proof: readonly Uint8Array[];
      readonly checkpoint: Checkpoint;
      readonly note: Note;
    }
  | { readonly kind: "malformed"; readonly reason: Reason };

/** Total: any text gives an answer. */
export function readAddCheckpoint(text: string): ReadAddCheckpoint {
  if (text.length > ADD_CHECKPOINT_CHARS_MAX)
    return malformed(reason("TEXT_TOO_LARGE", { bytesMax: ADD_CHECKPOINT_CHARS_MAX }));
  const blank = text.indexOf("\n\n");
  const [first = "", ...lines] = text.slice(0, Math.max(blank, 0)).split("\n");
  const old = /^old (0|[1-9]\d{0,15})$/.exec(first)?.[1];
  const oldSize = Number(old);
  if (old === undefined || !Number.isSafeInteger(oldSize))
    return malformed(reason("WITNESS_ASKED_OF_NO_FORM", {}));
  const proof = lines.map(decodeBase64);
  const hashes = proof.filter((hash) => hash !== null && hash.length === 32) as Uint8Array[];
  if (hashes.length !== lines.length || lines.length > HASHES_MAX)
    return malformed(reason("WITNESS_ASKED_OF_NO_FORM", {}));
  const parsed = parseNote(text.slice(blank + 2));
  if (parsed.kind === "malformed") return malformed(parsed.reason);
  const checkpoint = parseCheckpoint(parsed.note.text);
  if (checkpoint === null) return malformed(reason("NOT_A_CHECKPOINT", {}));
  return { kind: "request", oldSize, proof: hashes, checkpoint, note: parsed.note };
}

/** What a witness remembers of one log: the tree that it cosigned last. */
export interface WitnessedTree {
  readonly size: number;
  readonly root: Uint8Array;
}

export interface CosigningCase {
  /** Null where nothing of this log was cosigned yet. */
  readonly held: WitnessedTree | null;
  /** SubjectPublicKeyInfo of the keys that may sign for this log now; empty for a log that is not known. */
  readonly logKeys: readonly Uint8Array[];
  readonly asked: ReadAddCheckpoint;
  readonly digest: Digest;
  readonly verify: VerifySignature;
}

/** `next` has to be durable before the cosignature is made; null where it is held already. */
export type CosigningDecision =
  | { readonly status: 200; readonly text: string; readonly next: WitnessedTree | null }
  /** `size`: of the tree held. */
  | { readonly status: 409; readonly size: number; readonly isFork: boolean }
  | { readonly status: 400 | 403 | 404 | 422 };

/**
 * The rules of a witness in the order of C2SP tlog-witness, section "add-checkpoint": unknown log 404, no signature of it 403, an old size above the checkpoint's 400,
 * another old size than held 409, the size held with another root 409 as well, a proof that does not verify 422.
 */
export function decideCosigning({ held, logKeys, asked, digest, verify }: CosigningCase): CosigningDecision {
  if (asked.kind === "malformed") return { status: 400 };
  if (logKeys.length === 0) return { status: 404 };
  const { oldSize, proof, checkpoint, note } = asked;
  const { origin, size, root } = checkpoint;
  const isSigned = logKeys.some((spki) =>
    verifyNoteSignature({ digest, verify, note, key: { name: origin, spki } }),
  );
  if (!isSigned) return { status: 403 };
  if (oldSize > size || size === 0) return { status: 400 };
  const tree = held ?? { size: 0, root: digest(new Uint8Array(0)) };
  if (oldSize !== tree.size) return { status: 409, size: tree.size, isFork: false };
  if (size === tree.size)
    return sameBytes(root, tree.root)
      ? proof.length === 0
        ? { status: 200, text: note.text, next: null }
        : { status: 422 }
      : { status: 409, size, isFork: true };
  const isContinued = verifyConsistency({
    digest,
    oldSize,
    oldRoot: tree.root,
    newSize: size,
    newRoot: root,
    proof,
  });
  return isContinued ? { status: 200, text: note.text, next: { size, root } } : { status: 422 };
}

function malformed(why: Reason): ReadAddCheckpoint {
  return { kind: "malformed", reason: why };
}
