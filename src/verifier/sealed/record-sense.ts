import { refuse, tell } from "../told.ts";
import type { Told } from "../words/word-shape.ts";
import type { ResultDocument } from "./record-form.ts";

/**
 * A signed record must not contradict itself: its verdict follows from its items, its score from its deductions. `isPart`: items of an inspection may be
 * withheld, so that its verdict may be a worse one than those that are shown. Throws Refused.
 */
export function mustMakeSense(record: ResultDocument, isPart = false): void {
  evidenceMakesSense(record);
  record.items.forEach(itemMakesSense);
  if (record.kind === "exam") examMakesSense(record);
  else inspectionMakesSense(record, isPart);
}

/** Whether those of its items that are shown lead to the verdict of an inspection. */
export function isBorneOut({ verdict, items }: Pick<ResultDocument, "verdict" | "items">): boolean {
  return verdict === verdictOf(items);
}

type Item = ResultDocument["items"][number];

function evidenceMakesSense({ evidence, time, station }: ResultDocument): void {
  const { log, firstIndex, endIndex, entries } = evidence;
  if (log !== `proofmark/${station}`) evidenceWrong(tell("EVIDENCE_LOG_FOREIGN", { log }));
  if (firstIndex < 0 || entries < 1 || firstIndex + entries > endIndex)
    evidenceWrong(tell("EVIDENCE_RANGE", { entries, firstIndex, endIndex }));
  if (Number.isNaN(Date.parse(time.started))) evidenceWrong(tell("TIME_UNREADABLE", { time: time.started }));
  if (time.started > time.ended) evidenceWrong(tell("ENDED_BEFORE_BEGUN", {}));
}

/** A minor defect passes and is told, any other fails; nothing passes that a datum is missing of. */
function itemMakesSense({ item, verdict, findings }: Item): void {
  for (const { rule, severity, outcome } of findings)
    if (severity !== undefined && outcome !== (severity === "minor" ? "pass" : "fail"))
      verdictWrong(tell("SEVERITY_UNLIKE_OUTCOME", { item, rule, severity, outcome }));
  const open = findings.find(({ outcome }) => outcome === "undecided");
  if (verdict === "pass" && open !== undefined)
    verdictWrong(tell("ITEM_PASSED_UNDECIDED", { item, rule: open.rule }));
}

function inspectionMakesSense(record: ResultDocument, isPart: boolean): void {
  if (record.score !== null) scoreWrong(tell("SCORE_OF_INSPECTION", {}));
  for (const { item, verdict, findings } of record.items) {
    const judged = findings.map(({ outcome }) => outcome).filter((outcome) => outcome !== "not-applicable");
    const folded = judged.length === 0 ? null : worstOf(judged);
    if ((verdict === "pass" || verdict === "fail") && folded !== verdict)
      verdictWrong(tell("ITEM_UNLIKE_FINDINGS", { item, verdict, findings: folded }));
  }
  const shown = verdictOf(record.items);
  const isWorse = WORST_FIRST.indexOf(record.verdict) < WORST_FIRST.indexOf(shown);
  const isOfNone = record.items.every(({ verdict }) => verdict === "not-applicable");
  if (!isPart || !(isWorse || isOfNone)) mustBeVerdict(record, shown);
}

function verdictOf(items: ResultDocument["items"]): string {
  return worstOf(items.map(({ verdict }) => verdict).filter((verdict) => verdict !== "not-applicable"));
}

function examMakesSense(record: ResultDocument): void {
  const { score, items, verdict } = record;
  if (score === null) scoreWrong(tell("SCORE_MISSING", {}));
  let deducted = 0;
  for (const { findings } of items) for (const { deduction } of findings) deducted += deduction?.points ?? 0;
  const left = Math.max(0, score.fullMark - deducted);
  if (score.points !== left)
    scoreWrong(tell("SCORE_UNLIKE_DEDUCTIONS", { points: score.points, deducted, left }));
  if (verdict === "pass") {
    const open = items.find((one) => one.verdict === "void" || one.verdict === "undecided");
    if (open !== undefined)
      verdictWrong(tell("EXAM_PASSED_OVER", { item: open.item, verdict: open.verdict }));
    if (!items.some((one) => one.verdict === "pass")) verdictWrong(tell("EXAM_PASSED_EMPTY", {}));
  }
  mustBeVerdict(record, score.points >= score.passMark ? "pass" : "fail");
}

/** Void and undecided say why, and then need not follow from the items. */
function mustBeVerdict({ verdict, reasons }: ResultDocument, items: string): void {
  if (verdict === items) return;
  if (verdict !== "void" && verdict !== "undecided")
    verdictWrong(tell("VERDICT_UNLIKE_ITEMS", { verdict, items }));
  if (reasons.length === 0) verdictWrong(tell("VERDICT_WITHOUT_REASON", { verdict }));
}

const WORST_FIRST: readonly string[] = ["fail", "void", "undecided", "pass"];

/** Nothing at all is undecided, never a pass. */
function worstOf(verdicts: readonly string[]): string {
  return WORST_FIRST.find((worst) => verdicts.includes(worst)) ?? "undecided";
}

function verdictWrong(because: Told): never {
  return refuse("VERDICT_INCONSISTENT", { because });
}

function scoreWrong(because: Told): never {
  return refuse("SCORE_INCONSISTENT", { because });
}

function evidenceWrong(because: Told): never {
  return refuse("EVIDENCE_INCONSISTENT", { because });
}
