const HASH = 0x23;
const COMMA = 0x2c;
const CR = 0x0d;
const LF = 0x0a;

/**
 * A log of a receiver is `#NAME,` in capitals and digits; anything else behind # at the start of a line is somebody's
 * remark, and is left out. Takes a recording in pieces of any size; what it gives back for one is good until the next.
 */
export class RemarkFilter {
  /** Where the byte that came last stands; `remark-cr` is behind the CR of a remark, to which a LF may still belong. */
  #state: "line-start" | "in-line" | "name" | "remark" | "remark-cr" = "line-start";
  #kept = new Uint8Array(0);
  #length = 0;
  /** A # and the name behind it, while it is open what they begin. */
  #open = 0;

  take(recorded: Uint8Array): Uint8Array {
    const plain = this.#state === "line-start" || this.#state === "in-line";
    if (plain && !recorded.includes(HASH)) {
      const last = recorded.at(-1);
      if (last !== undefined) this.#state = isLineEnd(last) ? "line-start" : "in-line";
      return recorded;
    }
    this.#begin(recorded.length);
    for (const byte of recorded) this.#step(byte);
    return this.#kept.subarray(0, this.#length - this.#open);
  }

  /** What was open at the end of the last piece stands in front. */
  #begin(more: number): void {
    const open = this.#kept.subarray(this.#length - this.#open, this.#length);
    if (this.#kept.length < open.length + more) {
      const larger = new Uint8Array(open.length + more);
      larger.set(open);
      this.#kept = larger;
    } else this.#kept.copyWithin(0, this.#length - this.#open, this.#length);
    this.#length = this.#open;
  }

  #step(byte: number): void {
    if (this.#state === "name" && !isCapitalOrDigit(byte)) this.#endName(byte);
    if (this.#state === "remark-cr") {
      this.#state = "line-start";
      if (byte === LF) return;
    }
    if (this.#state === "remark") {
      if (byte === LF) this.#state = "line-start";
      else if (byte === CR) this.#state = "remark-cr";
      return;
    }
    this.#kept[this.#length++] = byte;
    if (this.#state === "name" || (this.#state === "line-start" && byte === HASH)) {
      this.#state = "name";
      this.#open++;
    } else this.#state = isLineEnd(byte) ? "line-start" : "in-line";
  }

  #endName(byte: number): void {
    const isLog = byte === COMMA && this.#open > 1;
    if (!isLog) this.#length -= this.#open;
    this.#open = 0;
    this.#state = isLog ? "in-line" : "remark";
  }
}

function isLineEnd(byte: number): boolean {
  return byte === CR || byte === LF;
}

function isCapitalOrDigit(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39);
}
