import { foldOutcomes, foldVerdicts } from "../rules/verdict-fold.ts";
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

const POINTS_AT_START = 100;

function evidenceProblem(document: ResultDocument): Refusal | null {
  const { evidence, time, station } = document;
  if (evidence.log !== `proofmark/${station}`) return refusal("EVIDENCE_INCONSISTENT", `log ${evidence.log}`);
  const span = evidence.endIndex - evidence.firstIndex;
  if (evidence.firstIndex < 0 || evidence.entries < 1 || evidence.entries > span) {
    return refusal(
      "EVIDENCE_INCONSISTENT",
      `${evidence.entries} entries between ${evidence.firstIndex} and ${evidence.endIndex}`,
    );
  }
  if (Number.isNaN(Date.parse(time.started))) {
    return refusal("EVIDENCE_INCONSISTENT", `it began ${time.started}`);
  }
  return time.started > time.ended ? refusal("EVIDENCE_INCONSISTENT", "it ended before it began") : null;
}

type Item = ResultDocument["items"][number];

/** In an inspection and in an exam alike: no item is passed over a missing datum. */
function itemProblem(item: Item): Refusal | null {
  if (item.verdict !== "pass") return null;
  const undecided = item.findings.find((finding) => finding.outcome === "undecided");
  return undecided === undefined
    ? null
    : refusal("VERDICT_INCONSISTENT", `item ${item.item} passes, rule ${undecided.rule} is undecided`);
}

function inspectionProblem(document: ResultDocument): Refusal | null {
  if (document.score !== null) return refusal("SCORE_INCONSISTENT", "an inspection has no score");
  for (const item of document.items) {
    const folded = foldOutcomes(item.findings.map((finding) => finding.outcome));
    const isDecided = item.verdict === "pass" || item.verdict === "fail";
    if (isDecided && folded !== item.verdict) {
      return refusal(
        "VERDICT_INCONSISTENT",
        `item ${item.item} is ${item.verdict}, its findings say ${folded ?? "nothing"}`,
      );
    }
  }
  const folded = foldVerdicts(
    document.items.map((item) => item.verdict).filter((v) => v !== "not-applicable"),
  );
  return verdictProblem(document, folded);
}

function examProblem(document: ResultDocument): Refusal | null {
  const { score } = document;
  if (score === null) return refusal("SCORE_INCONSISTENT", "an exam has a score");
  const deducted = document.items
    .flatMap((item) => item.findings)
    .reduce((sum, finding) => sum + (finding.deduction?.points ?? 0), 0);
  const expected = Math.max(0, POINTS_AT_START - deducted);
  if (score.points !== expected) {
    return refusal("SCORE_INCONSISTENT", `${score.points} points; ${deducted} deducted leave ${expected}`);
  }
  const open = document.items.find((item) => item.verdict === "void" || item.verdict === "undecided");
  if (document.verdict === "pass" && open !== undefined) {
    return refusal("VERDICT_INCONSISTENT", `the exam is passed, item ${open.item} is ${open.verdict}`);
  }
  if (document.verdict === "pass" && !document.items.some((item) => item.verdict === "pass")) {
    return refusal("VERDICT_INCONSISTENT", "the exam is passed without an item that is passed");
  }
  return verdictProblem(document, score.points >= score.passMark ? "pass" : "fail");
}

function verdictProblem(document: ResultDocument, folded: ResultDocument["verdict"]): Refusal | null {
  const { verdict } = document;
  if (verdict === folded) return null;
  if (verdict === "void" || verdict === "undecided") {
    return document.reasons.length > 0
      ? null
      : refusal("VERDICT_INCONSISTENT", `${verdict} without a reason`);
  }
  return refusal("VERDICT_INCONSISTENT", `${verdict}, but the items give ${folded}`);
}
