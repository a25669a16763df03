import { hexOf } from "../bytes/octets.ts";
import { isSigned, type SignatureAlgorithm } from "./keys.ts";

interface CheckedBy {
  /** Of the key's bytes, so that one id is one key. */
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly spki: Uint8Array;
}

export type CheckOnce = (key: CheckedBy, signature: Uint8Array) => boolean;

/** A list may have one key many thousand times, and a file one signature many times: each pair is worked out once, also where it is not good. */
export function checkingOnce(message: Uint8Array): CheckOnce {
  const known = new Map<string, boolean>();
  return ({ keyId, algorithm, spki }, signature) => {
    const pair = `${keyId} ${hexOf(signature)}`;
    const found = known.get(pair) ?? isSigned(algorithm, spki, message, signature);
    known.set(pair, found);
    return found;
  };
}
