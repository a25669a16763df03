import { base64Of } from "../bytes/octets.ts";
import { strictJson } from "../bytes/strict-json.ts";
import {
  like,
  listOf,
  matched,
  maybe,
  members,
  oneOf,
  realInstant,
  sha256Hex,
  text,
  whole,
} from "../shape.ts";
import { algorithmOf, fingerprintOf, type SignatureAlgorithm } from "../signed/keys.ts";
import { type Life, lifeOf, listSignedIn, revocation } from "../signed/trust-list.ts";
import { refuse } from "../told.ts";

/** Which key may issue marks and which may say how they stand: what a reader without a network stands on. */
export const ISSUER_LIST_TYPE = "application/vnd.proofmark.issuer-list.v1+json";
export const ISSUER_CHARS_MAX = 24;
const ISSUERS_MAX = 1_000;
const KEYS_MAX = 10_000;

const CHARS_MAX = 4 * 1024 * 1024;
const name = like(/^[A-Za-z0-9][A-Za-z0-9.-]{0,23}$/);
const shownName = text(1, 100);
const form = members({
  schema: oneOf("proofmark/issuer-list/v1"),
  number: whole(1),
  issued: realInstant,
  validTo: realInstant,
  issuers: listOf(members({ name, region: text(1, 60), nameZh: shownName, nameEn: shownName }), ISSUERS_MAX),
  keys: listOf(
    members({
      keyId: sha256Hex,
      algorithm: oneOf("ecdsa-p256-sha256"),
      spki: text(0, 400),
      issuer: name,
      use: oneOf("mark", "status"),
      notBefore: realInstant,
      notAfter: realInstant,
      revoked: maybe(revocation),
    }),
    KEYS_MAX,
  ),
});

export interface Issuer {
  readonly name: string;
  readonly region: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

export interface IssuerKey extends Life {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly spki: Uint8Array;
  readonly issuer: string;
  readonly use: "mark" | "status";
}

export interface IssuerList {
  readonly authority: string;
  readonly number: number;
  readonly issued: string;
  readonly validTo: string;
  readonly issuers: readonly Issuer[];
  readonly keys: readonly IssuerKey[];
}

/** Throws Refused. */
export function issuerListIn(bytes: Uint8Array | string, pinned: string | null): IssuerList {
  const { authority, document } = listSignedIn(strictJson(bytes, CHARS_MAX), ISSUER_LIST_TYPE, pinned);
  const { number, issued, validTo, issuers, keys } = matched(form, document);
  const names = new Set(issuers.map((issuer) => issuer.name));
  if (names.size !== issuers.length) refuse("FIELD_MALFORMED", { field: "issuers" });
  const read = keys.map((key): IssuerKey => {
    const { keyId, algorithm, issuer, use } = key;
    const spki = base64Of(key.spki);
    if (spki === null || fingerprintOf(spki) !== keyId) return refuse("KEY_UNLIKE_ID", { key: keyId });
    if (algorithmOf(spki) !== algorithm) refuse("KEY_UNLIKE_KIND", { key: keyId, algorithm });
    if (!names.has(issuer)) refuse("KEY_ISSUER_UNKNOWN", { key: keyId, issuer });
    return { keyId, algorithm, spki, issuer, use, ...lifeOf(key) };
  });
  return { authority, number, issued, validTo, issuers, keys: read };
}

/** At the second in which it signed: a key that was revoked at or before it signed nothing. */
export function couldSignAt({ notBeforeMs, notAfterMs, revoked }: Life, atS: number): boolean {
  const atMs = atS * 1000;
  return notBeforeMs <= atMs && atMs <= notAfterMs && (revoked === null || atMs < revoked.fromMs);
}
