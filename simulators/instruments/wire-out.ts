/**
 * What a device has to say and has not yet been asked for, and what it was told that its manual does not know.
 */
export class WireOut {
  #bytes: number[] = [];
  readonly misuse: string[] = [];

  push(...bytes: readonly number[]): void {
    for (const byte of bytes) this.#bytes.push(byte & 0xff);
  }

  ascii(text: string): void {
    for (let at = 0; at < text.length; at++) this.#bytes.push(text.charCodeAt(at) & 0xff);
  }

  take(): Uint8Array {
    if (this.#bytes.length === 0) return NOTHING;
    const bytes = Uint8Array.from(this.#bytes);
    this.#bytes = [];
    return bytes;
  }

  discard(): void {
    this.#bytes = [];
  }

  /** Kept short: a driver gone wild must not fill the memory. */
  heardWrong(what: string, atMs: number): void {
    if (this.misuse.length < 100) this.misuse.push(`${Math.round(atMs)} ms: ${what}`);
  }
}

const NOTHING = new Uint8Array(0);

export function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}

/** Two decimal digits in one byte, 0..99. */
export function bcdByte(value: number): number {
  return (Math.floor(value / 10) << 4) | (value % 10);
}
