import type { Finding, Verdict } from "../rules/finding.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { Undecidable } from "./exam-state.ts";
import type { ExamTurn } from "./exam-turn.ts";
import { keptFinding, undecidedFinding } from "./findings.ts";
import type { PreparedExam } from "./prepared-exam.ts";
import type { ExamRule } from "./rulebook.ts";

/** The end of an item, by its exit (reason null) or because it is void. */
export function endItem(exam: PreparedExam, turn: ExamTurn, index: number, voidReason: Reason | null): void {
  const { item = "", watches = [] } = exam.items[index] ?? {};
  const { findings: broken = [], undecidable = [] } = turn.state.items[index] ?? {};
  const rules = watches.map((watch) => watch.rule);
  const failed = broken.some((finding) => isFatal(exam, finding));
  if (voidReason !== null) {
    const open = rules
      .filter((rule) => !isBroken(rule, broken))
      .map((rule) => undecidedFinding(rule, item, voidReason));
    const verdict = failed ? "fail" : "void";
    turn.emit({ type: "item-ended", index, verdict, reasons: [voidReason], findings: open });
    return;
  }
  const open = undecidable.filter((what) => !broken.some((finding) => finding.rule === what.rule));
  turn.emit({
    type: "item-ended",
    index,
    verdict: failed ? "fail" : verdictOfOpen(open),
    reasons: open.map(openRule),
    findings: remainingFindings(rules, broken, open, item),
  });
}

/** A finding for each rule that was not broken: kept, or undecided with the reason. */
export function remainingFindings(
  rules: readonly ExamRule[],
  broken: readonly Finding[],
  open: readonly Undecidable[],
  item: string,
): Finding[] {
  return rules
    .filter((rule) => !isBroken(rule, broken))
    .map((rule) => {
      const why = open.find((what) => what.rule === rule.id);
      return why === undefined ? keptFinding(rule, item) : undecidedFinding(rule, item, why.reason);
    });
}

export function openRule(what: Undecidable): Reason {
  return reason("RULE_UNDECIDED", { rule: what.rule, because: [what.reason] });
}

export function verdictOfOpen(open: readonly Undecidable[]): Verdict {
  if (open.some((what) => what.byDevice)) return "void";
  return open.length > 0 ? "undecided" : "pass";
}

/** It costs the full mark: the test is failed by it alone. */
export function isFatal(exam: PreparedExam, finding: Finding): boolean {
  return (finding.deduction?.points ?? 0) >= exam.rulebook.fullMark;
}

function isBroken(rule: ExamRule, broken: readonly Finding[]): boolean {
  return broken.some((finding) => finding.rule === rule.id && finding.deduction !== null);
}
