import type { Cbor } from "../bytes/cbor.ts";
import { hexOf } from "../bytes/octets.ts";
import { refuse } from "../told.ts";
import { ISSUER_CHARS_MAX } from "./issuer-list.ts";
import { claimsOf, type Sign1 } from "./sign1.ts";

/** What a mark says. Times are seconds since 1970. */
export interface MarkClaims {
  readonly issuer: string;
  readonly issuedS: number;
  /** Good until before it. */
  readonly untilS: number;
  readonly listUri: string;
  readonly listIndex: number;
  /** 1 inspection, 2 exam, 3 verification; any other is of nobody. */
  readonly kind: number;
  /** Hex of the first 16 bytes of the record's id. */
  readonly record: string;
  readonly station: string;
  readonly subject: string;
  readonly tail: string;
  /** Civil day where the station is. */
  readonly on: string;
  readonly of: string;
  readonly flags: number;
}

export const MARK_TYPE = "pm/mark";
export const [ISSUER, EXPIRES, ISSUED, STATUS] = [1, 4, 6, 65_535];
const CONTENT = -70_001;
const CONTENT_KEYS = [1, 2, 3, 4, 5, 6, 7, 8];
const URI_CHARS_MAX = 32;
const RECORD_BYTES = 16;
/** Days from 1970 that no clock of a lane should say: the year 2300. */
const DAY_MAX = 120_530;
/** Rests on unverified rules, and of simulated devices. */
const FLAGS_MAX = 3;

/** Throws Refused. */
export function markClaimsIn({ claims }: Sign1): MarkClaims {
  const [issuer, until, issued, status, content] = claimsOf(claims, "mark", [
    ISSUER,
    EXPIRES,
    ISSUED,
    STATUS,
    CONTENT,
  ]);
  const [list] = claimsOf(status as Cbor, "status", ["status_list"]);
  const [index, uri] = claimsOf(list as Cbor, "status_list", ["idx", "uri"]);
  const [kind, record, station, subject, tail, on, of, flags] = claimsOf(
    content as Cbor,
    "content",
    CONTENT_KEYS,
  );
  return {
    issuer: textIn(issuer, "1", ISSUER_CHARS_MAX, 1),
    untilS: countIn(until, "4"),
    issuedS: countIn(issued, "6"),
    listIndex: countIn(index, "65535 idx"),
    listUri: textIn(uri, "65535 uri", URI_CHARS_MAX),
    kind: countIn(kind, "content 1"),
    record: hexOf(bytesIn(record, "content 2", RECORD_BYTES)),
    station: textIn(station, "content 3", 64, 1),
    subject: textIn(subject, "content 4", 24, 1),
    tail: textIn(tail, "content 5", 6, 1),
    on: new Date(countIn(on, "content 6", DAY_MAX) * 86_400_000).toISOString().slice(0, 10),
    of: textIn(of, "content 7", 12, 1),
    flags: countIn(flags, "content 8", FLAGS_MAX),
  };
}

export function textIn(item: Cbor | undefined, claim: string, most: number, least = 0): string {
  const isOne = item?.kind === "text" && item.value.length >= least && item.value.length <= most;
  return isOne ? item.value : refuse("CLAIM_MALFORMED", { claim });
}

export function countIn(item: Cbor | undefined, claim: string, most = Number.MAX_SAFE_INTEGER): number {
  const isOne = item?.kind === "int" && item.value >= 0 && item.value <= most;
  return isOne ? item.value : refuse("CLAIM_MALFORMED", { claim });
}

export function bytesIn(item: Cbor | undefined, claim: string, length: number | null = null): Uint8Array {
  const isOne = item?.kind === "bytes" && (length === null || item.value.length === length);
  return isOne ? item.value : refuse("CLAIM_MALFORMED", { claim });
}
