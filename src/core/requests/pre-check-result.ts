import { z } from "zod";
import { type Reason, reason } from "../trade/reasons.ts";
import type { PreCheck } from "../trade/words/pre-checks.ts";
import type { PreCheckRule } from "./pre-check-rule.ts";
import { askedCheck, type CheckAnswer } from "./request-messages.ts";
import type { RequestTerms } from "./requests.ts";
import type { Question, RequestsState, TakenReply } from "./requests-state.ts";

const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** What a vehicle's inspection was begun on, as the journal's `job-opened` and the record have it; field order is byte order. */
export const preChecksSchema = z.strictObject({
  /** Hex SHA-256 of the reply's envelope, which the journal has; null where none was used. */
  reply: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  /** When the registry gave it, by its clock. */
  issued: instant.nullable(),
  checks: z
    .array(
      z.strictObject({
        check: askedCheck,
        /** too-old: as the registry said, and by the rulebook no answer any more. unanswered: nothing was heard. */
        answer: z.enum(["clear", "found", "unknown", "too-old", "unanswered"]),
        asOf: instant.nullable(),
        /** Seconds from `asOf` to when the job was opened. */
        ageS: z.int().min(0).nullable(),
        /** told: it is a note of the record. passed-over: the rulebook lets it go on without a word. */
        done: z.enum(["clear", "told", "passed-over"]),
      }),
    )
    .min(1),
});

export type PreChecksUsed = z.infer<typeof preChecksSchema>;
type CheckUsed = PreChecksUsed["checks"][number];

/** The times of the moment in which it is asked. */
export interface Moment {
  readonly monoMs: number;
  readonly wallMs: number;
}

/** What is known of a vehicle by then. `isAsking`: an answer is on its way, or may be. */
export interface Known {
  readonly isAsking: boolean;
  readonly answer: TakenReply | null;
}

export function knownOf(
  state: RequestsState,
  key: string,
  atMs: number,
  { patienceMs }: Pick<RequestTerms, "patienceMs">,
): Known {
  const one = state.questions.get(key);
  if (one === undefined) return { isAsking: false, answer: null };
  return { isAsking: isAsking(one, atMs, patienceMs), answer: preCheckReply(one.answer) };
}

/** Under the key of a vehicle's checks there is no other reply. */
function preCheckReply(taken: Question["answer"]): TakenReply | null {
  if (taken === null || taken.document.schema !== "proofmark/reply/v1") return null;
  return { ...taken, document: taken.document };
}

/** Nobody is kept waiting for longer than the patience, whatever the way to the registry is like. */
function isAsking(one: Question, atMs: number, patienceMs: number): boolean {
  const { asking, answer, failures, firstWantedMs } = one;
  // Somebody has waited in vain: the next request is nobody's to wait for.
  if (failures > 0) return false;
  // Also before the link is up for the first time, and while others are asked.
  if (answer === null) return atMs - firstWantedMs < patienceMs;
  return asking !== null && atMs - asking.sinceMs < patienceMs;
}

/** wait: an answer that could decide it is on its way. */
export type PreCheckDecision =
  | { readonly kind: "may"; readonly used: PreChecksUsed }
  | { readonly kind: "wait" | "stop"; readonly reason: Reason };

/**
 * What the rows of a rulebook make of what is known. The first row that stops does; a hit stops whatever else is still to be
 * heard, and an answer that is on its way is waited for before any row takes it for missing.
 */
export function decidePreChecks(
  rules: readonly PreCheckRule[],
  { isAsking, answer }: Known,
  at: Moment,
): PreCheckDecision {
  const rows = rules.map((rule) => judged(rule, answer, at));
  const hit = rows.find(({ rule, used }) => used.answer === "found" && rule.whenFound === "stop");
  if (hit !== undefined) return { kind: "stop", reason: foundReason(hit.used, hit.said) };
  const open = rows.filter(({ used }) => isOpen(used));
  // What the registry does not know, it does not know a moment later.
  const awaited = open.filter(({ used }) => used.answer !== "unknown");
  if (isAsking && awaited.length > 0)
    return { kind: "wait", reason: reason("PRE_CHECK_ASKED", { checks: awaited.map(checkOf) }) };
  const missing = open.find(({ rule }) => rule.whenUnanswered === "stop");
  if (missing !== undefined)
    return {
      kind: "stop",
      reason: reason("PRE_CHECK_MISSING", {
        check: missing.used.check,
        because: missingReason(missing.used),
      }),
    };
  const isUsed = rows.some(({ said }) => said !== null);
  return {
    kind: "may",
    used: {
      reply: null,
      issued: isUsed && answer !== null ? answer.document.issued : null,
      checks: rows.map(({ used }) => used),
    },
  };
}

