import { reason } from "../core/trade/bare-reason.ts";
import type { Reason } from "../core/trade/reasons.ts";

/** What an observation says of its doubts: nothing where there are none, and several as one reason. */
export function inDoubt(doubts: readonly Reason[]): { readonly qualityReason?: Reason } {
  const [first, ...more] = doubts;
  if (first === undefined) return {};
  return { qualityReason: more.length === 0 ? first : reason("SEVERAL", { because: doubts }) };
}
