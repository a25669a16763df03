import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { algorithmOfSpki } from "../../core/record/signature.ts";
import { cosignatureLine, cosignatureMessage } from "../../core/record/signed-note.ts";
import { EdgeError } from "../../errors.ts";
import { keptKey } from "./kept-key.ts";
import { keyIdOf, sha256 } from "./node-crypto.ts";

/** The key of a witness, in this process: what it says of a log is signed with the registry's time. */
export class WitnessKey {
  readonly name: string;
  readonly spki: Uint8Array;
  readonly keyId: string;
  readonly #key: KeyObject;

  /** Throws EdgeError KEY_UNUSABLE unless it is Ed25519. */
  constructor(name: string, key: KeyObject, where: string) {
    this.name = name;
    this.#key = key;
    this.spki = new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" }));
    if (algorithmOfSpki(this.spki) !== "ed25519")
      throw new EdgeError("KEY_UNUSABLE", `${where} is no Ed25519 key, as a witness needs.`, { where });
    this.keyId = keyIdOf(this.spki);
  }

  sign(message: Uint8Array): Uint8Array {
    return new Uint8Array(sign(null, message, this.#key));
  }

  /** Under a note's text, with its newline. `timeS`: whole seconds since 1970. */
  cosignature(text: string, timeS: number): string {
    const line = cosignatureLine(sha256, this, timeS, this.sign(cosignatureMessage(text, timeS)));
    if (line === null) throw new Error(`${this.name} can stand in no note`);
    return line;
  }
}

/** Made where the file is missing, on disk before it is used. Throws EdgeError KEY_UNUSABLE. */
export function loadOrCreateWitness(name: string, file: string): WitnessKey {
  const key = keptKey(file, () => generateKeyPairSync("ed25519").privateKey);
  return new WitnessKey(name, key, file);
}
