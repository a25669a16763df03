import type { Reason } from "../core/trade/reasons.ts";

/**
 * A byte stream to one instrument: a serial line, a TCP serial server, a simulator. Bytes keep their order; chunk
 * borders mean nothing. One owner. Listener calls never happen inside `open`, `write` or `close`.
 */
export interface ByteChannel {
  readonly address: string;
  /** Starts connecting. Allowed again after `onClose`; a second `open` while open or opening asserts. */
  open(listener: ByteChannelListener): void;
  /** `full`: more than 64 KiB unsent, nothing was taken. `closed`: not open, nothing was taken. */
  write(bytes: Uint8Array): "accepted" | "full" | "closed";
  /** Idempotent; `onClose` follows exactly once for each `open`, also after a failed connect. */
  close(): void;
}

export interface ByteChannelListener {
  onOpen(): void;
  /** `atMs` is the monotonic time of arrival of the last byte. The array is the listener's to keep. */
  onBytes(bytes: Uint8Array, atMs: number): void;
  onClose(why: Reason): void;
}
