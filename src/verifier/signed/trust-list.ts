import { base64Of } from "../bytes/octets.ts";
import { strictJson } from "../bytes/strict-json.ts";
import {
  anything,
  like,
  listOf,
  matched,
  maybe,
  members,
  type Of,
  oneOf,
  orNull,
  pairOf,
  realInstant,
  sha256Hex,
  text,
  whole,
} from "../shape.ts";
import { refuse } from "../told.ts";
import { envelopeOf, signedBytes } from "./envelope.ts";
import { algorithmOf, fingerprintOf, isSigned, SECOND_ALGORITHM, type SignatureAlgorithm } from "./keys.ts";

/** Which key may sign what, for whom and when: signed by an authority. */
export const TRUST_LIST_TYPE = "application/vnd.proofmark.trust-list.v1+json";
export const LIST_CHARS_MAX = 32 * 1024 * 1024;
const KEYS_MAX = 50_000;
const BROUGHT_KEYS_MAX = 1_000;

export const revocation = members({ from: realInstant, why: oneOf("compromised", "lost", "closed") });
const form = members({
  schema: oneOf("proofmark/trust-list/v1"),
  number: maybe(whole(1)),
  issued: realInstant,
  validTo: realInstant,
  excerpt: maybe(members({ station: text(1, 200), of: sha256Hex })),
  keys: listOf(
    members({
      keyId: sha256Hex,
      algorithm: oneOf("ecdsa-p256-sha256", "ed25519", "sm2-sm3"),
      spki: text(0, 400),
      role: oneOf("record", "log", "witness"),
      station: orNull(text()),
      name: like(/^[^\s+]{1,200}$/u),
      notBefore: realInstant,
      notAfter: realInstant,
      revoked: maybe(revocation),
    }),
    KEYS_MAX,
  ),
  stations: maybe(
    listOf(
      members({
        station: text(1, 200),
        signatures: pairOf("ecdsa-p256-sha256", "sm2-sm3"),
        from: realInstant,
      }),
      KEYS_MAX,
    ),
  ),
});

/** When a key counts: a revoked one no later than that. */
export interface Life {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly revoked: { readonly fromMs: number; readonly why: string } | null;
}

export interface TrustedKey extends Life {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly spki: Uint8Array;
  readonly role: "record" | "log" | "witness";
  readonly station: string | null;
  readonly name: string;
}

export interface TrustList {
  readonly authority: string;
  readonly number: number | null;
  readonly issued: string;
  readonly validTo: string;
  readonly keys: readonly TrustedKey[];
  /** Of whom a second signature is asked, and from when on. */
  readonly stations: readonly { readonly station: string; readonly fromMs: number }[];
  readonly excerptOf: string | null;
}

/** What an authority signed; its form is for the reader of the list. Throws Refused. */
export function listSignedIn(
  file: unknown,
  type: string,
  pinned: string | null,
): { readonly authority: string; readonly document: unknown } {
  const { authority: encoded, envelope: inner } = matched(
    members({ authority: text(0, 400), envelope: anything }),
    file,
  );
  const spki = base64Of(encoded);
  const algorithm = spki === null ? null : algorithmOf(spki);
  if (spki === null || algorithm === null || algorithm === SECOND_ALGORITHM)
    return refuse("FIELD_MALFORMED", { field: "authority" });
  const authority = fingerprintOf(spki);
  if (pinned !== null && pinned.toLowerCase() !== authority) refuse("TRUST_LIST_OF_OTHER", { authority });
  const envelope = envelopeOf(inner, LIST_CHARS_MAX);
  if (envelope.payloadType !== type) refuse("TRUST_LIST_TYPE", { found: envelope.payloadType });
  const own = envelope.signatures.filter(({ keyId }) => keyId === authority);
  const message = signedBytes(envelope);
  if (own.length === 0 || !own.every(({ signature }) => isSigned(algorithm, spki, message, signature)))
    refuse("TRUST_LIST_UNSIGNED", {});
  return { authority, document: strictJson(envelope.payload, LIST_CHARS_MAX) };
}

/** Throws Refused. */
export function trustListIn(bytes: Uint8Array | string, pinned: string | null): TrustList {
  return trustListOf(strictJson(bytes, LIST_CHARS_MAX), pinned);
}

/** Of a file that came out of the strict reader. */
export function trustListOf(file: unknown, pinned: string | null): TrustList {
  const { authority, document } = listSignedIn(file, TRUST_LIST_TYPE, pinned);
  const list = matched(form, document);
  return {
    authority,
    number: list.number ?? null,
    issued: list.issued,
    validTo: list.validTo,
    keys: list.keys.map(trustedKey),
    stations: (list.stations ?? []).map(({ station, from }) => ({ station, fromMs: Date.parse(from) })),
    excerptOf: list.excerpt?.station ?? null,
  };
}

/** Of a list that came with what it is to judge: it may be anybody's, so that it holds no more than the excerpt of a station with all its witnesses. */
export function broughtTrustList(file: unknown, pinned: string | null): TrustList {
  const list = trustListOf(file, pinned);
  const { length: found } = list.keys;
  return found > BROUGHT_KEYS_MAX
    ? refuse("BROUGHT_LIST_TOO_LARGE", { found, most: BROUGHT_KEYS_MAX })
    : list;
}

function trustedKey(key: Of<typeof form>["keys"][number]): TrustedKey {
  const spki = base64Of(key.spki);
  if (spki === null || fingerprintOf(spki) !== key.keyId) return refuse("KEY_UNLIKE_ID", { key: key.keyId });
  const isMisplaced = key.algorithm === SECOND_ALGORITHM && key.role !== "record";
  if (algorithmOf(spki) !== key.algorithm || isMisplaced)
    refuse("KEY_UNLIKE_KIND", { key: key.keyId, algorithm: key.algorithm });
  if ((key.role === "witness") !== (key.station === null)) refuse("KEY_STATION_WRONG", { key: key.keyId });
  const { keyId, algorithm, role, station, name } = key;
  return { keyId, algorithm, spki, role, station, name, ...lifeOf(key) };
}

export function lifeOf(key: {
  readonly notBefore: string;
  readonly notAfter: string;
  readonly revoked?: Of<typeof revocation>;
}): Life {
  const notBeforeMs = Date.parse(key.notBefore);
  const notAfterMs = Date.parse(key.notAfter);
  if (key.revoked === undefined) return { notBeforeMs, notAfterMs, revoked: null };
  const fromMs = Date.parse(key.revoked.from);
  return { notBeforeMs, notAfterMs: Math.min(notAfterMs, fromMs), revoked: { fromMs, why: key.revoked.why } };
}

export function isValidAt({ notBeforeMs, notAfterMs }: Life, atMs: number): boolean {
  return notBeforeMs <= atMs && atMs <= notAfterMs;
}
