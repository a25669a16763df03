/**
 * Carries events to the registry and its answers back, beside what is delivered. It may lose, double, swap and delay; it keeps nothing. Listener
 * calls never happen inside `open`.
 */
export interface EventLink {
  open(listener: EventLinkListener): void;
  /** Nothing is said of what becomes of it; while the link is down, or has no room beside the deliveries, it is lost. Must not throw. */
  send(message: Uint8Array): void;
  /** Of one message, as the broker takes them at present; null where it takes any. */
  messageBytesMax(): number | null;
  close(): void;
}

export interface EventLinkListener {
  onLink(up: boolean): void;
  onMessage(message: Uint8Array): void;
}
