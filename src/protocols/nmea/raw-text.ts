import { asciiText } from "../wire-text.ts";

/** Of sentences that come again and again for one UTC it holds so many bytes; all types together are fewer. */
const BYTES_MOST = 2048;
const PREFIX = [0x74, 0x78, 0x74, 0x3a];
const CR = 0x0d;
const LF = 0x0a;

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

  add(line: Uint8Array): void {
    if (this.#length + line.length + 2 > BYTES_MOST) return;
    this.#bytes.set(line, this.#length);
    this.#length += line.length;
    this.#bytes[this.#length++] = CR;
    this.#bytes[this.#length++] = LF;
  }

  text(): string {
    return asciiText(this.#bytes.subarray(0, this.#length));
  }
}
