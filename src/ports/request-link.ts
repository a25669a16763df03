/**
 * Carries requests to the registry and its replies back, beside what is delivered. It may lose, double and delay; it keeps nothing. Listener calls
 * never happen inside `open`.
 */
export interface RequestLink {
  open(listener: RequestLinkListener): void;
  /** Nothing is said of what becomes of it; while the link is down it is lost. Must not throw. */
  send(message: Uint8Array): void;
  close(): void;
}

export interface RequestLinkListener {
  onLink(up: boolean): void;
  onMessage(message: Uint8Array): void;
}
