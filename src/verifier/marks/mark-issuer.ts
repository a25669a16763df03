import { checkingOnce } from "../signed/checked-once.ts";
import { tell } from "../told.ts";
import type { Told } from "../words/word-shape.ts";
import { couldSignAt, type IssuerKey, type IssuerList } from "./issuer-list.ts";
import type { MarkClaims } from "./mark-claims.ts";
import type { Sign1 } from "./sign1.ts";

export interface IssuedBy {
  /** Null where nobody of the list has signed it. */
  readonly key: IssuerKey | null;
  readonly problem: { readonly word: "unknown-issuer" | "forged"; readonly told: Told } | null;
}

/** Who signed a mark. Every key of its `kid` is tried: that is a hint, and may be of several. */
export function issuedBy(list: IssuerList, signed: Sign1, { issuer, issuedS }: MarkClaims): IssuedBy {
  const { kid, message, signature } = signed;
  const ofKid = list.keys.filter(({ keyId }) => keyId.startsWith(kid));
  const isSignedBy = checkingOnce(message);
  const signers = ofKid.filter((key) => isSignedBy(key, signature));
  const mayIssue = (key: IssuerKey): boolean => key.issuer === issuer && key.use === "mark";
  const signer = signers.find(mayIssue) ?? signers[0];
  if (signer === undefined) {
    if (ofKid.some(mayIssue)) return forged(tell("MARK_SIGNATURE_INVALID", { kid, issuer }));
    return { key: null, problem: { word: "unknown-issuer", told: tell("ISSUER_UNKNOWN", { kid, issuer }) } };
  }
  if (signer.issuer !== issuer)
    return forged(tell("ISSUER_NOT_THE_KEYS", { found: issuer, allowed: signer.issuer }));
  if (signer.use !== "mark") return forged(tell("MARK_KEY_USE", { key: signer.keyId, use: signer.use }));
  if (!couldSignAt(signer, issuedS))
    return forged(
      tell("MARK_KEY_NOT_VALID_THEN", { key: signer.keyId, at: new Date(issuedS * 1000).toISOString() }),
    );
  return { key: signer, problem: null };
}

function forged(told: Told): IssuedBy {
  return { key: null, problem: { word: "forged", told } };
}
