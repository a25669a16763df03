import type { Finding } from "../rules/finding.ts";
import type { FaultDetail } from "./detectors/detector.ts";
import type { ExamRule } from "./rulebook.ts";

/** The item that general rules are filed under. */
export const GENERAL = "general";

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
    limit: limitText(rule),
  };
}

/** e.g. `<= 2 s (window +0.5 s, decided at +0.25 s)`. */
export function limitText(rule: ExamRule): string | null {
  if (rule.limit === null) return null;
  const { value, unit, tolerance } = rule.limit;
  const sense = unit === "rpm" ? ">" : "<=";
  if (tolerance.plus === 0) return `${sense} ${value} ${unit}`;
  return `${sense} ${value} ${unit} (window +${tolerance.plus} ${unit}, decided at +${tolerance.decideAt} ${unit})`;
}

export function brokenFinding(rule: ExamRule, item: string, detail: FaultDetail): Finding {
  return {
    ...base(rule, item),
    outcome: "fail",
    inputs: detail.inputs.map(([name, value, unit]) => ({ name, value, unit })),
    arithmetic: `${detail.arithmetic}; ${rule.points} points`,
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
  entry: { readonly by: string; readonly note: string; readonly utcMs: number },
): Finding {
  return {
    ...base(rule, item),
    outcome: "fail",
    inputs: [
      { name: "entered by", value: entry.by, unit: "" },
      { name: "note", value: entry.note, unit: "" },
    ],
    arithmetic: `entered by the examiner; ${rule.points} points`,
    value: null,
    deduction: {
      points: rule.points,
      code: rule.code,
      utcMs: Math.round(entry.utcMs),
      position: null,
      judge: "examiner",
    },
  };
}

export function keptFinding(rule: ExamRule, item: string): Finding {
  return {
    ...base(rule, item),
    outcome: "pass",
    inputs: [],
    arithmetic: "watched throughout, not broken",
    value: null,
    deduction: null,
  };
}

export function undecidedFinding(rule: ExamRule, item: string, reason: string): Finding {
  return {
    ...base(rule, item),
    outcome: "undecided",
    inputs: [{ name: "evidence", value: null, unit: "", reason }],
    arithmetic: `cannot be decided: ${reason}`,
    value: null,
    deduction: null,
  };
}

function decimal(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return /^-0(?:\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** To the millimetre: finer digits are noise that would only look like knowledge. */
function rounded(metres: number): number {
  return Math.round(metres * 1000) / 1000;
}
