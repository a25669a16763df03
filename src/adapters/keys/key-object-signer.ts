import { sign } from "node:crypto";
import { SM2_SM3 } from "../../core/record/signature.ts";
import { EdgeError } from "../../errors.ts";
import type { Signer } from "../../ports/signer.ts";
import { keyIdOf, verifySignature } from "./node-crypto.ts";
import { algorithmOf, type PrivateKey, spkiOf } from "./private-key.ts";
import { Sm2Key } from "./sm2-key.ts";

/** What makes signatures: a key in this process, or a device. Throws or gives nonsense when it fails. */
export type RawSign = (message: Uint8Array) => Uint8Array;

/** A signer over a private key. Throws EdgeError KEY_UNUSABLE unless it is P-256, Ed25519 or of SM2. */
export function signerOfKey(privateKey: PrivateKey, where: string): Signer {
  const spki = spkiOf(privateKey);
  const algorithm = algorithmOf(privateKey);
  if (privateKey instanceof Sm2Key)
    return verifyingSigner(spki, SM2_SM3, (message) => privateKey.sign(message));
  // One of SM2 that came by node:crypto would sign what no verifier of SM2 takes.
  if (algorithm === null || algorithm === SM2_SM3) {
    throw new EdgeError("KEY_UNUSABLE", `${where} is neither a P-256 nor an Ed25519 key.`, { where });
  }
  return verifyingSigner(spki, algorithm, (message) =>
    algorithm === "ed25519"
      ? sign(null, message, privateKey)
      : sign("sha256", message, { key: privateKey, dsaEncoding: "ieee-p1363" }),
  );
}

/** Checks every signature with the public key before it leaves: devices and libraries have been seen to get it wrong. */
export function verifyingSigner(spki: Uint8Array, algorithm: Signer["algorithm"], raw: RawSign): Signer {
  return {
    keyId: keyIdOf(spki),
    algorithm,
    publicKeySpki: spki,
    sign(message, done) {
      let signature: Uint8Array;
      try {
        signature = new Uint8Array(raw(message));
      } catch (cause) {
        done({ kind: "failed", reason: cause instanceof Error ? cause.message : String(cause) });
        return;
      }
      if (!verifySignature(algorithm, spki, message, signature)) {
        done({ kind: "failed", reason: "the signature made does not verify with the public key" });
        return;
      }
      done({ kind: "signed", signature });
    },
  };
}
