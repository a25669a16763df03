import { encodeBase64 } from "../record/base64.ts";
import type { Revocation } from "../record/trust-list.ts";
import { ISSUER_LIST_SCHEMA, type Issuer, type IssuerListDocument, type KeyUse } from "./issuer-list.ts";

/** A key of marks or statuses as the registry has it. Times in milliseconds since 1970, by the registry's clock. */
export interface KeptIssuerKey {
  /** Lower-case hex SHA-256 of its SubjectPublicKeyInfo. */
  readonly keyId: string;
  readonly issuer: string;
  readonly use: KeyUse;
  readonly spki: Uint8Array;
  readonly takenMs: number;
  /** When another one of its use took its place; null while it signs. */
  readonly followedMs: number | null;
  readonly revoked: Revocation | null;
}

export interface IssuerListing {
  readonly issuer: Issuer;
  readonly keys: readonly KeptIssuerKey[];
  readonly number: number;
  readonly issuedMs: number;
  readonly validDays: number;
}

const DAY_MS = 86_400_000;
/** Longer than any mark: who reads by an old list must not take a new mark of the same key for a forged one. */
const KEY_DAYS = 10 * 366;

/** Which key signed what and when, as the registry knows it. One that was given up counts to the day after it, since several workers may have had it. */
export function listIssuers({
  issuer,
  keys,
  number,
  issuedMs,
  validDays,
}: IssuerListing): IssuerListDocument {
  const own = keys.filter((key) => key.issuer === issuer.name);
  return {
    schema: ISSUER_LIST_SCHEMA,
    number,
    issued: instant(issuedMs),
    validTo: instant(endOfDay(issuedMs + validDays * DAY_MS)),
    issuers: [issuer],
    keys: own.map(({ keyId, use, spki, takenMs, followedMs, revoked }) => ({
      keyId,
      algorithm: "ecdsa-p256-sha256" as const,
      spki: encodeBase64(spki),
      issuer: issuer.name,
      use,
      notBefore: instant(startOfDay(takenMs - DAY_MS)),
      notAfter: instant(endOfDay(followedMs === null ? takenMs + KEY_DAYS * DAY_MS : followedMs + DAY_MS)),
      ...(revoked !== null && { revoked: { from: instant(revoked.fromMs), why: revoked.why } }),
    })),
  };
}

const startOfDay = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;
const endOfDay = (ms: number): number => startOfDay(ms) + DAY_MS - 1;
const instant = (ms: number): string => new Date(ms).toISOString();
