import type { Sentence } from "../../core/trade/reason-shape.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import type { RejectionDetail } from "./rejection-note.ts";

/**
 * A file in hand. It is given to nobody else until one of its ends is called: `claim` when the job is durable, `takeOut` when the act
 * of a person is, `reject` when the file is at fault, `leave` when the station is.
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
  /** When a person's act that takes it out of the queue is durable; answers as `reject` does. */
  takeOut(): string | null;
}

export interface OversizeFile extends FileInHand {
  readonly size: number;
  readonly bytesMax: number;
}

export type Next =
  | { readonly kind: "subject"; readonly subject: WaitingSubject }
  | { readonly kind: "oversize"; readonly subject: OversizeFile }
  | { readonly kind: "none"; readonly reason: Reason };

/** A file that waits, looked at and not taken. */
export interface WaitingFile {
  /** The cleaned name. */
  readonly file: string;
  /** Of its last change. */
  readonly modifiedMs: number;
  /** `in-hand`: it is being called. */
  readonly state: "ready" | "being-written" | "in-hand" | "cannot-be-taken";
  /** Of one that cannot be taken. */
  readonly why?: Sentence;
  /** Another one where anything of the file is another. */
  readonly mark: string;
  /** Its bytes, if they are still those of this mark. Throws nothing but what is no fault of a disk. */
  read(): PeekedFile;
}

export type PeekedFile =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "oversize"; readonly size: number; readonly bytesMax: number }
  /** Somebody writes it, or it has gone. */
  | { readonly kind: "changed" }
  | { readonly kind: "unreadable"; readonly why: Sentence };

/** Which of those that wait are to be tried, and in which order; default: all, by their names. */
export type Choose = (waiting: readonly PickedFile[]) => readonly PickedFile[];

export interface PickedFile {
  readonly file: string;
  readonly modifiedMs: number;
}

export interface IntakeLook {
  readonly waiting: readonly WaitingFile[];
  /** Set where nothing can be said about who waits. */
  readonly unreadable: Reason | null;
}
