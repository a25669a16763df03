import { GENERAL } from "../trade/words/general-item.ts";
import type { PreparedExam } from "./prepared-exam.ts";

/** A rule that a person may enter by hand, for whoever shows them. */
export interface EnteredRule {
  readonly rule: string;
  /** Items of this test that it belongs to; empty for a rule of the whole test. */
  readonly items: readonly string[];
  readonly points: number;
  /** It costs the full mark: the test is over with it. */
  readonly isFatal: boolean;
  readonly code: string | null;
  /** `machine`: only where the machine sees nothing. */
  readonly judge: "machine" | "examiner" | "both";
  readonly textZh: string;
  readonly textEn: string;
}

/** All rules of the test, in the order of the rulebook. */
export function enteredRules(
  { rules, fullMark }: PreparedExam["rulebook"],
  items: readonly { readonly item: string; readonly kind: string }[],
): readonly EnteredRule[] {
  return rules.map(({ id, scope, points, code, judge, textZh, textEn }) => ({
    rule: id,
    items: scope === GENERAL ? [] : items.filter(({ kind }) => kind === scope).map(({ item }) => item),
    points,
    isFatal: points >= fullMark,
    code,
    judge,
    textZh,
    textEn,
  }));
}
