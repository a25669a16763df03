import { randomBytes } from "node:crypto";
import { sm2Spki } from "../../core/record/signature.ts";
import { type Sm2Pair, signSm2, sm2PairOf, sm2PointOf } from "./sm2.ts";

/** As OpenSSL 3 writes a private key of sm2p256v1: PKCS #8 with its public half. No other spelling is read. */
const HEAD = Buffer.from("308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420", "hex");
const MIDDLE = Buffer.from("a144034200", "hex");
const SECRET_BYTES = 32;
const POINT_BYTES = 65;
const BYTES = HEAD.length + SECRET_BYTES + MIDDLE.length + POINT_BYTES;
/** Of chance, for a number below the order without bias. */
export const ENTROPY_BYTES = 48;

/** A private SM2 key, which node:crypto must never see. */
export class Sm2Key {
  readonly pkcs8: Uint8Array;
  readonly spki: Uint8Array;
  readonly #pair: Sm2Pair;

  private constructor(pair: Sm2Pair) {
    this.#pair = pair;
    this.pkcs8 = Buffer.concat([HEAD, pair.secret, MIDDLE, pair.point]);
    this.spki = sm2Spki(pair.point);
  }

  static new(entropy: Uint8Array = randomBytes(ENTROPY_BYTES)): Sm2Key {
    return new Sm2Key(sm2PairOf(entropy));
  }

  /** Null for bytes that are no such key, or whose halves do not belong together. */
  static of(pkcs8: Uint8Array): Sm2Key | null {
    const bytes = Buffer.from(pkcs8);
    const secret = bytes.subarray(HEAD.length, HEAD.length + SECRET_BYTES);
    if (bytes.length !== BYTES || !bytes.subarray(0, HEAD.length).equals(HEAD)) return null;
    try {
      const key = new Sm2Key({ secret: new Uint8Array(secret), point: sm2PointOf(secret) });
      return bytes.equals(key.pkcs8) ? key : null;
    } catch {
      // A secret of zero, or beyond the order.
      return null;
    }
  }

  sign(message: Uint8Array, entropy: Uint8Array = randomBytes(ENTROPY_BYTES)): Uint8Array {
    return signSm2(this.#pair, message, entropy);
  }
}
