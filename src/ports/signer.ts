import type { SignatureAlgorithm } from "../core/record/signature.ts";

/** Signs bytes with one key. The algorithm belongs to the key, not to the message. */
export interface Signer {
  /** Lower-case hex SHA-256 of the SubjectPublicKeyInfo DER. */
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeySpki: Uint8Array;
  /**
   * Calls back once, maybe inside the call: P-256 as raw r||s (64 bytes), Ed25519 as 64 bytes, SM2 as DER. Verified with the public
   * key before it leaves (a signature that does not verify is a failure). Failure: the device is gone or busy.
   */
  sign(message: Uint8Array, done: (result: SignResult) => void): void;
}

export type SignResult =
  | { readonly kind: "signed"; readonly signature: Uint8Array }
  | { readonly kind: "failed"; readonly reason: string };
