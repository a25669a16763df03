import { type Reason, reason } from "../trade/reasons.ts";

/** Limits of another time judge nobody: what speaks against this rulebook on this civil date, or null. */
export function whyNotInForce(
  book: { readonly id: string; readonly validFrom: string; readonly validTo: string | null },
  today: string,
): Reason | null {
  const { id: rulebook, validFrom, validTo } = book;
  if (today < validFrom) return reason("RULEBOOK_NOT_YET", { rulebook, from: validFrom, today });
  return validTo !== null && today > validTo
    ? reason("RULEBOOK_ENDED", { rulebook, until: validTo, today })
    : null;
}