/** What is known of each check by now and how old that is, for whoever looks at the queue. */
export function preCheckAnswers(
  rules: readonly PreCheckRule[],
  { isAsking, answer }: Known,
  at: Moment,
): readonly Reason[] {
  return rules.map((rule) => {
    const { check, answer: said, ageS } = judged(rule, answer, at).used;
    const word = said === "unanswered" && isAsking ? ("asked" as const) : said;
    return reason("PRE_CHECK_ANSWER", {
      check,
      answer: word,
      minutes: ageS === null ? null : Math.floor(ageS / 60),
    });
  });
}

interface Row {
  readonly rule: PreCheckRule;
  readonly said: CheckAnswer | null;
  readonly used: CheckUsed;
}

function judged(rule: PreCheckRule, answer: TakenReply | null, at: Moment): Row {
  const { check } = rule;
  const said = answer?.document.checks.find((one) => one.check === check) ?? null;
  if (said === null || answer === null) {
    const used = { check, answer: "unanswered" as const, asOf: null, ageS: null };
    return { rule, said: null, used: { ...used, done: missingDone(rule) } };
  }
  const { asOf } = said;
  if (said.answer === "unknown" || asOf === null)
    return {
      rule,
      said,
      used: { check, answer: "unknown", asOf: null, ageS: null, done: missingDone(rule) },
    };
  const ageMs = ageOf(Date.parse(asOf), answer, at);
  const times = { asOf, ageS: Math.floor(ageMs / 1_000) };
  // A hit stays one however old it is: what was stolen last year is not sound because nobody has said so since.
  if (said.answer === "found")
    return { rule, said, used: { check, answer: "found", ...times, done: "told" } };
  if (ageMs > rule.answerAgeHoursMax * 3_600_000)
    return { rule, said, used: { check, answer: "too-old", ...times, done: missingDone(rule) } };
  return { rule, said, used: { check, answer: "clear", ...times, done: "clear" } };
}

/** By the steady clock from when it came: a wall clock that is set back makes no answer younger. */
function ageOf(asOfMs: number, { takenMs, takenWallMs }: TakenReply, at: Moment): number {
  return Math.max(0, takenWallMs - asOfMs) + Math.max(0, at.monoMs - takenMs);
}

function missingDone({ whenUnanswered }: PreCheckRule): CheckUsed["done"] {
  return whenUnanswered === "go-on" ? "passed-over" : "told";
}

function isOpen({ answer }: CheckUsed): boolean {
  return answer === "unanswered" || answer === "too-old" || answer === "unknown";
}

function checkOf({ used }: Row): PreCheck {
  return used.check;
}

function foundReason({ check, asOf }: CheckUsed, said: CheckAnswer | null): Reason {
  const { on = null, km = null, station = null } = said ?? {};
  return reason("PRE_CHECK_STOPS", { check, asOf: asOf ?? "", on, km, station });
}

function missingReason({ check, answer, asOf }: CheckUsed): Reason {
  if (answer === "unknown") return reason("PRE_CHECK_UNKNOWN", { check });
  if (answer === "too-old") return reason("PRE_CHECK_TOO_OLD", { check, asOf: asOf ?? "" });
  return reason("PRE_CHECK_UNANSWERED", { check });
}

/** What a record says of those that have to be told. */
export function preCheckNotes(used: PreChecksUsed | undefined): readonly Reason[] {
  return (used?.checks ?? []).flatMap((one): Reason[] => {
    if (one.done !== "told") return [];
    if (one.answer === "found")
      return [reason("PRE_CHECK_FOUND", { check: one.check, asOf: one.asOf ?? "" })];
    return [missingReason(one)];
  });
}
