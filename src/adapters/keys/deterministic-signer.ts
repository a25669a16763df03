import { createHash, createPrivateKey, createPublicKey, hash } from "node:crypto";
import { p256 } from "@noble/curves/nist.js";
import { SM2_SM3 } from "../../core/record/signature.ts";
import type { Signer } from "../../ports/signer.ts";
import { signerOfKey, verifyingSigner } from "./key-object-signer.ts";
import { Sm2Key } from "./sm2-key.ts";

/**
 * Keys and signatures that follow from a seed: for virtual time, where two runs must give the same bytes, and for
 * nothing else. Who knows the seed has the key. P-256 by RFC 6979, Ed25519 as it is.
 */
export function createDeterministicSigner(seed: string, algorithm: Signer["algorithm"]): Signer {
  if (algorithm === SM2_SM3) return sm2Signer(seed);
  return algorithm === "ed25519" ? ed25519Signer(seed) : p256Signer(seed);
}

const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_P256 = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex");

function ed25519Signer(seed: string): Signer {
  const secret = hash("sha256", `proofmark deterministic ed25519 ${seed}`, "buffer");
  const der = Buffer.concat([PKCS8_ED25519, secret]);
  return signerOfKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }), "a deterministic key");
}

function p256Signer(seed: string): Signer {
  // 48 bytes, so that the reduction to a scalar leaves no bias; the library asks for them.
  const { secretKey, publicKey } = p256.keygen(
    hash("sha512", `proofmark deterministic p256 ${seed}`, "buffer").subarray(0, 48),
  );
  const point = p256.Point.fromBytes(publicKey).toBytes(false);
  const key = createPublicKey({ key: Buffer.concat([SPKI_P256, point]), format: "der", type: "spki" });
  const spki = new Uint8Array(key.export({ format: "der", type: "spki" }));
  return verifyingSigner(spki, "ecdsa-p256-sha256", (message) =>
    p256.sign(message, secretKey, { prehash: true, lowS: false }),
  );
}

/** Not by RFC 6979: from message and secret all the same, and never twice one number for two messages. */
function sm2Signer(seed: string): Signer {
  const drawn = (of: string | Uint8Array) =>
    createHash("sha512").update(`proofmark deterministic sm2 ${seed} `).update(of).digest().subarray(0, 48);
  const key = Sm2Key.new(drawn("key"));
  return verifyingSigner(key.spki, SM2_SM3, (message) => key.sign(message, drawn(message)));
}
