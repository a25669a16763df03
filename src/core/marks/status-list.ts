import type { OwnCbor } from "../cose/own-cbor.ts";
import { readSign1OfOurs, type UnsignedSign1, unsignedSign1 } from "../cose/own-sign1.ts";
import { assert } from "../machine.ts";
import { CLAIM, secondsIn } from "./mark.ts";
import { unzlib, zlibOf } from "./zlib-stream.ts";

/** The statuses of many marks in one token, for whoever has a network: draft-ietf-oauth-status-list-17, as a CWT. */
export const STATUS_LIST_TYP = "application/statuslist+cwt";

/** So many that nobody learns from which list is fetched who was checked, and so few that a list is a kilobyte. */
export const LIST_ENTRIES = 4_096;
const LIST_BITS = 2;
const LST_BYTES_MAX = 65_536;
const TOKEN_BYTES_MAX = 65_536;

export type EntryBits = 1 | 2 | 4 | 8;

export interface StatusListClaims {
  /** Where it is fetched: the same text as in the marks. */
  readonly uri: string;
  readonly iatS: number;
  readonly expS: number;
  /** When somebody who has it should look for a newer one. */
  readonly ttlS: number;
  readonly bits: EntryBits;
  /** Packed. */
  readonly entries: Uint8Array;
}

/** Least significant bits first. The count of entries fills whole bytes. */
export function packEntries(values: readonly number[], bits: EntryBits): Uint8Array {
  const each = 8 / bits;
  const bytes = new Uint8Array(Math.ceil(values.length / each));
  for (const [at, value] of values.entries()) {
    assert(value >= 0 && value < 2 ** bits, "an entry has so many bits");
    const place = Math.floor(at / each);
    bytes[place] = (bytes[place] as number) | (value << ((at % each) * bits));
  }
  return bytes;
}

/** Null where the list has no such entry. */
export function entryAt(entries: Uint8Array, bits: EntryBits, index: number): number | null {
  const each = 8 / bits;
  const byte = entries[Math.floor(index / each)];
  if (byte === undefined || !Number.isSafeInteger(index) || index < 0) return null;
  return (byte >> ((index % each) * bits)) & (2 ** bits - 1);
}

export function unsignedStatusList(claims: StatusListClaims, kid: Uint8Array): UnsignedSign1 {
  const list = new Map<string, OwnCbor>([
    ["bits", claims.bits],
    ["lst", zlibOf(claims.entries)],
  ]);
  const payload = new Map<number, OwnCbor>([
    [CLAIM.subject, claims.uri],
    [CLAIM.exp, claims.expS],
    [CLAIM.iat, claims.iatS],
    [CLAIM.statusList, list],
    [CLAIM.ttl, claims.ttlS],
  ]);
  return unsignedSign1({ kid, typ: STATUS_LIST_TYP }, payload);
}

/** `values`: those of the places that are taken; the others are `rest`: 0, as if they were valid marks, unless given. */
export function ownEntries(
  values: ReadonlyMap<number, number>,
  rest = 0,
): Pick<StatusListClaims, "bits" | "entries"> {
  const all = Array.from({ length: LIST_ENTRIES }, (_none, at) => values.get(at) ?? rest);
  return { bits: LIST_BITS, entries: packEntries(all, LIST_BITS) };
}

/** Null for what we would not have written. Its signature is not looked at. */
export function readStatusList(bytes: Uint8Array): StatusListClaims | null {
  const sign1 = readSign1OfOurs(bytes, TOKEN_BYTES_MAX);
  if (sign1 === null || sign1.typ !== STATUS_LIST_TYP || sign1.payload.size !== 5) return null;
  const { payload } = sign1;
  const uri = payload.get(CLAIM.subject);
  const [expS, iatS, ttlS] = [CLAIM.exp, CLAIM.iat, CLAIM.ttl].map((claim) => secondsIn(payload.get(claim)));
  const list = payload.get(CLAIM.statusList);
  if (typeof uri !== "string" || !(list instanceof Map) || list.size !== 2) return null;
  const bits = ([1, 2, 4, 8] as const).find((known) => known === list.get("bits"));
  const lst = list.get("lst");
  const entries = lst instanceof Uint8Array ? unzlib(lst, LST_BYTES_MAX) : null;
  if (bits === undefined || entries === null) return null;
  if (expS == null || iatS == null || ttlS == null) return null;
  return { uri, expS, iatS, ttlS, bits, entries };
}
