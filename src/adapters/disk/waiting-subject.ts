import type { Sentence } from "../../core/trade/reason-shape.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import type { RejectionDetail } from "./rejection-note.ts";

/**
 * A file in hand. It is given to nobody else until one of its three ends is called: `claim` when the job is durable,
 * `reject` when the file is at fault, `leave` when the station is.
 */
export interface FileInHand {
  /** The cleaned name. The journal keeps it, with hash and time of change, so that a start knows the file again. */
  readonly file: string;
  readonly modifiedMs: number;
  /** Where the file is now, for people, like `rejected/01.yaml`; null if it could not be moved: then the move is tried again. */
  reject(sentence: Sentence, detail?: RejectionDetail): string | null;
  leave(): void;
}

export interface WaitingSubject extends FileInHand {
  readonly bytes: Uint8Array;
  /** Of the bytes, lower-case hex. */
  readonly sha256: string;
  claim(job: string): void;
}

export interface OversizeFile extends FileInHand {
  readonly size: number;
  readonly bytesMax: number;
}

export type Next =
  | { readonly kind: "subject"; readonly subject: WaitingSubject }
  | { readonly kind: "oversize"; readonly subject: OversizeFile }
  | { readonly kind: "none"; readonly reason: Reason };

export interface WaitingFile {
  readonly file: string;
  readonly state: "ready" | "being-written" | "cannot-be-taken";
  readonly why?: Sentence;
}

export interface IntakeLook {
  readonly waiting: readonly WaitingFile[];
  /** Set where nothing can be said about who waits. */
  readonly unreadable: Reason | null;
}
