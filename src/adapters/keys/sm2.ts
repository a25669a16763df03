import { createRequire } from "node:module";
import type * as Package from "sm-crypto-v2";
import { SM2_ORDER, sm2Numbers } from "./sm2-der.ts";

/**
 * The only way to the package for SM2, on purpose: without `hash` it signs neither with SM3 nor with the user id, and nobody sees it. node:crypto is no other way: what it
 * calls SM2 is ECDSA on that curve, or SM2 with an empty user id (test/adapters/keys/node-sm2.test.ts).
 */
const USER_ID = "1234567812345678";

type Sm2 = typeof Package.sm2;
const load = createRequire(import.meta.url);
let own: Sm2 | null = null;

/** Read when the first such key is met: that takes a tenth of a second, and most commands and stations meet none. */
function sm2(): Sm2 {
  own ??= (load("sm-crypto-v2") as typeof Package).sm2;
  return own;
}

export interface Sm2Pair {
  /** 32 bytes, from 1 to below the order less one. */
  readonly secret: Uint8Array;
  /** Uncompressed, 65 bytes. */
  readonly point: Uint8Array;
}

/** A secret from 48 bytes of chance or of a seed, so that the reduction leaves no bias. */
export function sm2PairOf(entropy: Uint8Array): Sm2Pair {
  // Not the order less one: with it no signature can be made.
  const secret = bytesOf(reduced(entropy, SM2_ORDER - 2n));
  return { secret, point: sm2PointOf(secret) };
}

/** The point of a secret. Throws on one that is none. */
export function sm2PointOf(secret: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.from(sm2().getPublicKeyFromPrivateKey(hex(secret)), "hex"));
}

/** DER. `entropy`: 48 bytes that nobody knows and that were used for nothing else. Throws what the package throws. */
export function signSm2({ secret, point }: Sm2Pair, message: Uint8Array, entropy: Uint8Array): Uint8Array {
  const k = reduced(entropy, SM2_ORDER - 1n);
  const x1 = BigInt(`0x${hex(sm2PointOf(bytesOf(k)).subarray(1, 33))}`);
  const signed = sm2().doSignature(message, hex(secret), {
    ...{ hash: true, der: true, userId: USER_ID },
    publicKey: hex(point),
    pointPool: [{ k, x1 }],
  });
  return new Uint8Array(Buffer.from(signed, "hex"));
}

/** True only for a valid signature; the package throws on some that are not, and looks at no range. */
export function isSm2Signed(point: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const numbers = sm2Numbers(signature);
  if (numbers === null) return false;
  try {
    const key = keyFor(point);
    return sm2().doVerifySignature(message, hex(signature), key, { hash: true, der: true, userId: USER_ID });
  } catch {
    // A point that is not on the curve, or a sum that is none: such a signature is not valid.
    return false;
  }
}

type Precomputed = ReturnType<Sm2["precomputePublicKey"]>;

/** A table for a key makes each look seven times quicker, and costs as much as some four of them. */
const USES_BEFORE = 4;
const TABLES_MAX = 64;
const USES_MAX = 4_096;
const uses = new Map<string, number>();
const tables = new Map<string, Precomputed>();

function keyFor(point: Uint8Array): string | Precomputed {
  const name = hex(point);
  const table = tables.get(name);
  if (table !== undefined) return table;
  const times = (uses.get(name) ?? 0) + 1;
  remember(uses, USES_MAX, name, times);
  if (times <= USES_BEFORE) return name;
  const made = sm2().precomputePublicKey(name);
  remember(tables, TABLES_MAX, name, made);
  return made;
}

function remember<Value>(map: Map<string, Value>, most: number, name: string, value: Value): void {
  if (map.size >= most && !map.has(name)) map.delete(map.keys().next().value as string);
  map.set(name, value);
}

function reduced(entropy: Uint8Array, below: bigint): bigint {
  return (BigInt(`0x${hex(entropy)}`) % below) + 1n;
}

function bytesOf(value: bigint): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(64, "0"), "hex"));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
