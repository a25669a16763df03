import { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { decodeBase64, toHex } from "./base64.ts";
import { envelopeOf, pae } from "./dsse.ts";
import { algorithmOfSpki, type SignatureAlgorithm, type VerifySignature } from "./signature.ts";
import { fieldOf } from "./signed-form.ts";
import { parseStrictJson } from "./strict-json.ts";

/**
 * Which key may sign what, for whom, when and by which algorithm: signed by the authority, fetched apart from the
 * records. A file is `{"authority": SPKI in base64, "envelope": DSSE}`; who does not pin the authority's fingerprint
 * trusts whoever gave him the file, and nobody else.
 */
export const TRUST_LIST_PAYLOAD_TYPE = "application/vnd.proofmark.trust-list.v1+json";

const instant = z.iso.datetime({ precision: 3 });

export const trustListSchema = z.strictObject({
  schema: z.literal("proofmark/trust-list/v1"),
  issued: instant,
  validTo: instant,
  keys: z
    .array(
      z.strictObject({
        /** Lower-case hex SHA-256 of the key's DER. */
        keyId: z.string().regex(/^[0-9a-f]{64}$/),
        algorithm: z.enum(["ecdsa-p256-sha256", "ed25519"]),
        /** SubjectPublicKeyInfo, DER, base64. */
        spki: z.string().max(400),
        role: z.enum(["record", "log", "witness"]),
        /** Null for a witness, which serves many stations. */
        station: z.string().nullable(),
        /** Of a log or witness key: its name in signed notes. */
        name: z.string().regex(/^[^\s+]{1,200}$/u),
        notBefore: instant,
        notAfter: instant,
      }),
    )
    .max(10_000),
});

export type TrustListDocument = z.infer<typeof trustListSchema>;

export interface TrustedKey {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly spki: Uint8Array;
  readonly role: "record" | "log" | "witness";
  readonly station: string | null;
  readonly name: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

export interface TrustList {
  /** Fingerprint of the authority's key: lower-case hex SHA-256 of its DER. */
  readonly authority: string;
  readonly issuedMs: number;
  readonly validToMs: number;
  readonly keys: readonly TrustedKey[];
}

export type TrustListResult =
  | { readonly kind: "trusted"; readonly list: TrustList }
  | { readonly kind: "refused"; readonly reason: Reason };

export interface TrustListCheck {
  readonly text: string;
  readonly digest: Digest;
  readonly verify: VerifySignature;
  /** The authority's fingerprint, known from elsewhere. */
  readonly authority?: string;
}

const fileSchema = z.strictObject({ authority: z.string().max(400), envelope: z.unknown() });
export const TRUST_LIST_CHARS_MAX = 8 * 1024 * 1024;

export function readTrustList(check: TrustListCheck): TrustListResult {
  const json = parseStrictJson(check.text, { bytesMax: TRUST_LIST_CHARS_MAX });
  if (json.kind === "refused") return refused(json.reason);
  const file = fileSchema.safeParse(json.value);
  const spki = file.success ? decodeBase64(file.data.authority) : null;
  const algorithm = spki === null ? null : algorithmOfSpki(spki);
  if (!file.success) return refused(fieldOf(file.error));
  if (spki === null || algorithm === null) return refused(reason("FIELD_MALFORMED", { field: "authority" }));
  const authority = toHex(check.digest(spki));
  if (check.authority !== undefined && check.authority.toLowerCase() !== authority) {
    return refused(reason("TRUST_LIST_OF_OTHER", { authority }));
  }
  const parsed = envelopeOf(file.data.envelope);
  if (parsed.kind === "malformed") return refused(parsed.reason);
  const { payloadType, payload, signatures } = parsed.envelope;
  if (payloadType !== TRUST_LIST_PAYLOAD_TYPE)
    return refused(reason("TRUST_LIST_TYPE", { found: payloadType }));
  const message = pae(payloadType, payload);
  const own = signatures.filter((s) => s.keyId === authority);
  if (own.length === 0 || !own.every((s) => check.verify(algorithm, spki, message, s.signature))) {
    return refused(reason("TRUST_LIST_UNSIGNED", {}));
  }
  return listOf(payload, authority, check.digest);
}

function listOf(payload: Uint8Array, authority: string, digest: Digest): TrustListResult {
  const json = parseStrictJson(payload);
  if (json.kind === "refused") return refused(json.reason);
  const document = trustListSchema.safeParse(json.value);
  if (!document.success) return refused(fieldOf(document.error));
  const keys: TrustedKey[] = [];
  for (const key of document.data.keys) {
    const spki = decodeBase64(key.spki);
    if (spki === null || toHex(digest(spki)) !== key.keyId)
      return refused(reason("KEY_UNLIKE_ID", { key: key.keyId }));
    if (algorithmOfSpki(spki) !== key.algorithm)
      return refused(reason("KEY_UNLIKE_KIND", { key: key.keyId, algorithm: key.algorithm }));
    if ((key.role === "witness") !== (key.station === null))
      return refused(reason("KEY_STATION_WRONG", { key: key.keyId }));
    const { notBefore, notAfter, ...rest } = key;
    keys.push({ ...rest, spki, notBeforeMs: Date.parse(notBefore), notAfterMs: Date.parse(notAfter) });
  }
  return {
    kind: "trusted",
    list: {
      authority,
      issuedMs: Date.parse(document.data.issued),
      validToMs: Date.parse(document.data.validTo),
      keys,
    },
  };
}

export function isValidAt(key: TrustedKey, atMs: number): boolean {
  return key.notBeforeMs <= atMs && atMs <= key.notAfterMs;
}

function refused(why: Reason): TrustListResult {
  return { kind: "refused", reason: why };
}
