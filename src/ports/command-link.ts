/**
 * Brings what the registry orders and takes back what came of it, beside what is delivered. It may lose, double, delay and reorder; it keeps
 * nothing. Listener calls never happen inside `open`.
 */
export interface CommandLink {
  open(listener: CommandLinkListener): void;
  /** Nothing is said of what becomes of it; while the link is down it is lost. Must not throw. */
  send(message: Uint8Array): void;
  close(): void;
}

export interface CommandLinkListener {
  onLink(up: boolean): void;
  onMessage(message: Uint8Array): void;
}
