import {
  createECDH,
  createHash,
  createHmac,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  verify,
} from "node:crypto";
import { COORDINATE_BYTES, type Curve, type CurveKey, type HashName } from "../../core/cose/algorithms.ts";
import type { ReaderSession } from "../../core/licence/device-proof.ts";
import type { LicenceCrypto } from "../../core/licence/licence-crypto.ts";
import type { ReaderKeys } from "../../ports/reader-keys.ts";

const DIGESTS: Readonly<Record<HashName, string>> = {
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};
const AGREES_ON: Readonly<Partial<Record<Curve, string>>> = {
  "P-256": "prime256v1",
  "P-384": "secp384r1",
  "P-521": "secp521r1",
};
const UNCOMPRESSED = 4;

/** The check of licences by node:crypto. */
export const licenceCrypto: LicenceCrypto = {
  verify(key, hash, message, signature) {
    const object = keyObjectOf(key);
    if (object === null || (hash === null) !== (key.curve === "Ed25519")) return false;
    return hash === null
      ? verify(null, message, object, signature)
      : verify(DIGESTS[hash], message, { key: object, dsaEncoding: "ieee-p1363" }, signature);
  },
  digest: (name, bytes) => createHash(DIGESTS[name]).update(bytes).digest(),
  hmac: (key, message) => createHmac("sha256", key).update(message).digest(),
  derive: (input, salt, info, length) => new Uint8Array(hkdfSync("sha256", input, salt, info, length)),
  agree(secret, key) {
    const curve = AGREES_ON[key.curve];
    if (curve === undefined || key.y === null) return null;
    try {
      const own = createECDH(curve);
      own.setPrivateKey(secret);
      return own.computeSecret(Uint8Array.of(UNCOMPRESSED, ...key.x, ...key.y));
    } catch {
      // A point that is not on the curve, or a number that is no key of it.
      return null;
    }
  },
};

function keyObjectOf({ curve, x, y }: CurveKey): KeyObject | null {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
  try {
    return createPublicKey({
      format: "jwk",
      key:
        y === null
          ? { kty: "OKP", crv: curve, x: text(x) }
          : { kty: "EC", crv: curve, x: text(x), y: text(y) },
    });
  } catch {
    // A point that is not on the curve: such a key has no valid signatures.
    return null;
  }
}

/** Keys of a reader: one for each session, thrown away with it. */
export const readerKeys: ReaderKeys = {
  make() {
    const pair = createECDH(AGREES_ON["P-256"] as string);
    const point = pair.generateKeys();
    return sessionKeys(pair.getPrivateKey(), point);
  },
  of(secret) {
    try {
      const pair = createECDH(AGREES_ON["P-256"] as string);
      pair.setPrivateKey(secret);
      return sessionKeys(secret, pair.getPublicKey());
    } catch {
      // No number of this curve.
      return null;
    }
  },
};

function sessionKeys(secret: Uint8Array, point: Uint8Array): Pick<ReaderSession, "secret" | "key"> {
  const size = COORDINATE_BYTES["P-256"];
  const wide = new Uint8Array(size);
  wide.set(secret, size - secret.length);
  return {
    secret: wide,
    key: { curve: "P-256", x: point.subarray(1, 1 + size), y: point.subarray(1 + size) },
  };
}
