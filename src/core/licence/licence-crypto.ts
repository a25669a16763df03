import type { CurveKey, HashName, VerifyByCurve } from "../cose/algorithms.ts";
import type { HmacSha256 } from "../cose/read-mac0.ts";

/** What the check of a licence asks of cryptography. Hostile keys and bytes give false or null, never an exception. */
export interface LicenceCrypto {
  readonly verify: VerifyByCurve;
  digest(name: HashName, bytes: Uint8Array): Uint8Array;
  readonly hmac: HmacSha256;
  /** HKDF with SHA-256. */
  derive(input: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array;
  /** ECDH: the x-coordinate of what both have in common; null where the key is no point of that curve. */
  agree(secret: Uint8Array, key: CurveKey): Uint8Array | null;
}
