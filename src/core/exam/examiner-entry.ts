import type { Finding } from "../rules/finding.ts";
import type { ExamSigner } from "../session.ts";
import { toldUtcMs } from "../time/leap-second.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { GENERAL } from "../trade/words/general-item.ts";
import { finishExam } from "./exam-end.ts";
import { type ExamState, stationUtcMs } from "./exam-state.ts";
import type { ExamTurn } from "./exam-turn.ts";
import { examinerFinding } from "./findings.ts";
import { isFatal, remainingFindings, verdictOfOpen } from "./item-end.ts";
import type { PreparedExam } from "./prepared-exam.ts";
import { signPrompt, TEST_OVER } from "./prompts.ts";
import type { ExamRule } from "./rulebook.ts";

/** Who enters something, and when by the station's clock. */
interface Entering {
  readonly by: string;
  readonly atMs: number;
}

export interface ExaminerEntry extends Entering {
  readonly rule: string;
  readonly note: string;
}

/** What the examiner deducts by hand; null when it is entered, else why not. */
export function deductByHand(exam: PreparedExam, turn: ExamTurn, entry: ExaminerEntry): Reason | null {
  const { state } = turn;
  const rule = exam.rules.get(entry.rule);
  if (rule === undefined) return reason("RULE_NOT_IN_BOOK", { rule: entry.rule });
  const index = rule.scope === GENERAL ? null : itemOfKind(state, rule.scope, rule.leftOut);
  if (rule.judge === "machine" && !isUnseen(state, index ?? null))
    return reason("RULE_OF_MACHINE", { rule: rule.id });
  if (index === undefined) return reason("KIND_NOT_DRIVEN", { kind: rule.scope });
  const known = index === null ? state.findings : (state.items[index]?.findings ?? []);
  if (rule.repeat === "once" && known.some((f) => f.rule === rule.id && f.deduction !== null))
    return reason("RULE_COUNTED", { rule: rule.id });
  const item = index === null ? GENERAL : (state.items[index]?.item ?? GENERAL);
  const { by, note } = entry;
  const number = Math.max(0, ...handEntries(state)) + 1;
  const finding = examinerFinding(rule, item, { by, note, utcMs: utcOf(state, entry.atMs), entry: number });
  turn.emit({ type: "deducted", index, finding });
  judgeAgain(exam, turn, index);
  return null;
}

/** Takes back what was entered by hand; null when it is done, else why not. What the machine saw nobody takes back. */
export function withdrawEntry(
  exam: PreparedExam,
  turn: ExamTurn,
  { entry, by, note, atMs }: Entering & { readonly entry: number; readonly note: string },
): Reason | null {
  const { state } = turn;
  if (!handEntries(state).includes(entry)) return reason("ENTRY_UNKNOWN", { entry });
  const isEntry = ({ deduction }: Finding): boolean => deduction?.entry === entry;
  const index = state.items.findIndex((item) => item.findings.some(isEntry));
  if (index < 0 && !state.findings.some(isEntry)) return reason("ENTRY_WITHDRAWN", { entry });
  turn.emit({ type: "withdrawn", entry, by, note, utcMs: utcOf(state, atMs) });
  judgeAgain(exam, turn, index < 0 ? null : index);
  return null;
}

/** Somebody confirms what was driven; null when it is taken down, else why not. The last one makes it the result. */
export function signResult(
  exam: PreparedExam,
  turn: ExamTurn,
  signed: Entering & { readonly who: ExamSigner; readonly agrees: boolean; readonly note: string },
): Reason | null {
  const { who, by, agrees, note, atMs } = signed;
  const next = nextSigner(exam, turn.state);
  if (next === null || next !== who) return reason("NOT_TO_SIGN", { who, next: next ?? null });
  if (!agrees && note === "") return reason("SAY_WHY_NOT", {});
  const utcMs = utcOf(turn.state, atMs);
  const after = exam.signers[exam.signers.indexOf(who) + 1];
  const prompt = after === undefined ? TEST_OVER : signPrompt(after);
  turn.emit({ type: "signed", signature: { who, by, agrees, note, utcMs }, prompt });
  const { signing } = turn.state;
  if (after === undefined && signing !== null) finishExam(exam, turn, signing.ending);
  else turn.run({ kind: "prompt", prompt });
  return null;
}

/** Whose turn it is to confirm; null before the driving is over, and when all have. */
export function nextSigner(exam: PreparedExam, { signing, phase }: ExamState): ExamSigner | null {
  if (signing === null || phase !== "signing") return null;
  const done = signing.signed.map(({ who }) => who);
  return exam.signers.find((who) => !done.includes(who)) ?? null;
}

/** The item that is on, else the last one driven, of that kind; with `leftOut`, else the first one that was not. */
function itemOfKind(state: ExamState, kind: string, leftOut: boolean): number | undefined {
  if (state.current !== null && state.items[state.current]?.kind === kind) return state.current;
  const driven = state.items.findLastIndex((item) => item.kind === kind && item.state !== "waiting");
  if (driven >= 0) return driven;
  const waiting = leftOut ? state.items.findIndex((item) => item.kind === kind) : -1;
  return waiting < 0 ? undefined : waiting;
}

/** The machine sees nothing just now, or could not see that item: a person who saw it may say so. */
function isUnseen(state: ExamState, index: number | null): boolean {
  const item = index === null ? null : state.items[index];
  return state.unfit !== null || item?.state === "suspended" || item?.verdict === "void";
}

function handEntries(state: ExamState): readonly number[] {
  const all = [...state.findings, ...state.items.flatMap((item) => item.findings)];
  return all.flatMap(({ deduction, withdrawn }) => deduction?.entry ?? withdrawn?.deduction.entry ?? []);
}

/** What is entered or taken back after an item was over changes what it comes to. */
function judgeAgain(exam: PreparedExam, turn: ExamTurn, index: number | null): void {
  const item = index === null ? undefined : turn.state.items[index];
  if (index === null || item === undefined || item.state !== "done") return;
  if (item.verdict === "void" || item.verdict === null) return;
  const rules: readonly ExamRule[] = (exam.items[index]?.watches ?? []).map(({ rule }) => rule);
  const isTold = (rule: ExamRule): boolean =>
    item.findings.some((finding) => finding.rule === rule.id && finding.withdrawn === undefined);
  const open = item.undecidable.filter(
    ({ rule }) => !item.findings.some((f) => f.rule === rule && f.deduction !== null),
  );
  const verdict = item.findings.some((finding) => isFatal(exam, finding)) ? "fail" : verdictOfOpen(open);
  const findings = remainingFindings(
    rules.filter((rule) => !isTold(rule)),
    [],
    open,
    item.item,
  );
  if (verdict !== item.verdict || findings.length > 0)
    turn.emit({ type: "item-judged", index, verdict, findings });
}

function utcOf(state: ExamState, atMs: number): number {
  return toldUtcMs(stationUtcMs(state, atMs) ?? atMs, state.leapAtMs);
}
