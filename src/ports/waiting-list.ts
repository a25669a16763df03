import type { WaitingName } from "../core/queue/queue-order.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";

/**
 * Who waits, looked at and not taken: nothing that is asked here gives anybody out, moves or holds anything. A look is cheap (no
 * contents are read) and never waits; it may be asked every second.
 */
export interface WaitingList {
  /** All of this kind, in the order of their names. What can never be taken stands among them. */
  look(kind: JobKind): WaitingLook;
}

export interface WaitingLook {
  readonly waiting: readonly Waiting[];
  /** Set where nothing can be said about who waits. */
  readonly unreadable: Reason | null;
}

export interface Waiting extends WaitingName {
  readonly state: "ready" | "being-written" | "in-hand" | "cannot-be-taken";
  /** Why it would not be given out now, by its state alone; null where it would. */
  readonly why: Reason | null;
  /** Another one where anything of it is another: what was made of its contents holds as long as this does. */
  readonly mark: string;
  /** Its contents, at most 64 KiB. */
  read(): WaitingText;
}

export type WaitingText =
  | { readonly kind: "text"; readonly text: string; readonly mediaType: string }
  /** It can never be taken. */
  | { readonly kind: "refused"; readonly reason: Reason }
  /** It is another one by now. */
  | { readonly kind: "changed" };
