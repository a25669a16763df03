import type { Finding, FindingInput, Limit } from "../rules/finding.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { ExamInput } from "../trade/words/driving.ts";
import type { SignalLine } from "../trade/words/signals.ts";
import type { ExamRule } from "./rulebook.ts";
import type { FaultDetail } from "./watch/watch.ts";

function base(rule: ExamRule, item: string) {
  return {
    rule: rule.id,
    item,
    textZh: rule.textZh,
    textEn: rule.textEn,
    clause: rule.clause,
    source: rule.source,
    confidence: rule.confidence,
    verifiedBy: rule.verifiedBy,
    unit: rule.limit?.unit ?? "",
    limits: limitsOf(rule),
  };
}

function limitsOf({ limit }: ExamRule): Limit[] {
  if (limit === null) return [];
  const { atLeast = null, atMost = null, unit, window = null, decidedAt = null } = limit;
  return [{ atLeast, atMost, unit, window, decidedAt }];
}

export function brokenFinding(rule: ExamRule, item: string, detail: FaultDetail): Finding {
  return {
    ...base(rule, item),
    outcome: "fail",
    inputs: detail.inputs,
    arithmetic: [detail.seen, pointsOff(rule)],
    value: detail.value === null ? null : decimal(detail.value, rule.limit?.unit === "s" ? 2 : 0),
    deduction: {
      points: rule.points,
      code: rule.code,
      utcMs: Math.round(detail.utcMs),
      position:
        detail.position === null
          ? null
          : { eastM: rounded(detail.position[0]), northM: rounded(detail.position[1]) },
      judge: "machine",
    },
  };
}

export function examinerFinding(
  rule: ExamRule,
  item: string,
  entry: { readonly by: string; readonly note: string; readonly utcMs: number; readonly entry: number },
): Finding {
  return {
    ...base(rule, item),
    outcome: "fail",
    inputs: [examInput("entered-by", entry.by), examInput("note", entry.note)],
    arithmetic: [reason("ENTERED_BY_EXAMINER", {}), pointsOff(rule)],
    value: null,
    deduction: {
      points: rule.points,
      code: rule.code,
      utcMs: Math.round(entry.utcMs),
      position: null,
      judge: "examiner",
      entry: entry.entry,
    },
  };
}

export function keptFinding(rule: ExamRule, item: string): Finding {
  return {
    ...base(rule, item),
    outcome: "pass",
    inputs: [],
    arithmetic: [reason("WATCHED_AND_KEPT", {})],
    value: null,
    deduction: null,
  };
}

export function undecidedFinding(rule: ExamRule, item: string, why: Reason): Finding {
  return {
    ...base(rule, item),
    outcome: "undecided",
    inputs: [{ name: "evidence", value: null, unit: "", reason: why }],
    arithmetic: [reason("CANNOT_BE_DECIDED", { because: why })],
    value: null,
    deduction: null,
  };
}

/** A figure or word that the machine had in hand. */
export function examInput(name: ExamInput, value: string, unit = ""): FindingInput {
  return { name, value, unit, reason: null };
}

/** What the board last said of a line. */
export function lineInput(line: SignalLine, active: boolean | undefined): FindingInput {
  if (active === undefined) return { name: line, value: null, unit: "", reason: reason("NOT_KNOWN", {}) };
  return { name: line, value: active ? "yes" : "no", unit: "", reason: null };
}

function pointsOff(rule: ExamRule): Reason {
  return reason("POINTS_OFF", { points: rule.points });
}

function decimal(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return /^-0(?:\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** To the millimetre: finer digits are noise that would only look like knowledge. */
function rounded(metres: number): number {
  return Math.round(metres * 1000) / 1000;
}
