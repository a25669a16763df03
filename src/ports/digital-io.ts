import type { Reason } from "../core/trade/reasons.ts";

/**
 * Named digital lines. Contract: after `watch` the listener first gets the present level, then every change in order,
 * never inside the call; `write` on an input or an unknown line throws EdgeError GPIO_LINE_UNKNOWN; outputs are off after
 * `open` and after `close`. `close` is idempotent and stops all listeners.
 */
export interface DigitalIo {
  open(): Promise<void>;
  watch(line: string, listener: (level: LineLevel) => void): void;
  write(line: string, active: boolean): void;
  close(): void;
  /** A bank that was lost may be opened again, and waits until it is there. Absent: what is lost stays lost. */
  readonly comesBack?: boolean;
  /** Told once if the bank is lost while open. */
  onLost(listener: (why: Reason) => void): void;
}

export interface LineLevel {
  readonly line: string;
  readonly active: boolean;
  /** Monotonic milliseconds of the station. */
  readonly atMs: number;
}
