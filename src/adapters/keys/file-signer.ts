import { readFileSync } from "node:fs";
import { EdgeError } from "../../errors.ts";
import type { Signer } from "../../ports/signer.ts";
import { signerOfKey } from "./key-object-signer.ts";
import { type PrivateKey, privateKeyOfPem } from "./private-key.ts";

/** A signer over a PEM file, P-256, Ed25519 or of SM2. Throws EdgeError KEY_UNUSABLE. */
export function createFileSigner(pemFile: string): Signer {
  let key: PrivateKey;
  try {
    key = privateKeyOfPem(readFileSync(pemFile, "utf8"));
  } catch (cause) {
    throw new EdgeError("KEY_UNUSABLE", `The key file ${pemFile} cannot be used.`, { file: pemFile }, cause);
  }
  return signerOfKey(key, pemFile);
}
