import type { OwnCbor } from "../cose/own-cbor.ts";
import { type ReadSign1, readSign1OfOurs, type UnsignedSign1, unsignedSign1 } from "../cose/own-sign1.ts";
import { contentIn, contentMap, type MarkContent } from "./mark-content.ts";

/** The electronic mark of a result (检验标志、考试合格、查验): signed once, and never changed. */
export const MARK_TYP = "pm/mark";

/** Claims of a CWT; below -65536 numbers are private. */
export const CLAIM = {
  issuer: 1,
  subject: 2,
  exp: 4,
  iat: 6,
  statusList: 65_533,
  ttl: 65_534,
  status: 65_535,
  content: -70_001,
  value: -70_002,
  mark: -70_003,
} as const;

export const ISSUER_CHARS_MAX = 24;
export const LIST_URI_CHARS_MAX = 32;

/** Whole seconds since 1970. */
export interface MarkClaims {
  /** As the issuer list names it. */
  readonly issuer: string;
  readonly iatS: number;
  /** Good until before this second. */
  readonly expS: number;
  /** Where its status stands. */
  readonly list: { readonly uri: string; readonly index: number };
  readonly content: MarkContent;
}

export interface ReadMark extends MarkClaims {
  readonly sign1: ReadSign1;
}

export function unsignedMark(claims: MarkClaims, kid: Uint8Array): UnsignedSign1 {
  const { issuer, iatS, expS, list, content } = claims;
  const at = new Map<string, OwnCbor>([
    ["idx", list.index],
    ["uri", list.uri],
  ]);
  const payload = new Map<number, OwnCbor>([
    [CLAIM.issuer, issuer],
    [CLAIM.exp, expS],
    [CLAIM.iat, iatS],
    [CLAIM.status, new Map([["status_list", at]])],
    [CLAIM.content, contentMap(content)],
  ]);
  return unsignedSign1({ kid, typ: MARK_TYP }, payload);
}

/** Null for anything that `unsignedMark` would not have written. Its signature is not looked at. */
export function readMark(bytes: Uint8Array, bytesMax: number): ReadMark | null {
  const sign1 = readSign1OfOurs(bytes, bytesMax);
  if (sign1 === null || sign1.typ !== MARK_TYP || sign1.payload.size !== 5) return null;
  const issuer = sign1.payload.get(CLAIM.issuer);
  const expS = secondsIn(sign1.payload.get(CLAIM.exp));
  const iatS = secondsIn(sign1.payload.get(CLAIM.iat));
  const list = listIn(sign1.payload.get(CLAIM.status));
  const content = contentIn(sign1.payload.get(CLAIM.content));
  if (typeof issuer !== "string" || issuer.length < 1 || issuer.length > ISSUER_CHARS_MAX) return null;
  if (expS === null || iatS === null || list === null || content === null) return null;
  return { issuer, expS, iatS, list, content, sign1 };
}

export function secondsIn(value: OwnCbor | undefined): number | null {
  return typeof value === "number" && value >= 0 ? value : null;
}

function listIn(value: OwnCbor | undefined): MarkClaims["list"] | null {
  const at = value instanceof Map && value.size === 1 ? value.get("status_list") : null;
  if (!(at instanceof Map) || at.size !== 2) return null;
  const [index, uri] = [secondsIn(at.get("idx")), at.get("uri")];
  if (index === null || typeof uri !== "string" || uri.length > LIST_URI_CHARS_MAX) return null;
  return { index, uri };
}
