/**
 * The longest line taken. NMEA 0183 says 82 characters, but receivers with eight decimals of a minute send GGA of more
 * than 90, KSXT nears 170 and UNIHEADINGA 230.
 */
export const LINE_MAX = 256;

/** Bytes `from` up to, without, `to`; they are only good for the time of the call. */
export interface LineSink {
  /** A whole line from its `$` or `#` up to, without, the line end; printable ASCII only. */
  line(bytes: Uint8Array, from: number, to: number): void;
  /** The beginning of a line that came to no end: another line began, or something that stands in no line. */
  broken(bytes: Uint8Array, from: number, to: number): void;
  /** Between the lines. */
  foreign(count: number): void;
}

const DOLLAR = 0x24;
const HASH = 0x23;
const CR = 0x0d;
const LF = 0x0a;
const LAST_PRINTABLE = 0x7e;

/**
 * Finds lines in a byte stream. `$` always starts anew, since it stands nowhere else in a sentence. CR, LF and any row of
 * them end a line, as devices and programs on the way send them all; line ends by themselves are nothing.
 */
export class LineScanner {
  readonly #held = new Uint8Array(LINE_MAX);
  #length = 0;

  get heldBytes(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  scan(bytes: Uint8Array, sink: LineSink): void {
    let at = this.#length > 0 ? this.#goOn(bytes, sink) : 0;
    while (at < bytes.length) {
      const begin = skipForeign(bytes, at, sink);
      at = begin < bytes.length ? this.#readLine(bytes, begin, sink) : begin;
    }
  }

  /** Where to look on; what is not over with the chunk is kept. */
  #readLine(bytes: Uint8Array, begin: number, sink: LineSink): number {
    const most = Math.min(bytes.length, begin + LINE_MAX);
    for (let at = begin + 1; at < most; at++) {
      const byte = bytes[at] ?? 0;
      if (byte > DOLLAR && byte <= LAST_PRINTABLE) continue;
      if (byte === CR || byte === LF) {
        sink.line(bytes, begin, at);
        return at + 1;
      }
      if (byte === DOLLAR || byte < 0x20 || byte > LAST_PRINTABLE) {
        sink.broken(bytes, begin, at);
        return at;
      }
    }
    this.#held.set(bytes.subarray(begin, most));
    this.#length = most - begin;
    return most < bytes.length ? this.#goOn(bytes, sink, most) : most;
  }

  /** The line that is held, byte by byte, until it is over in one way or another. */
  #goOn(bytes: Uint8Array, sink: LineSink, from = 0): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      const isEnd = byte === CR || byte === LF;
      if (isEnd || byte === DOLLAR || byte < 0x20 || byte > 0x7e || this.#length === LINE_MAX) {
        const length = this.#length;
        this.#length = 0;
        if (isEnd) sink.line(this.#held, 0, length);
        else sink.broken(this.#held, 0, length);
        return isEnd ? at + 1 : at;
      }
      this.#held[this.#length++] = byte;
    }
    return bytes.length;
  }
}

/** Where the next line begins, or the end of the bytes. */
function skipForeign(bytes: Uint8Array, from: number, sink: LineSink): number {
  let count = 0;
  let at = from;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === DOLLAR || byte === HASH) break;
    if (byte !== CR && byte !== LF) count++;
  }
  if (count > 0) sink.foreign(count);
  return at;
}
