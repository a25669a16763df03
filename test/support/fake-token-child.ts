import { hash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";

/**
 * What `p11-kit remote` is to the station, written from its protocol by another hand and with faults at will: `fake-token-child MODE STATE MODULE`. STATE is a file that counts the
 * wrong PINs of a token whose PIN is 1234.
 */
const [mode = "", state = ""] = process.argv.slice(2);
const PIN = "1234";
const TRIES = 3;
const RECORD = p256.keygen(hash("sha512", "fake token record", "buffer").subarray(0, 48));
const LOG = ed25519.keygen(new Uint8Array(hash("sha256", "fake token log", "buffer")));
const POINT = p256.Point.fromBytes(RECORD.publicKey).toBytes(false);
const HEX = (text: string): Buffer => Buffer.from(text, "hex");

const OBJECTS = new Map<number, Readonly<Record<number, number | Uint8Array>>>([
  [10, { 0: 3, 3: Buffer.from("record"), 256: 3, 258: HEX("aa01") }],
  [
    11,
    {
      0: 2,
      3: Buffer.from("record"),
      258: HEX("aa01"),
      384: HEX("06082a8648ce3d030107"),
      385: pointOf(POINT),
    },
  ],
  [20, { 0: 3, 3: Buffer.from("log"), 256: 0x40, 258: HEX("aa02") }],
  [
    21,
    { 0: 2, 3: Buffer.from("log"), 258: HEX("aa02"), 384: HEX("06032b6570"), 385: pointOf(LOG.publicKey) },
  ],
]);

function pointOf(point: Uint8Array): Buffer {
  return mode === "bare" ? Buffer.from(point) : Buffer.concat([Buffer.from([4, point.length]), point]);
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }
  u8(): number {
    return this.#bytes.readUInt8(this.#at++);
  }
  u32(): number {
    this.#at += 4;
    return this.#bytes.readUInt32BE(this.#at - 4);
  }
  u64(): number {
    this.#at += 8;
    return Number(this.#bytes.readBigUInt64BE(this.#at - 8));
  }
  counted(): Buffer {
    const length = this.u32();
    if (length === 0xffff_ffff) return Buffer.alloc(0);
    if (length > this.#bytes.length - this.#at) throw new RangeError("cut");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
  array(): Buffer {
    return this.u8() === 1 ? this.counted() : Buffer.alloc(this.u32());
  }
  /** Each version of the program reads a mechanism in its own way. */
  mechanism(): number {
    const type = this.u32();
    const isListed = type === 0x1041 || type === 0x250;
    if (mode === "0.24" || (mode === "0.25" && !isListed)) this.counted();
    else if (!isListed && this.u8() === 1) this.counted();
    return type;
  }
}

const u8 = (value: number): Buffer => Buffer.from([value]);
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const u64 = (value: number): Buffer => Buffer.concat([u32(Math.floor(value / 2 ** 32)), u32(value >>> 0)]);
const counted = (value: Uint8Array): Buffer => Buffer.concat([u32(value.length), value]);
const numbers = (list: readonly number[]): Buffer =>
  Buffer.concat([u8(1), u32(list.length), ...list.map(u64)]);
const padded = (text: string, length: number): Buffer => counted(Buffer.from(text.padEnd(length)));

let found: readonly number[] = [];
let signing = { mechanism: 0, key: 0 };

/** The answer's parts, or why not. */
const CALLS: Readonly<
  Record<number, readonly [form: string, (reader: Reader) => readonly Buffer[] | number]>
> = {
  1: ["", () => []],
  4: ["au", () => [numbers([7])]],
  6: ["ssssuuuuuuuuuuuvvs", () => tokenInfo()],
  10: ["u", () => [u64(1)]],
  18: ["", (reader) => login(reader)],
  24: ["aAu", (reader) => attributes(reader)],
  26: ["", (reader) => search(reader)],
  27: ["au", () => [numbers(found)]],
  28: ["", () => []],
  37: ["", (reader) => digestInit(reader)],
  42: ["", (reader) => signInit(reader)],
  43: ["ay", (reader) => signed(reader)],
};

function tokenInfo(): readonly Buffer[] {
  const left = TRIES - wrongPins();
  const flags = 0x40d | (left === 1 ? 0x20000 : 0) | (left <= 0 ? 0x40000 : 0);
  const texts = [padded("fake", 32), padded("maker", 32), padded("model", 16), padded("1", 16)];
  const figures = Array.from({ length: 10 }, () => u64(0));
  return [...texts, u64(flags), ...figures, u8(1), u8(0), u8(1), u8(0), padded("", 16)];
}

function wrongPins(): number {
  try {
    return readFileSync(state, "utf8").length;
  } catch {
    // Nobody was wrong so far.
    return 0;
  }
}

function login(reader: Reader): readonly Buffer[] | number {
  reader.u64();
  reader.u64();
  if (wrongPins() >= TRIES) return 0xa4;
  if (reader.array().toString() === PIN) {
    writeFileSync(state, "");
    return [];
  }
  writeFileSync(state, "x".repeat(wrongPins() + 1));
  return 0xa0;
}

function search(reader: Reader): readonly Buffer[] {
  reader.u64();
  const wanted: [number, number | Buffer][] = [];
  for (let left = reader.u32(); left > 0; left--) {
    const type = reader.u32();
    reader.u8();
    reader.u32();
    wanted.push([type, type === 0 ? reader.u64() : reader.counted()]);
  }
  const has = (object: Readonly<Record<number, number | Uint8Array>>): boolean =>
    wanted.every(([type, value]) => {
      const own = object[type];
      return typeof value === "number" ? own === value : own instanceof Uint8Array && value.equals(own);
    });
  found = [...OBJECTS].filter(([, object]) => has(object)).map(([handle]) => handle);
  return [];
}

function attributes(reader: Reader): readonly Buffer[] {
  reader.u64();
  const object = OBJECTS.get(reader.u64()) ?? {};
  const parts: Buffer[] = [];
  const count = reader.u32();
  for (let n = 0; n < count; n++) {
    const type = reader.u32();
    reader.u32();
    const value = object[type];
    if (value === undefined) parts.push(u32(type), u8(0));
    else if (typeof value === "number") parts.push(u32(type), u8(1), u32(8), u64(value));
    else parts.push(u32(type), u8(1), u32(value.length), counted(value));
  }
  return [u32(count), ...parts, u64(0)];
}

function digestInit(reader: Reader): number {
  reader.u64();
  reader.mechanism();
  return 0xb3;
}

function signInit(reader: Reader): readonly Buffer[] | number {
  reader.u64();
  const mechanism = reader.mechanism();
  const key = reader.u64();
  if (!OBJECTS.has(key)) return 0x60;
  signing = { mechanism, key };
  return [];
}

function signed(reader: Reader): readonly Buffer[] | number {
  reader.u64();
  const input = reader.array();
  if (mode === "gone") return 0x32;
  const isEd25519 = signing.mechanism === 0x1057 && signing.key === 20;
  const signature = isEd25519
    ? ed25519.sign(input, LOG.secretKey)
    : p256.sign(input, RECORD.secretKey, { prehash: false, lowS: false });
  if (mode === "flip") signature[7] = (signature[7] ?? 0) ^ 1;
  return [u8(1), counted(signature)];
}

function answer(body: Buffer): Buffer | null {
  const reader = new Reader(body);
  const number = reader.u32();
  reader.counted();
  const row = CALLS[number];
  if (mode === "silent" && number === 43) return null;
  if (mode === "garbage" && number === 43) return Buffer.from("no message of this protocol at all");
  let outcome: readonly Buffer[] | number = 0x54;
  try {
    outcome = row?.[1](reader) ?? 0x54;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    // What it cannot read ends it, as it ends the real one.
    process.stderr.write("p11-kit: unexpected error handling rpc message\n");
    process.exit(1);
  }
  if (typeof outcome === "number") return Buffer.concat([u32(0), counted(Buffer.from("u")), u64(outcome)]);
  return Buffer.concat([u32(number), counted(Buffer.from(row?.[0] ?? "")), ...outcome]);
}

let came = Buffer.alloc(0);
let isGreeted = false;
process.stdin.on("data", (piece: Buffer) => {
  came = Buffer.concat([came, piece]);
  if (!isGreeted) {
    isGreeted = true;
    came = came.subarray(1);
    process.stdout.write(u8(0));
  }
  while (came.length >= 12 && came.length >= 12 + came.readUInt32BE(8)) {
    const [serial, length] = [came.readUInt32BE(0), came.readUInt32BE(8)];
    const body = answer(came.subarray(12, 12 + length));
    came = came.subarray(12 + length);
    if (body !== null) process.stdout.write(Buffer.concat([u32(serial), u32(0), u32(body.length), body]));
  }
});
process.stdin.on("end", () => process.exit(0));
