import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import type { Digest } from "../../core/journal/merkle.ts";
import { algorithmOfSpki, SM2_SM3, sm2Point, type VerifySignature } from "../../core/record/signature.ts";
import { isSm2Signed } from "./sm2.ts";

const SHA256_BYTES = 32;

/**
 * SHA-256 by node:crypto; the digest of the journal's tree and of record ids. By way of a string: a Buffer of the
 * library's own lies outside the heap, and making one takes longer than the hash.
 */
export const sha256: Digest = (bytes) => {
  const text = hash("sha256", bytes, "binary");
  const digest = new Uint8Array(SHA256_BYTES);
  for (let i = 0; i < SHA256_BYTES; i++) digest[i] = text.charCodeAt(i);
  return digest;
};

/**
 * Parsing a key costs about as much as using it, and takes about 2 kB to keep. A station sees the same few again and again, a worker of the registry
 * those of all its stations in turn: with 64 places it parsed each anew.
 */
const KEYS_MAX = 32_768;
const keys = new Map<string, KeyObject | null>();

export const verifySignature: VerifySignature = (algorithm, spki, message, signature) => {
  if (algorithmOfSpki(spki) !== algorithm) return false;
  if (algorithm === SM2_SM3) return isSm2Signed(sm2Point(spki) as Uint8Array, message, signature);
  if (signature.length !== 64) return false;
  const key = keyOf(spki);
  if (key === null) return false;
  return algorithm === "ed25519"
    ? verify(null, message, key, signature)
    : verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature);
};

/** Lower-case hex SHA-256 of the DER: key ids and fingerprints. */
export function keyIdOf(spki: Uint8Array): string {
  return hash("sha256", spki, "hex");
}

function keyOf(spki: Uint8Array): KeyObject | null {
  const name = Buffer.from(spki).toString("latin1");
  const known = keys.get(name);
  if (known !== undefined) return known;
  let key: KeyObject | null;
  try {
    key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  } catch {
    // A point that is not on the curve: such a key has no valid signatures.
    key = null;
  }
  if (keys.size >= KEYS_MAX) keys.delete(keys.keys().next().value as string);
  keys.set(name, key);
  return key;
}
