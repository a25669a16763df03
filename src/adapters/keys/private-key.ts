import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { algorithmOfSpki, type SignatureAlgorithm, SM2_SM3 } from "../../core/record/signature.ts";
import { Sm2Key } from "./sm2-key.ts";

/** Whatever signs here: of node:crypto, or one of SM2, which is none of its. */
export type PrivateKey = KeyObject | Sm2Key;

const PEM = /^\s*-----BEGIN PRIVATE KEY-----\s*([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----\s*$/;

/** Throws what node:crypto throws, and for a key of SM2 in another spelling than ours. */
export function privateKeyOfPem(pem: string): PrivateKey {
  const body = PEM.exec(pem)?.[1];
  const own = body === undefined ? null : Sm2Key.of(Buffer.from(body, "base64"));
  return own ?? notSm2(createPrivateKey(pem));
}

/** PKCS #8. */
export function privateKeyOfDer(der: Uint8Array): PrivateKey {
  return Sm2Key.of(der) ?? notSm2(createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" }));
}

/** node:crypto would take it, and sign what no verifier of SM2 takes. */
function notSm2(key: KeyObject): KeyObject {
  if (algorithmOf(key) !== SM2_SM3) return key;
  throw new Error("a key of SM2 is read as unencrypted PKCS #8 with its public half, as OpenSSL 3 writes it");
}

export function spkiOf(key: PrivateKey): Uint8Array {
  if (key instanceof Sm2Key) return key.spki;
  return new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" }));
}

export function algorithmOf(key: PrivateKey): SignatureAlgorithm | null {
  return algorithmOfSpki(spkiOf(key));
}

export function pkcs8Of(key: PrivateKey): Uint8Array {
  return key instanceof Sm2Key ? key.pkcs8 : key.export({ format: "der", type: "pkcs8" });
}

export function pemOf(key: PrivateKey): string {
  if (!(key instanceof Sm2Key)) return key.export({ format: "pem", type: "pkcs8" }).toString();
  const lines =
    Buffer.from(key.pkcs8)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return ["-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----", ""].join("\n");
}

export function isSameKey(one: PrivateKey, other: PrivateKey): boolean {
  return Buffer.from(pkcs8Of(one)).equals(Buffer.from(pkcs8Of(other)));
}
