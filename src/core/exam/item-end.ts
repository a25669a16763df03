import type { Finding, Verdict } from "../rules/finding.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { Undecidable } from "./exam-state.ts";
import type { ExamTurn } from "./exam-turn.ts";
import { keptFinding, undecidedFinding } from "./findings.ts";
import type { PreparedExam } from "./prepared-exam.ts";
import { itemAgain } from "./prompts.ts";
import type { ExamRule } from "./rulebook.ts";

/** How an item ends: its exit was crossed; nobody can tell what was driven; or the test ended while it was on. */
export type ItemEnding =
  | { readonly kind: "driven" }
  | { readonly kind: "void"; readonly reason: Reason }
  | { readonly kind: "cut-off"; readonly reason: Reason };

/**
 * A void item costs nothing, whatever was seen before positions failed: it may be driven again. One that the test's end cut off keeps
 * what was found and leaves the rest open.
 */
export function endItem(exam: PreparedExam, turn: ExamTurn, index: number, ending: ItemEnding): void {
  const { item = "", watches = [] } = exam.items[index] ?? {};
  const { findings: broken = [], undecidable = [] } = turn.state.items[index] ?? {};
  const rules = watches.map((watch) => watch.rule);
  const ended = { type: "item-ended", index } as const;
  if (ending.kind === "void") {
    const { reason: why } = ending;
    const byHand = broken.filter((finding) => finding.deduction?.judge === "examiner");
    const findings = rules
      .filter((rule) => !isBroken(rule, byHand))
      .map((rule) => undecidedFinding(rule, item, isBroken(rule, broken) ? withdrawn(why) : why));
    const { nameZh = "", nameEn = "" } = exam.items[index] ?? {};
    const prompt = itemAgain(item, nameZh, nameEn);
    turn.emit({ ...ended, verdict: "void", reasons: [why], findings, again: { prompt } });
    turn.run({ kind: "prompt", prompt });
    return;
  }
  const failed = broken.some((finding) => isFatal(exam, finding));
  if (ending.kind === "cut-off") {
    const { reason: why } = ending;
    const findings = rules
      .filter((rule) => !isBroken(rule, broken))
      .map((rule) => undecidedFinding(rule, item, why));
    turn.emit({ ...ended, verdict: failed ? "fail" : "void", reasons: [why], findings, again: null });
    return;
  }
  const open = undecidable.filter((what) => !broken.some((finding) => finding.rule === what.rule));
  turn.emit({
    ...ended,
    verdict: failed ? "fail" : verdictOfOpen(open),
    reasons: open.map(openRule),
    findings: remainingFindings(rules, broken, open, item),
    again: null,
  });
}

function withdrawn(because: Reason): Reason {
  return reason("DEDUCTION_WITHDRAWN", { because });
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
