import type { Reason } from "../core/trade/reasons.ts";

/**
 * Carries messages to the registry and its answers back. It carries, it never stores: whatever was submitted and not
 * receipted when the link went down must be submitted again. Messages may be lost or doubled in both directions; order
 * of those that arrive is kept. Listener calls never happen inside `open`.
 */
export interface RegistryLink {
  open(listener: RegistryLinkListener): void;
  /** `unsent`: the link is down or the window is full; nothing was taken, try again after `onReady`. */
  submit(message: Uint8Array): "taken" | "unsent";
  close(): Promise<void>;
  /** When the connection is tried again, by the steady clock; null while it is up or being made. Absent: not known. */
  nextAttemptMs?(): number | null;
}

export interface RegistryLinkListener {
  /** Up, or room in the window again. `messageBytesMax`: of one message, as the other side says; null where it does not. */
  onReady(told: { readonly messageBytesMax: number | null }): void;
  onMessage(message: Uint8Array): void;
  /** A message that was taken is known not to have come through. */
  onRefused(why: Reason): void;
  /** What is wrong with the link, up or not; null when it is well again. */
  onTrouble(why: Reason | null): void;
  /** It was up. */
  onDown(why: Reason): void;
}
