import { isSame, type OwnCbor } from "../cose/own-cbor.ts";
import { type ReadSign1, readSign1OfOurs, type UnsignedSign1, unsignedSign1 } from "../cose/own-sign1.ts";
import type { Digest } from "../journal/merkle.ts";
import { CLAIM, secondsIn } from "./mark.ts";

/** How one mark stands, as its issuer knew it at `iatS`: signed anew again and again, stapled to the mark and read without a network. Our own form; the list is the draft's. */
export const STATUS_TYP = "pm/status";

/** As in a status list. An invalid one stays so. */
export const STATUS_VALUES = { valid: 0, invalid: 1, suspended: 2, superseded: 3 } as const;
export type MarkStatus = keyof typeof STATUS_VALUES;
export type StatusValue = (typeof STATUS_VALUES)[MarkStatus];

export const MARK_HASH_BYTES = 16;

export interface StatusClaims {
  readonly value: StatusValue;
  readonly iatS: number;
  readonly expS: number;
  /** Of the mark's bytes. */
  readonly markHash: Uint8Array;
}

export interface ReadStatus extends StatusClaims {
  readonly sign1: ReadSign1;
}

/** First 16 bytes of the SHA-256 of a mark as it was signed. */
export function markHashOf(digest: Digest, mark: Uint8Array): Uint8Array {
  return digest(mark).slice(0, MARK_HASH_BYTES);
}

export function unsignedStatus(
  { value, iatS, expS, markHash }: StatusClaims,
  kid: Uint8Array,
): UnsignedSign1 {
  const payload = new Map<number, OwnCbor>([
    [CLAIM.exp, expS],
    [CLAIM.iat, iatS],
    [CLAIM.value, value],
    [CLAIM.mark, markHash],
  ]);
  return unsignedSign1({ kid, typ: STATUS_TYP }, payload);
}

/** Null for anything that `unsignedStatus` would not have written. Its signature is not looked at. */
export function readStatus(bytes: Uint8Array, bytesMax: number): ReadStatus | null {
  const sign1 = readSign1OfOurs(bytes, bytesMax);
  if (sign1 === null || sign1.typ !== STATUS_TYP || sign1.payload.size !== 4) return null;
  const expS = secondsIn(sign1.payload.get(CLAIM.exp));
  const iatS = secondsIn(sign1.payload.get(CLAIM.iat));
  const value = Object.values(STATUS_VALUES).find((known) => known === sign1.payload.get(CLAIM.value));
  const markHash = sign1.payload.get(CLAIM.mark);
  if (expS === null || iatS === null || value === undefined) return null;
  if (!(markHash instanceof Uint8Array) || markHash.length !== MARK_HASH_BYTES) return null;
  return { value, iatS, expS, markHash, sign1 };
}

export function isStatusOf(status: StatusClaims, digest: Digest, mark: Uint8Array): boolean {
  return isSame(status.markHash, markHashOf(digest, mark));
}
