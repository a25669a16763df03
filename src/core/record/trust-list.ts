import { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { REVOCATION_REASONS, type RevocationReason } from "../trade/words/revocation-reasons.ts";
import { decodeBase64, toHex } from "./base64.ts";
import { algorithmOfSpki, type SignatureAlgorithm, SM2_SM3 } from "./signature.ts";
import { type SignedListCheck, signedListIn } from "./signed-list.ts";

/**
 * Which key may sign what, for whom, when and by which algorithm: signed by the authority, fetched apart from the
 * records. A file is `{"authority": SPKI in base64, "envelope": DSSE}`; who does not pin the authority's fingerprint
 * trusts whoever gave him the file, and nobody else.
 */
export const TRUST_LIST_PAYLOAD_TYPE = "application/vnd.proofmark.trust-list.v1+json";

const instant = z.iso.datetime({ precision: 3 });

/** What a key signed for after that instant counts no more. */
export interface Revocation {
  readonly fromMs: number;
  readonly why: RevocationReason;
}

/** More than a file of its largest size can hold. */
const KEYS_MAX = 50_000;

export const trustListSchema = z.strictObject({
  schema: z.literal("proofmark/trust-list/v1"),
  /** Counts the lists of an authority, from 1: of two, the one with the higher number is the newer. */
  number: z.int().min(1).exactOptional(),
  issued: instant,
  validTo: instant,
  /** The part of a list that concerns one station, signed by the same authority: its own keys and all witnesses. */
  excerpt: z
    .strictObject({
      station: z.string().min(1).max(200),
      /** Lower-case hex SHA-256 of the payload of the whole list. */
      of: z.string().regex(/^[0-9a-f]{64}$/),
    })
    .exactOptional(),
  keys: z
    .array(
      z.strictObject({
        /** Lower-case hex SHA-256 of the key's DER. */
        keyId: z.string().regex(/^[0-9a-f]{64}$/),
        algorithm: z.enum(["ecdsa-p256-sha256", "ed25519", "sm2-sm3"]),
        /** SubjectPublicKeyInfo, DER, base64. */
        spki: z.string().max(400),
        role: z.enum(["record", "log", "witness"]),
        /** Null for a witness, which serves many stations. */
        station: z.string().nullable(),
        /** Of a log or witness key: its name in signed notes. */
        name: z.string().regex(/^[^\s+]{1,200}$/u),
        notBefore: instant,
        notAfter: instant,
        revoked: z.strictObject({ from: instant, why: z.enum(REVOCATION_REASONS) }).exactOptional(),
      }),
    )
    .max(KEYS_MAX),
  /** Which signatures what a station seals has to bear, from an instant on; of one that is not here a P-256 one is enough. */
  stations: z
    .array(
      z.strictObject({
        station: z.string().min(1).max(200),
        signatures: z.tuple([z.literal("ecdsa-p256-sha256"), z.literal("sm2-sm3")]),
        from: instant,
      }),
    )
    .max(KEYS_MAX)
    .exactOptional(),
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
  /** Of a revoked key no later than `revoked.fromMs`. */
  readonly notAfterMs: number;
  readonly revoked?: Revocation;
}

/** What that station seals from then on bears both signatures. */
export interface StationSignatures {
  readonly station: string;
  readonly fromMs: number;
}

export interface TrustList {
  /** Fingerprint of the authority's key: lower-case hex SHA-256 of its DER. */
  readonly authority: string;
  /** Null for a list of before they were counted. */
  readonly number: number | null;
  readonly issuedMs: number;
  readonly validToMs: number;
  readonly keys: readonly TrustedKey[];
  /** Absent: of no station a second signature is asked. */
  readonly stations?: readonly StationSignatures[];
  /** Whose part of a list it is; absent: it is a whole one. */
  readonly excerpt?: { readonly station: string; readonly of: string };
}

export type TrustListResult =
  | { readonly kind: "trusted"; readonly list: TrustList }
  | { readonly kind: "refused"; readonly reason: Reason };

export type TrustListCheck = SignedListCheck;

/** Room for the keys of a country: 20 000 stations with two each, and those that they had. */
export const TRUST_LIST_CHARS_MAX = 32 * 1024 * 1024;

export function readTrustList(check: TrustListCheck): TrustListResult {
  const read = trustListIn(check);
  return read.kind === "refused" ? read : keysOf(read.document, read.authority, check.digest);
}

/** What a file signs and who signed it; that its keys are keys is not looked at. */
export function trustListIn(check: TrustListCheck): ReturnType<typeof signedListIn<TrustListDocument>> {
  return signedListIn(check, {
    payloadType: TRUST_LIST_PAYLOAD_TYPE,
    schema: trustListSchema,
    bytesMax: TRUST_LIST_CHARS_MAX,
  });
}

function keysOf(
  { number, issued, validTo, keys: listed, stations, excerpt }: TrustListDocument,
  authority: string,
  digest: Digest,
): TrustListResult {
  const keys: TrustedKey[] = [];
  for (const key of listed) {
    const spki = decodeBase64(key.spki);
    if (spki === null || toHex(digest(spki)) !== key.keyId)
      return refused(reason("KEY_UNLIKE_ID", { key: key.keyId }));
    // With SM2 nothing but what a station seals is signed.
    if (algorithmOfSpki(spki) !== key.algorithm || (key.algorithm === SM2_SM3 && key.role !== "record"))
      return refused(reason("KEY_UNLIKE_KIND", { key: key.keyId, algorithm: key.algorithm }));
    if ((key.role === "witness") !== (key.station === null))
      return refused(reason("KEY_STATION_WRONG", { key: key.keyId }));
    keys.push(trustedKey(key, spki));
  }
  const list = {
    authority,
    number: number ?? null,
    issuedMs: Date.parse(issued),
    validToMs: Date.parse(validTo),
    keys,
    ...(stations !== undefined && {
      stations: stations.map(({ station, from }) => ({ station, fromMs: Date.parse(from) })),
    }),
    ...(excerpt !== undefined && { excerpt }),
  };
  return { kind: "trusted", list };
}

function trustedKey(
  { notBefore, notAfter, revoked, ...rest }: TrustListDocument["keys"][number],
  spki: Uint8Array,
): TrustedKey {
  const of = { ...rest, spki, notBeforeMs: Date.parse(notBefore) };
  const notAfterMs = Date.parse(notAfter);
  if (revoked === undefined) return { ...of, notAfterMs };
  const fromMs = Date.parse(revoked.from);
  return { ...of, notAfterMs: Math.min(notAfterMs, fromMs), revoked: { fromMs, why: revoked.why } };
}

export function isValidAt(key: TrustedKey, atMs: number): boolean {
  return key.notBeforeMs <= atMs && atMs <= key.notAfterMs;
}

function refused(why: Reason): { readonly kind: "refused"; readonly reason: Reason } {
  return { kind: "refused", reason: why };
}
