/**
 * Everything that core, protocols, boards, station and registry tell a person, as data: a closed list of codes, each with its
 * parameters and one sentence in each language. Journal, record, log, HTTP answer, terminal and page carry code and
 * parameters; whoever shows it to a person takes the sentence from here, and nobody reads meaning out of a sentence.
 */
import type { AnyReason, ReasonParam, ReasonRows, Sentence, Told } from "./reason-shape.ts";
import { ACT_REASONS } from "./reasons/acts.ts";
import { AUDIT_REASONS } from "./reasons/audit.ts";
import { CALENDAR_REASONS } from "./reasons/calendar.ts";
import { CERTIFICATE_REASONS } from "./reasons/certificates.ts";
import { CHECK_IN_REASONS } from "./reasons/check-in.ts";
import { CLOCK_REASONS } from "./reasons/clock.ts";
import { COMMAND_REASONS } from "./reasons/commands.ts";
import { DELIVERY_REASONS } from "./reasons/delivery.ts";
import { DESK_REASONS } from "./reasons/desk.ts";
import { DEVICE_REASONS } from "./reasons/devices.ts";
import { DOCTOR_REASONS } from "./reasons/doctor.ts";
import { DRAW_REASONS } from "./reasons/draws.ts";
import { ENROLMENT_REASONS } from "./reasons/enrolment.ts";
import { EVIDENCE_ORDER_REASONS } from "./reasons/evidence-orders.ts";
import { EXAM_REASONS } from "./reasons/exam.ts";
import { INSPECTION_REASONS } from "./reasons/inspection.ts";
import { INTAKE_REASONS } from "./reasons/intake.ts";
import { JOURNAL_REASONS } from "./reasons/journal.ts";
import { JSON_REASONS } from "./reasons/json.ts";
import { LICENCE_REASONS } from "./reasons/licences.ts";
import { MANUAL_REASONS } from "./reasons/manual.ts";
import { MARK_REASONS } from "./reasons/marks.ts";
import { NATIONAL_REASONS } from "./reasons/national.ts";
import { OUTAGE_REASONS } from "./reasons/outages.ts";
import { PAPERS_REASONS } from "./reasons/papers.ts";
import { PEOPLE_REASONS } from "./reasons/people.ts";
import { PHOTO_REASONS } from "./reasons/photos.ts";
import { PROMPT_REASONS } from "./reasons/prompts.ts";
import { PUBLIC_SEARCH_REASONS } from "./reasons/public-search.ts";
import { REGISTRY_REASONS } from "./reasons/registry.ts";
import { REPLAY_REASONS } from "./reasons/replay.ts";
import { REQUEST_REASONS } from "./reasons/requests.ts";
import { RULE_REASONS } from "./reasons/rules.ts";
import { SCREEN_REASONS } from "./reasons/screens.ts";
import { SIGNED_FORM_REASONS } from "./reasons/signed-form.ts";
import { TRUST_REASONS } from "./reasons/trust.ts";
import { VERIFICATION_REASONS } from "./reasons/verification.ts";
import { VERSION_REASONS } from "./reasons/versions.ts";
import { WITHDRAWAL_REASON_ROWS } from "./reasons/withdrawal.ts";
import { WITNESS_REASONS } from "./reasons/witness.ts";

export { reason } from "./bare-reason.ts";

const ROWS = {
  ...AUDIT_REASONS,
  ...CALENDAR_REASONS,
  ...CLOCK_REASONS,
  ...DESK_REASONS,
  ...CHECK_IN_REASONS,
  ...LICENCE_REASONS,
  ...DEVICE_REASONS,
  ...OUTAGE_REASONS,
  ...DOCTOR_REASONS,
  ...RULE_REASONS,
  ...INSPECTION_REASONS,
  ...MANUAL_REASONS,
  ...PHOTO_REASONS,
  ...EXAM_REASONS,
  ...PROMPT_REASONS,
  ...REGISTRY_REASONS,
  ...MARK_REASONS,
  ...NATIONAL_REASONS,
  ...PAPERS_REASONS,
  ...REQUEST_REASONS,
  ...COMMAND_REASONS,
  ...DRAW_REASONS,
  ...EVIDENCE_ORDER_REASONS,
  ...INTAKE_REASONS,
  ...PUBLIC_SEARCH_REASONS,
  ...DELIVERY_REASONS,
  ...JOURNAL_REASONS,
  ...ACT_REASONS,
  ...ENROLMENT_REASONS,
  ...CERTIFICATE_REASONS,
  ...PEOPLE_REASONS,
  ...JSON_REASONS,
  ...SIGNED_FORM_REASONS,
  ...TRUST_REASONS,
  ...VERIFICATION_REASONS,
  ...VERSION_REASONS,
  ...REPLAY_REASONS,
  ...WITHDRAWAL_REASON_ROWS,
  ...SCREEN_REASONS,
  ...WITNESS_REASONS,
} as const satisfies ReasonRows;

