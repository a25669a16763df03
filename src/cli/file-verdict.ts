import type { Refusal } from "../core/record/verification-failure.ts";
import type { Told } from "../core/trade/reason-shape.ts";
import { type Reason, told } from "../core/trade/reasons.ts";
import { contentLines, type ToldContent } from "./record-told.ts";

/** What `verify` says of one file; it is good when nothing failed. */
export interface FileVerdict {
  readonly file: string;
  readonly kind: "record" | "withdrawal" | "proof" | "draw" | "evidence" | "day" | "journal";
  /** What was looked at, one phrase each. */
  readonly checked: string[];
  readonly failures: FileFailure[];
  /** How many more there are than `failures` lists; absent where it lists all. */
  failuresLeftOut?: number;
  /** What the evidence says, once it is believed. */
  readonly facts: Record<string, unknown>;
  /** What a verified record says of each item, with the words of its rulebook; absent for a journal and for what is not verified. */
  readonly content?: ToldContent;
  /** What a reader has to know of it besides; nothing against it. */
  notes?: readonly Told[];
  /** Of a record: that it is withdrawn, by what was verified with it. It is genuine all the same. */
  withdrawn?: Told;
}

export interface FileFailure extends Told {
  readonly where: string;
}

export function failureOf(found: Refusal | { readonly reason: Reason }, where: string): FileFailure {
  return { ...told(found.reason), where };
}

/** In a journal of years that is not what it should be each entry may be wrong: so many of them are listed. */
const FAILURES_LISTED = 1000;

export function noteFailure(verdict: FileVerdict, failure: FileFailure): void {
  if (verdict.failures.length < FAILURES_LISTED) verdict.failures.push(failure);
  else verdict.failuresLeftOut = (verdict.failuresLeftOut ?? 0) + 1;
}

const FAILURES_SHOWN = 20;

export function verdictLines(verdict: FileVerdict): string[] {
  const { failures, facts } = verdict;
  const shown = failures
    .slice(0, FAILURES_SHOWN)
    .map(({ code, zh, en, where }) => `  FAILED   ${where}: ${en} ${zh} [${code}]`);
  const left = failures.length - shown.length + (verdict.failuresLeftOut ?? 0);
  const isGood = failures.length === 0 ? "verified 验证通过" : "NOT VERIFIED 验证不通过";
  const isWithdrawn = verdict.withdrawn === undefined ? "" : ", WITHDRAWN 已撤销";
  return [
    `${verdict.file}: ${verdict.kind}, ${isGood}${isWithdrawn}`,
    ...verdict.checked.map((what) => `  checked  ${what}`),
    ...shown,
    ...(left > 0 ? [`  ... and ${left} more`] : []),
    ...Object.entries(facts).map(([name, value]) => `  ${name.padEnd(14)} ${String(value)}`),
    ...(verdict.notes ?? []).map(({ en, zh, code }) => `  note     ${en} ${zh} [${code}]`),
    ...(verdict.content === undefined ? [] : contentLines(verdict.content)),
  ];
}
