/**
 * The device side of a byte stream. A simulator knows its manual and its world, nothing of the driver. It is stepped:
 * bytes in, time in, bytes out. Automatic operation is the same object driven by a clock (`kit/`). It never reads a
 * clock, and takes all chance from the seeded generator it was given. On illegal input it does what its manual says;
 * where the manual is silent it ignores the bytes and notes them in `misuse`.
 */
export interface SimDevice {
  readonly name: string;
  /** The line was opened: power-up text, boot time, whatever the device does then. */
  connected(atMs: number): void;
  receive(bytes: Uint8Array, atMs: number): void;
  /** Advance to `atMs`; called at or after `nextStepMs()`. */
  step(atMs: number): void;
  nextStepMs(): number | null;
  /** Bytes to send since the last call, in order. */
  takeOutput(): Uint8Array;
  /** What it heard that its manual does not allow; a test asserts that it stays empty. */
  readonly misuse: readonly string[];
}
