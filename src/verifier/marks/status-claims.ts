import type { Cbor } from "../bytes/cbor.ts";
import { hexOf } from "../bytes/octets.ts";
import { unzlib } from "../bytes/packed.ts";
import { refuse } from "../told.ts";
import { bytesIn, countIn, EXPIRES, ISSUED, type MarkClaims, textIn } from "./mark-claims.ts";
import { claimsOf, type Sign1 } from "./sign1.ts";

/** 0 valid, 1 withdrawn for good, 2 suspended, 3 a later result took its place. */
export type StatusValue = 0 | 1 | 2 | 3;

export interface StatusClaims {
  readonly value: StatusValue;
  readonly issuedS: number;
  /** Nothing is vouched for from that second on. */
  readonly untilS: number;
  /** A statement of this one mark, or the list in which it has its place. */
  readonly form: "statement" | "list";
}

const STATEMENT_TYPE = "pm/status";
/** Token Status List, draft 17. */
const LIST_TYPE = "application/statuslist+cwt";
const [SUBJECT, TTL, LIST] = [2, 65_534, 65_533];
const [VALUE, OF_MARK] = [-70_002, -70_003];
const MARK_ID_BYTES = 16;
const LIST_BYTES_MAX = 64 * 1024;
/** Any address; that it is the mark's own is looked at. */
const LIST_URI_CHARS_MAX = 200;

/** What it says of the mark with this id. Throws Refused, also where it is of another one. */
export function statusClaimsIn(signed: Sign1, mark: MarkClaims, markId: string): StatusClaims {
  if (signed.type === STATEMENT_TYPE) return statementIn(signed, markId);
  if (signed.type === LIST_TYPE) return listedIn(signed, mark);
  return refuse("COSE_TYPE_WRONG", { found: signed.type, allowed: `${STATEMENT_TYPE}, ${LIST_TYPE}` });
}

function statementIn({ claims }: Sign1, markId: string): StatusClaims {
  const [until, issued, value, of] = claimsOf(claims, "status", [EXPIRES, ISSUED, VALUE, OF_MARK]);
  if (hexOf(bytesIn(of, "-70003", MARK_ID_BYTES)) !== markId) refuse("STATUS_OF_OTHER", {});
  return {
    value: valueIn(countIn(value, "-70002")),
    untilS: countIn(until, "4"),
    issuedS: countIn(issued, "6"),
    form: "statement",
  };
}

function listedIn({ claims }: Sign1, { listUri, listIndex }: MarkClaims): StatusClaims {
  const [uri, until, issued, list, ttl] = claimsOf(claims, "list", [SUBJECT, EXPIRES, ISSUED, LIST, TTL]);
  const [width, packed] = claimsOf(list as Cbor, "65533", ["bits", "lst"]);
  countIn(ttl, "65534");
  if (textIn(uri, "2", LIST_URI_CHARS_MAX) !== listUri) refuse("STATUS_OF_OTHER", {});
  const bits = countIn(width, "65533 bits");
  if (![1, 2, 4, 8].includes(bits)) refuse("CLAIM_MALFORMED", { claim: "65533 bits" });
  const bytes = unzlib(bytesIn(packed, "65533 lst"), LIST_BYTES_MAX);
  // Least significant bits first.
  const byte = bytes[Math.floor((listIndex * bits) / 8)];
  if (byte === undefined)
    return refuse("STATUS_PLACE_BEYOND", { index: listIndex, entries: (bytes.length * 8) / bits });
  return {
    value: valueIn((byte >> ((listIndex * bits) % 8)) & (2 ** bits - 1)),
    untilS: countIn(until, "4"),
    issuedS: countIn(issued, "6"),
    form: "list",
  };
}

function valueIn(value: number): StatusValue {
  return value <= 3 ? (value as StatusValue) : refuse("STATUS_VALUE_UNKNOWN", { value });
}
