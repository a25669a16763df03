import { toldUtcMs } from "../time/leap-second.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { GENERAL } from "../trade/words/general-item.ts";
import { type ExamState, stationUtcMs } from "./exam-state.ts";
import type { ExamTurn } from "./exam-turn.ts";
import { examinerFinding } from "./findings.ts";
import type { PreparedExam } from "./prepared-exam.ts";

export interface ExaminerEntry {
  readonly rule: string;
  readonly note: string;
  readonly by: string;
  readonly atMs: number;
}

/** What the examiner deducts by hand; null when it is entered, else why not. */
export function deductByHand(exam: PreparedExam, turn: ExamTurn, entry: ExaminerEntry): Reason | null {
  const { state } = turn;
  const rule = exam.rules.get(entry.rule);
  if (rule === undefined) return reason("RULE_NOT_IN_BOOK", { rule: entry.rule });
  if (rule.judge === "machine") return reason("RULE_OF_MACHINE", { rule: rule.id });
  const index = rule.scope === GENERAL ? null : itemOfKind(state, rule.scope, rule.leftOut);
  if (index === undefined) return reason("KIND_NOT_DRIVEN", { kind: rule.scope });
  const known = index === null ? state.findings : (state.items[index]?.findings ?? []);
  if (rule.repeat === "once" && known.some((f) => f.rule === rule.id && f.deduction !== null))
    return reason("RULE_COUNTED", { rule: rule.id });
  const item = index === null ? GENERAL : (state.items[index]?.item ?? GENERAL);
  const utcMs = toldUtcMs(stationUtcMs(state, entry.atMs) ?? entry.atMs, state.leapAtMs);
  const finding = examinerFinding(rule, item, { by: entry.by, note: entry.note, utcMs });
  turn.emit({ type: "deducted", index, finding });
  return null;
}

/** The item that is on, else the last one driven, of that kind; with `leftOut`, else the first one that was not. */
function itemOfKind(state: ExamState, kind: string, leftOut: boolean): number | undefined {
  if (state.current !== null && state.items[state.current]?.kind === kind) return state.current;
  const driven = state.items.findLastIndex((item) => item.kind === kind && item.state !== "waiting");
  if (driven >= 0) return driven;
  const waiting = leftOut ? state.items.findIndex((item) => item.kind === kind) : -1;
  return waiting < 0 ? undefined : waiting;
}
