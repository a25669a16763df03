/** The algorithms of records and logs. Which one a key uses stands in the trust list, never in a message. */
export type SignatureAlgorithm = "ecdsa-p256-sha256" | "ed25519" | typeof SM2_SM3;
/** SM2 over SM3 with the user id of GM/T 0009, `1234567812345678`: a second signature beside the first, on what a station seals and on nothing else. */
export const SM2_SM3 = "sm2-sm3";

/**
 * True only for a valid signature; hostile keys and signatures give false, never an exception. `spki` is
 * SubjectPublicKeyInfo DER; a P-256 signature is r||s (64 bytes), an Ed25519 one 64 bytes, one of SM2 the DER of GM/T 0009 (at most 72).
 */
export type VerifySignature = (
  algorithm: SignatureAlgorithm,
  spki: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean;

const ED25519_SPKI = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/** id-ecPublicKey, prime256v1, then an uncompressed point of 65 bytes. */
const P256_SPKI = [
  0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
  0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];

/** id-ecPublicKey, sm2p256v1, then an uncompressed point. */
const SM2_SPKI = [
  0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x81, 0x1c,
  0xcf, 0x55, 0x01, 0x82, 0x2d, 0x03, 0x42, 0x00, 0x04,
];

/** What a key's DER says it is; null for anything but the kinds we use, in their one usual encoding. */
export function algorithmOfSpki(spki: Uint8Array): SignatureAlgorithm | null {
  if (spki.length === ED25519_SPKI.length + 32 && startsWith(spki, ED25519_SPKI)) return "ed25519";
  if (spki.length === P256_SPKI.length + 64 && startsWith(spki, P256_SPKI)) return "ecdsa-p256-sha256";
  return isSm2(spki) ? SM2_SM3 : null;
}

function isSm2(spki: Uint8Array): boolean {
  return spki.length === SM2_SPKI.length + 64 && startsWith(spki, SM2_SPKI);
}

/** The uncompressed point of an SM2 key, 65 bytes, or null. */
export function sm2Point(spki: Uint8Array): Uint8Array | null {
  return isSm2(spki) ? spki.slice(SM2_SPKI.length - 1) : null;
}

export function sm2Spki(point: Uint8Array): Uint8Array {
  return Uint8Array.of(...SM2_SPKI, ...point.subarray(1));
}

/** The 32 bytes of an Ed25519 key, or null. */
export function rawEd25519(spki: Uint8Array): Uint8Array | null {
  return algorithmOfSpki(spki) === "ed25519" ? spki.slice(ED25519_SPKI.length) : null;
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, i) => bytes[i] === byte);
}
