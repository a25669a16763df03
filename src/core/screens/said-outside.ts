import type { ToldFinding } from "../record/told-finding.ts";
import { limitWords } from "../rules/limit-words.ts";
import type { AnyReason, ReasonParam, Sentence } from "../trade/reason-shape.ts";
import { sentenceOf } from "../trade/reasons.ts";
import { failedRuleSaid } from "../trade/words/failed-rule.ts";
import { severityName } from "../trade/words/severities.ts";

/**
 * What of a reason may be said to people who did not sign in. A reason can hold what somebody typed, who did it, an address or a file: it is said
 * when all its parameters are figures, or words of the trade under one of these names, and not otherwise.
 */
const WORDS_OF_TRADE: ReadonlySet<string> = new Set([
  "axle",
  "fact",
  "facts",
  "fault",
  "faults",
  "item",
  "items",
  "lamp",
  "lamps",
  "nameEn",
  "nameZh",
  "phase",
  "place",
  "position",
  "quality",
  "reading",
  "role",
  "roles",
  "rule",
  "side",
  "unit",
]);
const FIGURE = /^[-+]?\d+(?:\.\d+)?$/;

/** Null for one that is not for everybody. */
export function saidOutside(why: AnyReason): Sentence | null {
  return isForEverybody(why) ? sentenceOf(why) : null;
}

function isForEverybody(why: AnyReason): boolean {
  return Object.entries(why.params).every(([name, param]) => isHarmless(name, param));
}

function isHarmless(name: string, param: ReasonParam): boolean {
  if (param === null || typeof param === "number" || typeof param === "boolean") return true;
  if (typeof param === "string") return FIGURE.test(param) || WORDS_OF_TRADE.has(name);
  if (isList(param)) return param.every((each) => isHarmless(name, each));
  return isForEverybody(param);
}

function isList(param: AnyReason | readonly ReasonParam[]): param is readonly ReasonParam[] {
  return Array.isArray(param);
}

/** Why a rule was failed, with its figure and limit, or what it cost. The words are the rulebook's. */
export function failedOutside(finding: ToldFinding): Sentence {
  const { value, unit, deduction, severity, textZh, textEn } = finding;
  const limits = limitWords(finding.limits);
  // What costs points is told by what they are, not by the signal that showed it.
  const isMeasured = limits !== null && deduction === null;
  return failedRuleSaid({
    grade: severity === undefined ? null : severityName(severity),
    rule: { zh: textZh, en: textEn },
    figure: value === null || !isMeasured ? null : `${value} ${unit}`.trimEnd(),
    limit: isMeasured ? limits : null,
    points: deduction?.points ?? null,
  });
}
