import type { Finding, Verdict } from "../rules/finding.ts";
import { evolveExam } from "./evolve-exam.ts";
import type { ExamEvent, ExamState, Undecidable } from "./exam-state.ts";
import { GENERAL } from "./findings.ts";
import { endOfItem, isFatal, remainingFindings, verdictOfOpen } from "./item-end.ts";
import type { PreparedExam } from "./prepared-exam.ts";
import { TEST_OVER } from "./prompts.ts";

/**
 * What ends a test besides its own course: the examiner; positions that do not come back (void); a vehicle that nobody
 * drives any more (judged as it stands); an abort or a restart of the process (void).
 */
export type Ending =
  | { readonly kind: "by-itself" | "ended" }
  | { readonly kind: "lost" | "idle"; readonly reason: string }
  | { readonly kind: "aborted"; readonly reason: string };

/**
 * `events` with whatever closes the test appended: the item that is on, and `over` with the verdict. A soundly observed
 * failure stands whatever else is void; nothing else passes that was not driven and decided to the end.
 */
export function closed(
  exam: PreparedExam,
  state: ExamState,
  events: readonly ExamEvent[],
  ending: Ending,
): ExamEvent[] {
  const all = [...events];
  let after = events.reduce(evolveExam, state);
  const index = after.current;
  if (index !== null) {
    const why = "reason" in ending ? ending.reason : "the test ended while the item was driven";
    const end = endOfItem(exam, after, [], index, why);
    all.push(end);
    after = evolveExam(after, end);
  }
  const open = generalOpen(exam, after);
  const { verdict, reasons } = judged(exam, after, open, ending);
  const rules = [...exam.signalWatches, ...exam.general].map((watch) => watch.rule);
  const findings = remainingFindings(rules, after.findings, open, GENERAL);
  all.push({ type: "over", verdict, reasons, findings, prompt: TEST_OVER });
  return all;
}

/** True when a rule of 100 points was broken or the pass mark is out of reach. */
export function isLost(exam: PreparedExam, state: ExamState): boolean {
  return state.points < exam.rulebook.passMark || allFindings(state).some(isFatal);
}

export function isComplete(state: ExamState): boolean {
  return state.items.every((item) => item.state === "done");
}

/** General rules that cannot be decided: noted while driving, or their lines were not known at the end. */
function generalOpen(exam: PreparedExam, state: ExamState): Undecidable[] {
  const open = [...state.undecidable];
  for (const watch of exam.signalWatches) {
    const missing = watch.needs.filter(
      (name) => state.signals.lines[name] === undefined && state.signals.channels[name] === undefined,
    );
    if (missing.length > 0 && !open.some((what) => what.rule === watch.rule.id))
      open.push({ rule: watch.rule.id, reason: `${missing.join(", ")}: not known`, byDevice: false });
  }
  return open.filter((what) => !state.findings.some((finding) => finding.rule === what.rule));
}

function judged(
  exam: PreparedExam,
  state: ExamState,
  open: readonly Undecidable[],
  ending: Ending,
): { verdict: Verdict; reasons: string[] } {
  if (ending.kind === "aborted") return { verdict: "void", reasons: [ending.reason] };
  if (isLost(exam, state)) return { verdict: "fail", reasons: [] };
  const reasons = [
    ...("reason" in ending ? [ending.reason] : []),
    ...state.items
      .filter((item) => item.verdict !== "pass")
      .map((item) => `${item.item}: ${item.reason ?? notDriven(state)}`),
    ...open.map((what) => `${what.rule}: ${what.reason}`),
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
export function notDriven(state: ExamState): string {
  return state.trackLost ? "not seen driven; for a time there was no usable position" : "not driven";
}

function allFindings(state: ExamState): Finding[] {
  return [...state.findings, ...state.items.flatMap((item) => item.findings)];
}