export type ReasonCode = keyof typeof ROWS;
export type ReasonParams<Code extends ReasonCode> = Readonly<Parameters<(typeof ROWS)[Code]>[0]>;
export interface ReasonOf<Code extends ReasonCode> {
  readonly code: Code;
  readonly params: ReasonParams<Code>;
}
export type ReasonTable = { readonly [Code in ReasonCode]: ReasonOf<Code> };

/** Of reasons without parameters the code says all: one member of the union for all of them, since TypeScript gives up on one of a thousand. */
type BareCode = {
  [Code in ReasonCode]: keyof ReasonParams<Code> extends never
    ? Code
    : string extends keyof ReasonParams<Code>
      ? Code
      : never;
}[ReasonCode];
export type Reason = ReasonTable[Exclude<ReasonCode, BareCode>] | ReasonOf<BareCode>;

export const REASON_CODES = Object.keys(ROWS) as readonly ReasonCode[];

/**
 * The sentence in each language. A journal or record of an older or newer software may hold other codes or parameters: those
 * are shown as they are, for a reason without words is better than none.
 */
export function sentenceOf(why: AnyReason | Reason): Sentence {
  const row = Object.hasOwn(ROWS, why.code)
    ? (ROWS[why.code as ReasonCode] as unknown as (params: unknown, say: typeof sentenceOf) => Sentence)
    : null;
  try {
    if (row !== null) return row(why.params, withoutStop);
  } catch {
    // A row of another software had other parameters.
    return unknown(why);
  }
  return unknown(why);
}

/** A sentence within another one: its own full stop would end that. */
function withoutStop(why: AnyReason): Sentence {
  const { zh, en } = sentenceOf(why);
  return { zh: zh.replace(/[.。]$/, ""), en: en.replace(/[.。]$/, "") };
}

/** The reason with its sentences, as records and messages carry it. */
export function told(why: AnyReason | Reason): Told {
  return { code: why.code, params: why.params as AnyReason["params"], ...sentenceOf(why) };
}

/** The same reason with the same parameters. */
export function sameReason(a: AnyReason | Reason | null, b: AnyReason | Reason | null): boolean {
  if (a === b) return true;
  return a !== null && b !== null && a.code === b.code && JSON.stringify(a) === JSON.stringify(b);
}

/**
 * The reasons at the end of a chain of "because", each once: what a person can do something about. Only the parameter
 * `because` leads on; a reason in any other one belongs to what is said. An end without parameters says too little
 * without what it explains, so that this is the cause.
 */
export function causesOf(why: AnyReason): readonly AnyReason[] {
  const because = reasonsIn(why.params.because ?? null);
  if (because.length === 0) return [why];
  const saysMore = Object.keys(why.params).length > 1;
  const causes = because.flatMap((inner) => (isBare(inner) && saysMore ? [why] : causesOf(inner)));
  return causes.filter((cause, i) => causes.findIndex((other) => sameReason(cause, other)) === i);
}

function isBare(why: AnyReason): boolean {
  return Object.keys(why.params).length === 0;
}

function reasonsIn(param: ReasonParam): readonly AnyReason[] {
  if (param === null || typeof param !== "object") return [];
  if (isList(param)) return param.flatMap(reasonsIn);
  return [param];
}

function isList(param: AnyReason | readonly ReasonParam[]): param is readonly ReasonParam[] {
  return Array.isArray(param);
}

function unknown(why: AnyReason | Reason): Sentence {
  const shown = `${why.code} ${JSON.stringify(why.params)}`;
  return { zh: shown, en: shown };
}
