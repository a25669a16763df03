import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { hexOf } from "../bytes/octets.ts";
import { isSm2Signed } from "./sm2.ts";

/** SubjectPublicKeyInfo in its one usual encoding, and how a signature by such a key is checked. */
interface Algorithm {
  readonly head: readonly number[];
  readonly keyBytes: number;
  /** Null: the signature is DER, and checks its own length. */
  readonly signatureBytes: number | null;
  verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

const ALGORITHMS = {
  "ecdsa-p256-sha256": {
    head: [
      0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
      0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ],
    keyBytes: 64,
    signatureBytes: 64,
    // Both halves of s are good: signers of stations and registries choose neither.
    verify: (key, message, signature) =>
      p256.verify(signature, message, uncompressed(key), { lowS: false, prehash: true, format: "compact" }),
  },
  ed25519: {
    head: [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00],
    keyBytes: 32,
    signatureBytes: 64,
    verify: (key, message, signature) => ed25519.verify(signature, message, key, { zip215: false }),
  },
  "sm2-sm3": {
    head: [
      0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x81,
      0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d, 0x03, 0x42, 0x00, 0x04,
    ],
    keyBytes: 64,
    signatureBytes: null,
    verify: isSm2Signed,
  },
} as const satisfies Record<string, Algorithm>;

export type SignatureAlgorithm = keyof typeof ALGORITHMS;
export const ALGORITHM_NAMES = Object.keys(ALGORITHMS) as readonly SignatureAlgorithm[];
/** Signs what a station seals, beside another key, and nothing else. */
export const SECOND_ALGORITHM: SignatureAlgorithm = "sm2-sm3";

function uncompressed(key: Uint8Array): Uint8Array {
  return Uint8Array.of(4, ...key);
}

/** Null for anything but the kinds of the table. */
export function algorithmOf(spki: Uint8Array): SignatureAlgorithm | null {
  return ALGORITHM_NAMES.find((name) => keyIn(name, spki) !== null) ?? null;
}

/** The bytes of a key without what says of which kind it is. */
export function keyIn(name: SignatureAlgorithm, spki: Uint8Array): Uint8Array | null {
  const { head, keyBytes } = ALGORITHMS[name];
  const isOfKind = spki.length === head.length + keyBytes && head.every((byte, at) => spki[at] === byte);
  return isOfKind ? spki.subarray(head.length) : null;
}

/** True only for a valid signature; a hostile key or signature gives false. */
export function isSigned(
  algorithm: SignatureAlgorithm,
  spki: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = keyIn(algorithm, spki);
  const { signatureBytes } = ALGORITHMS[algorithm];
  if (key === null || (signatureBytes !== null && signature.length !== signatureBytes)) return false;
  try {
    return ALGORITHMS[algorithm].verify(key, message, signature);
  } catch {
    // A point that is not on the curve: such a key has no valid signatures.
    return false;
  }
}

export function digestOf(bytes: Uint8Array): Uint8Array {
  return sha256(bytes);
}

/** Fingerprints and key ids: lower-case hex SHA-256. */
export function fingerprintOf(bytes: Uint8Array): string {
  return hexOf(sha256(bytes));
}
