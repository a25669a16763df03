import { weierstrass } from "@noble/curves/abstract/weierstrass.js";
import { joined, utf8Of } from "../bytes/octets.ts";
import { sm3 } from "./sm3.ts";

/** sm2p256v1, the curve of GB/T 32918.5. */
const CURVE = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
};
const Point = weierstrass(CURVE);
/** Of GM/T 0009, for whoever has agreed on no other; its length in bits goes before it. */
const USER_ID = utf8Of("1234567812345678");

/** GB/T 32918.2, section 7. `key`: the two coordinates, 64 bytes; `signature`: DER. Throws on a point that is not on the curve. */
export function isSm2Signed(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const halves = halvesOf(signature);
  if (halves === null) return false;
  const { r, s } = halves;
  const public_ = Point.fromAffine({ x: numberOf(key.subarray(0, 32)), y: numberOf(key.subarray(32)) });
  public_.assertValidity();
  const t = (r + s) % CURVE.n;
  if (t === 0n) return false;
  const sum = Point.BASE.multiply(s).add(public_.multiply(t));
  if (sum.is0()) return false;
  return (hashOf(key, message) + sum.toAffine().x) % CURVE.n === r;
}

function hashOf(key: Uint8Array, message: Uint8Array): bigint {
  const bits = USER_ID.length * 8;
  const { a, b, Gx, Gy } = CURVE;
  const curve = [a, b, Gx, Gy].map(bytesOf);
  const z = sm3(joined(Uint8Array.of(bits >> 8, bits & 0xff), USER_ID, ...curve, key));
  return numberOf(sm3(joined(z, message)));
}

/** The only encoding that DER has for two numbers from 1 to below the order; null for any other bytes. */
function halvesOf(der: Uint8Array): { readonly r: bigint; readonly s: bigint } | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  const rBytes = integerIn(der.subarray(2));
  const sBytes = rBytes === null ? null : integerIn(der.subarray(4 + rBytes.length));
  if (rBytes === null || sBytes === null || 6 + rBytes.length + sBytes.length !== der.length) return null;
  const [r, s] = [numberOf(rBytes), numberOf(sBytes)];
  const isFit = (value: bigint): boolean => value > 0n && value < CURVE.n;
  return isFit(r) && isFit(s) ? { r, s } : null;
}

/** What stands after its head; null where it is longer than it must be, negative, or none. */
function integerIn([tag, length = 0, ...rest]: Uint8Array): Uint8Array | null {
  if (tag !== 0x02 || length < 1 || length > 33 || length > rest.length) return null;
  const value = Uint8Array.from(rest.slice(0, length));
  const [first = 0, second = 0] = value;
  const isLonger = first === 0 && (length === 1 || second < 0x80);
  return first >= 0x80 || isLonger ? null : value;
}

function numberOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

function bytesOf(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * (31 - at))) & 0xffn));
}
