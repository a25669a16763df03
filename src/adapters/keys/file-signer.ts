import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { EdgeError } from "../../errors.ts";
import type { Signer } from "../../ports/signer.ts";
import { signerOfKey } from "./key-object-signer.ts";

/** A signer over a PEM file, P-256 or Ed25519. Throws EdgeError KEY_UNUSABLE. */
export function createFileSigner(pemFile: string): Signer {
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(pemFile));
  } catch (cause) {
    throw new EdgeError("KEY_UNUSABLE", `The key file ${pemFile} cannot be used.`, { file: pemFile }, cause);
  }
  return signerOfKey(key, pemFile);
}
