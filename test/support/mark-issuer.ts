import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { signedListFile } from "../../src/adapters/keys/trust-list-file.ts";
import { kidOf, type UnsignedSign1 } from "../../src/core/cose/own-sign1.ts";
import {
  ISSUER_LIST_PAYLOAD_TYPE,
  ISSUER_LIST_SCHEMA,
  type IssuerListDocument,
  type KeyUse,
} from "../../src/core/marks/issuer-list.ts";
import { type MarkClaims, unsignedMark } from "../../src/core/marks/mark.ts";
import { dayNumber, type MarkContent } from "../../src/core/marks/mark-content.ts";
import { markHashOf, type StatusClaims, unsignedStatus } from "../../src/core/marks/status-statement.ts";
import { encodeBase64 } from "../../src/core/record/base64.ts";
import { canonicalJson } from "../../src/core/record/canonical-json.ts";
import { pae } from "../../src/core/record/dsse.ts";
import type { Signer } from "../../src/ports/signer.ts";

/** Marks, statuses and lists of keys whose bytes are the same on every machine. Everybody knows these keys. */
export const MARK_KEY = createDeterministicSigner("marks: mark", "ecdsa-p256-sha256");
export const STATUS_KEY = createDeterministicSigner("marks: status", "ecdsa-p256-sha256");
export const AUTHORITY = createDeterministicSigner("marks: authority", "ed25519");

export const ISSUER = {
  name: "cn-hb",
  region: "湖北",
  nameZh: "湖北省机动车检验与考试登记中心",
  nameEn: "Registry of inspections and driving tests, Hubei",
};

export function secondsOf(instant: string): number {
  return Date.parse(instant) / 1000;
}

export const VEHICLE: MarkContent = {
  kind: 1,
  record: Uint8Array.from({ length: 16 }, (_none, at) => 16 * at + at),
  station: "HB-WH-0042",
  subject: "鄂A12345",
  tail: "123456",
  on: dayNumber("2026-11-28"),
  of: "K33",
  flags: 0,
};

export const CLAIMS: MarkClaims = {
  issuer: ISSUER.name,
  iatS: secondsOf("2026-11-28T08:30:00Z"),
  expS: secondsOf("2028-11-30T16:00:00Z"),
  list: { uri: "https://r.example/v1/status/7", index: 1_234 },
  content: VEHICLE,
};

export const STATUS: Omit<StatusClaims, "markHash"> = {
  value: 0,
  iatS: secondsOf("2026-11-30T08:00:00Z"),
  expS: secondsOf("2026-12-07T08:00:00Z"),
};

export function signedBy(signer: Signer, message: Uint8Array): Uint8Array {
  let signature: Uint8Array | null = null;
  signer.sign(message, (result) => {
    if (result.kind === "signed") signature = result.signature;
  });
  if (signature === null) throw new Error("a deterministic key signs at once");
  return signature;
}

export function finished(unsigned: UnsignedSign1, signer: Signer): Uint8Array {
  return unsigned.finish(signedBy(signer, unsigned.toBeSigned));
}

export function signedMark(claims: Partial<MarkClaims> = {}, signer: Signer = MARK_KEY): Uint8Array {
  return finished(unsignedMark({ ...CLAIMS, ...claims }, kidOf(signer.keyId)), signer);
}

export function signedStatus(
  mark: Uint8Array,
  claims: Partial<StatusClaims> = {},
  signer: Signer = STATUS_KEY,
): Uint8Array {
  const whole = { ...STATUS, markHash: markHashOf(sha256, mark), ...claims };
  return finished(unsignedStatus(whole, kidOf(signer.keyId)), signer);
}

export function listedKey(
  signer: Signer,
  use: KeyUse,
  more: Partial<IssuerListDocument["keys"][number]> = {},
): IssuerListDocument["keys"][number] {
  return {
    keyId: signer.keyId,
    algorithm: "ecdsa-p256-sha256",
    spki: encodeBase64(signer.publicKeySpki),
    issuer: ISSUER.name,
    use,
    notBefore: "2026-01-01T00:00:00.000Z",
    notAfter: "2036-01-01T00:00:00.000Z",
    ...more,
  };
}

export function issuerList(more: Partial<IssuerListDocument> = {}): IssuerListDocument {
  return {
    schema: ISSUER_LIST_SCHEMA,
    number: 1,
    issued: "2026-11-01T00:00:00.000Z",
    validTo: "2027-02-01T00:00:00.000Z",
    issuers: [ISSUER],
    keys: [listedKey(MARK_KEY, "mark"), listedKey(STATUS_KEY, "status")],
    ...more,
  };
}

export function issuerListText(document: IssuerListDocument = issuerList()): string {
  const payload = canonicalJson(document);
  if (payload.kind === "refused") throw new Error("an issuer list is plain");
  const signature = signedBy(AUTHORITY, pae(ISSUER_LIST_PAYLOAD_TYPE, payload.bytes));
  return signedListFile(AUTHORITY.publicKeySpki, {
    payloadType: ISSUER_LIST_PAYLOAD_TYPE,
    payload: payload.bytes,
    signatures: [{ keyId: AUTHORITY.keyId, signature }],
  });
}
