import { CALLS, type CallName, CK } from "./pkcs11-words.ts";

/** An attribute to search by, or to make a key with. */
export type Attribute = readonly [type: number, value: boolean | number | Uint8Array];

/** How a mechanism without parameter is written differs between versions of p11-kit. */
export type MechanismForm = "number" | "number-and-empty" | "number-and-flag";

/** What came is no message of this protocol. */
export class RpcUnreadable extends Error {
  override readonly name = "RpcUnreadable";
}

const NOTHING = 0xffff_ffff;
const ULONG_BYTES = 8;
/** In an answer the kind of a value follows from its attribute; of those that are asked for here only these are numbers. */
const NUMBERS: ReadonlySet<number> = new Set([CK.CKA_CLASS, CK.CKA_KEY_TYPE]);

/** A question to the module, part by part in the order of its form. */
export class RpcQuestion {
  readonly call: CallName;
  readonly #parts: Buffer[] = [];

  constructor(call: CallName) {
    this.call = call;
    const [number, form] = CALLS[call];
    this.#u32(number);
    this.#counted(Buffer.from(form, "latin1"));
  }

  byte(value: number): this {
    this.#parts.push(Buffer.from([value]));
    return this;
  }

  number(value: number): this {
    const bytes = Buffer.alloc(ULONG_BYTES);
    bytes.writeBigUInt64BE(BigInt(value));
    this.#parts.push(bytes);
    return this;
  }

  bytes(value: Uint8Array): this {
    this.byte(1);
    return this.#counted(value);
  }

  /** For so many bytes or numbers of an answer. */
  room(count: number): this {
    return this.#u32(count);
  }

  attributes(list: readonly Attribute[]): this {
    this.#u32(list.length);
    for (const [type, value] of list) {
      this.#u32(type).byte(1);
      if (typeof value === "boolean") this.#u32(1).byte(value ? 1 : 0);
      else if (typeof value === "number") this.#u32(ULONG_BYTES).number(value);
      else this.#u32(value.length).#counted(value);
    }
    return this;
  }

  roomForAttributes(types: readonly number[], bytes: number): this {
    this.#u32(types.length);
    for (const type of types) this.#u32(type).#u32(NUMBERS.has(type) ? ULONG_BYTES : bytes);
    return this;
  }

  mechanism(type: number, form: MechanismForm): this {
    this.#u32(type);
    if (form === "number-and-empty") this.#u32(NOTHING);
    if (form === "number-and-flag") this.byte(0);
    return this;
  }

  /** With the frame around it; `serial` comes back with the answer. */
  framed(serial: number): Buffer {
    const body = Buffer.concat(this.#parts);
    const head = Buffer.alloc(12);
    head.writeUInt32BE(serial);
    head.writeUInt32BE(body.length, 8);
    return Buffer.concat([head, body]);
  }

  #u32(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    this.#parts.push(bytes);
    return this;
  }

  #counted(value: Uint8Array): this {
    this.#u32(value.length);
    this.#parts.push(Buffer.from(value));
    return this;
  }
}

/** An answer, read part by part. Each throws RpcUnreadable where something else stands there. */
export class RpcAnswer {
  /** Null: the call did what it should; else the number that says why not. */
  readonly failure: number | null;
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer, call: CallName) {
    this.#bytes = bytes;
    const [number, , form] = CALLS[call];
    const came = this.#u32();
    const shape = this.text();
    this.failure = came === 0 ? this.number() : null;
    if (came !== 0 && (came !== number || shape !== form))
      throw new RpcUnreadable(`the answer to ${call} is one to call ${came}`);
  }

  number(): number {
    return Number(this.#bytes.readBigUInt64BE(this.#take(ULONG_BYTES)));
  }

  /** A text of fixed length, as it is padded. */
  text(): string {
    return this.#counted().toString("utf8");
  }

  bytes(): Uint8Array {
    if (this.#byte() === 0) throw new RpcUnreadable(`the answer has only a length: ${this.#u32()}`);
    return new Uint8Array(this.#counted());
  }

  numbers(): readonly number[] {
    if (this.#byte() === 0) throw new RpcUnreadable(`the answer has only a length: ${this.#u32()}`);
    const count = this.#u32();
    if (count * ULONG_BYTES > this.#bytes.length) throw new RpcUnreadable("the answer is cut short");
    return Array.from({ length: count }, () => this.number());
  }

  /** Those that the object has, by their type. */
  attributes(): ReadonlyMap<number, number | Uint8Array> {
    const found = new Map<number, number | Uint8Array>();
    for (let left = this.#u32(); left > 0; left--) {
      const type = this.#u32();
      if (this.#byte() === 0) continue;
      this.#u32();
      found.set(type, NUMBERS.has(type) ? this.number() : new Uint8Array(this.#counted()));
    }
    return found;
  }

  #byte(): number {
    return this.#bytes.readUInt8(this.#take(1));
  }

  #u32(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  #counted(): Buffer {
    const length = this.#u32();
    if (length === NOTHING) return Buffer.alloc(0);
    const from = this.#take(length);
    return this.#bytes.subarray(from, from + length);
  }

  #take(length: number): number {
    const from = this.#at;
    if (from + length > this.#bytes.length) throw new RpcUnreadable("the answer is cut short");
    this.#at = from + length;
    return from;
  }
}
