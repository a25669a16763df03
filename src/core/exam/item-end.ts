import type { Finding, Verdict } from "../rules/finding.ts";
import type { ExamEvent, ExamState, Undecidable } from "./exam-state.ts";
import { keptFinding, undecidedFinding } from "./findings.ts";
import type { PreparedExam } from "./prepared-exam.ts";
import type { ExamRule } from "./rulebook.ts";

/** The end of an item, by its exit (reason null) or because it is void. `pending` are the events of this epoch so far. */
export function endOfItem(
  exam: PreparedExam,
  state: ExamState,
  pending: readonly ExamEvent[],
  index: number,
  voidReason: string | null,
): ExamEvent {
  const item = exam.items[index];
  const before = state.items[index];
  const broken = [...(before?.findings ?? [])];
  const undecidable = [...(before?.undecidable ?? [])];
  for (const event of pending) {
    if (event.type === "deducted" && event.index === index) broken.push(event.finding);
    if (event.type === "undecidable" && event.index === index) undecidable.push(event.what);
  }
  const rules = (item?.detectors ?? []).map((detector) => detector.rule);
  const name = item?.item ?? "";
  if (voidReason !== null)
    return {
      type: "item-ended",
      index,
      verdict: broken.some(isFatal) ? "fail" : "void",
      reason: voidReason,
      findings: rules
        .filter((rule) => !isBroken(rule, broken))
        .map((rule) => undecidedFinding(rule, name, voidReason)),
    };
  const open = undecidable.filter((what) => !broken.some((finding) => finding.rule === what.rule));
  return {
    type: "item-ended",
    index,
    verdict: broken.some(isFatal) ? "fail" : verdictOfOpen(open),
    reason: open.length === 0 ? null : open.map((what) => `${what.rule}: ${what.reason}`).join("; "),
    findings: remainingFindings(rules, broken, open, name),
  };
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

export function verdictOfOpen(open: readonly Undecidable[]): Verdict {
  if (open.some((what) => what.byDevice)) return "void";
  return open.length > 0 ? "undecided" : "pass";
}

export function isFatal(finding: Finding): boolean {
  return (finding.deduction?.points ?? 0) >= 100;
}

function isBroken(rule: ExamRule, broken: readonly Finding[]): boolean {
  return broken.some((finding) => finding.rule === rule.id && finding.deduction !== null);
}
