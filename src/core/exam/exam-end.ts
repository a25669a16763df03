import type { Finding, Verdict } from "../rules/finding.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { GENERAL } from "../trade/words/general-item.ts";
import type { Ending } from "./ending.ts";
import type { ExamState, Undecidable } from "./exam-state.ts";
import type { ExamTurn } from "./exam-turn.ts";
import { endItem, isFatal, openRule, remainingFindings, verdictOfOpen } from "./item-end.ts";
import type { PreparedExam } from "./prepared-exam.ts";
import { signPrompt, TEST_OVER } from "./prompts.ts";

/**
 * Ends the item that is on and the test. A soundly observed failure stands whatever else is void; nothing else passes that was not
 * driven and decided to the end.
 */
export function closeExam(exam: PreparedExam, turn: ExamTurn, ending: Ending): void {
  const index = turn.state.current;
  if (index !== null)
    endItem(exam, turn, index, {
      kind: "cut-off",
      reason: "reason" in ending ? ending.reason : reason("TEST_ENDED_IN_ITEM", {}),
    });
  if (exam.signers.length > 0 && ending.kind !== "aborted") {
    const prompt = signPrompt(exam.signers[0] ?? "examiner");
    turn.emit({ type: "driven", ending, prompt });
    turn.run({ kind: "prompt", prompt });
    return;
  }
  finishExam(exam, turn, ending);
}

/** What was driven, and confirmed where somebody has to, becomes the result. */
export function finishExam(exam: PreparedExam, turn: ExamTurn, ending: Ending): void {
  const { state } = turn;
  const open = generalOpen(exam, state);
  const { verdict, reasons } = judged(exam, state, open, ending);
  const rules = [...exam.board, ...exam.general].map((watch) => watch.rule);
  const findings = remainingFindings(rules, state.findings, open, GENERAL);
  turn.emit({ type: "over", verdict, reasons, findings, prompt: TEST_OVER });
  turn.run({ kind: "prompt", prompt: TEST_OVER });
}

/** What the result would be if nobody entered or took back anything more. */
export function verdictSoFar(exam: PreparedExam, state: ExamState, ending: Ending): Verdict {
  return judged(exam, state, generalOpen(exam, state), ending).verdict;
}

/** True when a rule that costs the full mark was broken or the pass mark is out of reach. */
export function isLost(exam: PreparedExam, state: ExamState): boolean {
  return state.points < exam.rulebook.passMark || allFindings(state).some((one) => isFatal(exam, one));
}

export function isComplete(state: ExamState): boolean {
  return state.items.every((item) => item.state === "done");
}

/** General rules that cannot be decided: noted while driving, or their lines were not known at the end. */
function generalOpen(exam: PreparedExam, state: ExamState): Undecidable[] {
  const open = [...state.undecidable];
  for (const watch of exam.board) {
    const missing = watch.needs.filter(
      (name) => state.signals.lines[name] === undefined && state.signals.channels[name] === undefined,
    );
    if (missing.length > 0 && !open.some((what) => what.rule === watch.rule.id))
      open.push({
        rule: watch.rule.id,
        reason: reason("SIGNALS_NOT_KNOWN", { signals: missing }),
        byDevice: false,
      });
  }
  return open.filter((what) => !state.findings.some((finding) => finding.rule === what.rule));
}

function judged(
  exam: PreparedExam,
  state: ExamState,
  open: readonly Undecidable[],
  ending: Ending,
): { verdict: Verdict; reasons: Reason[] } {
  if (ending.kind === "aborted") return { verdict: "void", reasons: [ending.reason] };
  if (isLost(exam, state)) return { verdict: "fail", reasons: [] };
  const reasons: Reason[] = [
    ...("reason" in ending ? [ending.reason] : []),
    ...state.items
      .filter((item) => item.verdict !== "pass")
      .map(({ item, reasons }) =>
        reason("ITEM_OPEN", { item, because: reasons.length > 0 ? reasons : [notDriven(state)] }),
      ),
    ...open.map(openRule),
  ];
  const items = state.items.map((item) => item.verdict);
  const general = verdictOfOpen(open);
  const unseen = ending.kind === "lost" || (state.trackLost && items.includes(null));
  if (unseen || items.includes("void") || general === "void") return { verdict: "void", reasons };
  if (general !== "pass" || items.some((verdict) => verdict !== "pass"))
    return { verdict: "undecided", reasons };
  return { verdict: "pass", reasons: [] };
}

/** An item may have been driven while nobody saw it: that is the receiver's doing, not the candidate's. */
export function notDriven(state: ExamState): Reason {
  return state.trackLost ? reason("NOT_SEEN_DRIVEN", {}) : reason("NOT_DRIVEN", {});
}

function allFindings(state: ExamState): Finding[] {
  return [...state.findings, ...state.items.flatMap((item) => item.findings)];
}
