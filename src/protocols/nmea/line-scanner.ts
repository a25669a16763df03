import { asciiText } from "../wire-text.ts";

/**
 * The longest line taken. NMEA 0183 says 82 characters, but receivers with eight decimals of a minute send GGA of more
 * than 90, KSXT nears 170 and UNIHEADINGA 230.
 */
export const LINE_MAX = 256;

export interface LineSink {
  /** A whole line from its `$` or `#` up to, without, the line end; printable ASCII only. */
  line(text: string, wireBytes: number): void;
  garbage(bytes: number): void;
}

const DOLLAR = 0x24;
const HASH = 0x23;
const CR = 0x0d;
const LF = 0x0a;

/** Finds lines in a byte stream. `$` always starts anew, since it stands nowhere else in a sentence. */
export class LineScanner {
  readonly #held = new Uint8Array(LINE_MAX);
  #length = 0;
  #sawCr = false;

  get heldBytes(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
    this.#sawCr = false;
  }

  scan(bytes: Uint8Array, sink: LineSink): void {
    for (const byte of bytes) this.#take(byte, sink);
  }

  #take(byte: number, sink: LineSink): void {
    if (byte === LF) {
      this.#endLine(sink);
      return;
    }
    if (byte === DOLLAR || (byte === HASH && this.#length === 0)) {
      this.#abandon(sink);
      this.#held[this.#length++] = byte;
      return;
    }
    if (this.#length === 0) {
      if (byte !== CR) sink.garbage(1);
      return;
    }
    if (byte === CR && !this.#sawCr) {
      this.#sawCr = true;
      return;
    }
    const printable = byte >= 0x20 && byte <= 0x7e;
    if (!printable || this.#sawCr || this.#length === LINE_MAX) {
      this.#abandon(sink);
      sink.garbage(1);
      return;
    }
    this.#held[this.#length++] = byte;
  }

  #endLine(sink: LineSink): void {
    if (this.#length === 0) return;
    const text = asciiText(this.#held.subarray(0, this.#length));
    const wireBytes = this.#length + (this.#sawCr ? 2 : 1);
    this.clear();
    sink.line(text, wireBytes);
  }

  #abandon(sink: LineSink): void {
    if (this.#length > 0) sink.garbage(this.#length + (this.#sawCr ? 1 : 0));
    this.clear();
  }
}
