import { checkingOnce } from "../signed/checked-once.ts";
import { Refused, refuse } from "../told.ts";
import type { Told } from "../words/word-shape.ts";
import { couldSignAt, type IssuerList } from "./issuer-list.ts";
import type { MarkClaims } from "./mark-claims.ts";
import { instantOf } from "./mark-time.ts";
import { type Sign1, sign1In } from "./sign1.ts";
import { type StatusClaims, statusClaimsIn } from "./status-claims.ts";

export interface Statuses {
  /** Those that verify, newest first. */
  readonly believed: readonly StatusClaims[];
  /** Why the others do not count. */
  readonly refused: readonly Told[];
}

/**
 * What is said of a mark by whom the list names for it; a status of another mark, or by another, is none. `isKeyStolen`: somebody else may have made the
 * mark, at any time: then a place in a list shows nothing, for whoever has the key names what place they like.
 */
export function statusesOf(
  offered: readonly Uint8Array[],
  mark: MarkClaims,
  markId: string,
  { list, isKeyStolen }: { readonly list: IssuerList; readonly isKeyStolen: boolean },
): Statuses {
  const believed: StatusClaims[] = [];
  const refused: Told[] = [];
  for (const bytes of offered) {
    try {
      const signed = sign1In(bytes);
      const claims = statusClaimsIn(signed, mark, markId);
      mustBeSaidBy(list, mark.issuer, signed, claims);
      if (claims.form === "list") placeMustCount(claims, mark, isKeyStolen);
      believed.push(claims);
    } catch (cause) {
      if (!(cause instanceof Refused)) throw cause;
      refused.push(cause.told);
    }
  }
  believed.sort((a, b) => b.issuedS - a.issuedS);
  return { believed, refused };
}

/** A list says good of every place that nobody has taken. */
function placeMustCount({ issuedS, value }: StatusClaims, mark: MarkClaims, isKeyStolen: boolean): void {
  if (issuedS < mark.issuedS)
    refuse("STATUS_BEFORE_MARK", { at: instantOf(issuedS * 1000), issued: instantOf(mark.issuedS * 1000) });
  if (isKeyStolen && value !== 1) refuse("STATUS_PLACE_UNPROVEN", {});
}

function mustBeSaidBy(list: IssuerList, issuer: string, signed: Sign1, { issuedS }: StatusClaims): void {
  const keys = list.keys.filter(
    ({ keyId, use, issuer: of }) => keyId.startsWith(signed.kid) && use === "status" && of === issuer,
  );
  if (keys.length === 0) refuse("STATUS_KEY_UNKNOWN", { kid: signed.kid, issuer });
  const isSignedBy = checkingOnce(signed.message);
  const key = keys.find((one) => isSignedBy(one, signed.signature));
  if (key === undefined) refuse("STATUS_SIGNATURE_INVALID", { kid: signed.kid });
  if (!couldSignAt(key, issuedS))
    refuse("STATUS_KEY_NOT_VALID_THEN", { key: key.keyId, at: new Date(issuedS * 1000).toISOString() });
}
