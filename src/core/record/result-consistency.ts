import { isFailing } from "../rules/severity.ts";
import { foldOutcomes, foldVerdicts } from "../rules/verdict-fold.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { Severity } from "../trade/words/severities.ts";
import type { ResultDocument } from "./result-document.ts";
import { type Refusal, refusal } from "./verification-failure.ts";

/**
 * What a reader can check without the evidence: a signed record must not contradict itself. A verdict of pass or fail
 * follows from the items (and, in an exam, from the score); void and undecided say why. Null if all is well.
 */
export function inconsistencyOf(document: ResultDocument): Refusal | null {
  return (
    evidenceProblem(document) ??
    document.items.map(itemProblem).find((problem) => problem !== null) ??
    (document.kind === "exam" ? examProblem(document) : inspectionProblem(document))
  );
}

function evidenceProblem(document: ResultDocument): Refusal | null {
  const { evidence, time, station } = document;
  const { log, firstIndex, endIndex, entries } = evidence;
  if (log !== `proofmark/${station}`) return evidenceWrong(reason("EVIDENCE_LOG_FOREIGN", { log }));
  if (firstIndex < 0 || entries < 1 || entries > endIndex - firstIndex)
    return evidenceWrong(reason("EVIDENCE_RANGE", { entries, firstIndex, endIndex }));
  if (Number.isNaN(Date.parse(time.started)))
    return evidenceWrong(reason("TIME_UNREADABLE", { time: time.started }));
  return time.started > time.ended ? evidenceWrong(reason("ENDED_BEFORE_BEGUN", {})) : null;
}

type Item = ResultDocument["items"][number];

/** In an inspection and in an exam alike: no item is passed over a missing datum, and a defect does what its severity says. */
function itemProblem(item: Item): Refusal | null {
  const graded = item.findings.find(
    ({ outcome, severity }) => severity !== undefined && !fits(outcome, severity),
  );
  if (graded !== undefined)
    return verdictWrong(
      reason("SEVERITY_UNLIKE_OUTCOME", {
        item: item.item,
        rule: graded.rule,
        severity: graded.severity ?? "-",
        outcome: graded.outcome,
      }),
    );
  if (item.verdict !== "pass") return null;
  const undecided = item.findings.find((finding) => finding.outcome === "undecided");
  return undecided === undefined
    ? null
    : verdictWrong(reason("ITEM_PASSED_UNDECIDED", { item: item.item, rule: undecided.rule }));
}

function fits(outcome: Item["findings"][number]["outcome"], severity: Severity): boolean {
  return outcome === (isFailing(severity) ? "fail" : "pass");
}

function inspectionProblem(document: ResultDocument): Refusal | null {
  if (document.score !== null) return scoreWrong(reason("SCORE_OF_INSPECTION", {}));
  for (const item of document.items) {
    const folded = foldOutcomes(item.findings.map((finding) => finding.outcome));
    const isDecided = item.verdict === "pass" || item.verdict === "fail";
    if (isDecided && folded !== item.verdict) {
      const { item: code, verdict } = item;
      return verdictWrong(reason("ITEM_UNLIKE_FINDINGS", { item: code, verdict, findings: folded }));
    }
  }
  const folded = foldVerdicts(
    document.items.map((item) => item.verdict).filter((v) => v !== "not-applicable"),
  );
  return verdictProblem(document, folded);
}

function examProblem(document: ResultDocument): Refusal | null {
  const { score } = document;
  if (score === null) return scoreWrong(reason("SCORE_MISSING", {}));
  const deducted = document.items
    .flatMap((item) => item.findings)
    .reduce((sum, finding) => sum + (finding.deduction?.points ?? 0), 0);
  const left = Math.max(0, score.fullMark - deducted);
  if (score.points !== left)
    return scoreWrong(reason("SCORE_UNLIKE_DEDUCTIONS", { points: score.points, deducted, left }));
  const open = document.items.find((item) => item.verdict === "void" || item.verdict === "undecided");
  if (document.verdict === "pass" && open !== undefined)
    return verdictWrong(reason("EXAM_PASSED_OVER", { item: open.item, verdict: open.verdict }));
  if (document.verdict === "pass" && !document.items.some((item) => item.verdict === "pass"))
    return verdictWrong(reason("EXAM_PASSED_EMPTY", {}));
  return verdictProblem(document, score.points >= score.passMark ? "pass" : "fail");
}

function verdictProblem(document: ResultDocument, folded: ResultDocument["verdict"]): Refusal | null {
  const { verdict } = document;
  if (verdict === folded) return null;
  if (verdict === "void" || verdict === "undecided") {
    return document.reasons.length > 0 ? null : verdictWrong(reason("VERDICT_WITHOUT_REASON", { verdict }));
  }
  return verdictWrong(reason("VERDICT_UNLIKE_ITEMS", { verdict, items: folded }));
}

function verdictWrong(because: Reason): Refusal {
  return refusal("VERDICT_INCONSISTENT", { because });
}

function scoreWrong(because: Reason): Refusal {
  return refusal("SCORE_INCONSISTENT", { because });
}

function evidenceWrong(because: Reason): Refusal {
  return refusal("EVIDENCE_INCONSISTENT", { because });
}
