import { asciiText } from "../wire-text.ts";

/** Of sentences that come again and again for one UTC it holds so many bytes; all types together are fewer. */
const BYTES_MOST = 2048;
const PREFIX = [0x74, 0x78, 0x74, 0x3a];
const CR = 0x0d;
const LF = 0x0a;

/** A line where it stands: a view of these bytes alone would cost as much as to copy them. */
export interface LineBytes {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** The sentences of an epoch as the journal keeps them, `txt:` and a CR LF behind each; one text is made of the bytes at the end. */
export class RawText {
  readonly #bytes = new Uint8Array(BYTES_MOST);
  #length = 0;

  constructor() {
    this.#bytes.set(PREFIX);
  }

  clear(): void {
    this.#length = PREFIX.length;
  }

  add({ bytes, from, to }: LineBytes): void {
    let length = this.#length;
    if (length + to - from + 2 > BYTES_MOST) return;
    for (let at = from; at < to; at++) this.#bytes[length++] = bytes[at] ?? 0;
    this.#bytes[length++] = CR;
    this.#bytes[length++] = LF;
    this.#length = length;
  }

  text(): string {
    return asciiText(this.#bytes.subarray(0, this.#length));
  }
}
