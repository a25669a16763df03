import type { z } from "zod";
import type { Finding } from "../rules/finding.ts";
import { toldOnce } from "../trade/told-once.ts";
import type { findingSchema } from "./result-document.ts";

/** A finding as records and screens have it: every reason with its sentences. */
export type ToldFinding = z.infer<typeof findingSchema>;

const TOLD = new WeakMap<Finding, ToldFinding>();

/** Made once of one finding; field order is byte order. */
export function toldFinding(finding: Finding): ToldFinding {
  const known = TOLD.get(finding);
  if (known !== undefined) return known;
  const made = madeOf(finding);
  TOLD.set(finding, made);
  return made;
}

function madeOf(finding: Finding): ToldFinding {
  return {
    rule: finding.rule,
    item: finding.item,
    outcome: finding.outcome,
    ...(finding.severity === undefined ? {} : { severity: finding.severity }),
    textZh: finding.textZh,
    textEn: finding.textEn,
    clause: finding.clause,
    source: finding.source,
    confidence: finding.confidence,
    verifiedBy: finding.verifiedBy,
    inputs: finding.inputs.map((input) => ({
      name: input.name,
      value: input.value,
      unit: input.unit,
      reason: input.reason === null ? null : toldOnce(input.reason),
    })),
    arithmetic: finding.arithmetic.map(toldOnce),
    value: finding.value,
    unit: finding.unit,
    limits: finding.limits.map((limit) => ({
      atLeast: limit.atLeast,
      atMost: limit.atMost,
      unit: limit.unit,
      window: limit.window,
      decidedAt: limit.decidedAt,
    })),
    deduction: toldDeduction(finding),
  };
}

function toldDeduction({ deduction }: Finding): ToldFinding["deduction"] {
  if (deduction === null) return null;
  const { points, code, utcMs, position, judge } = deduction;
  return {
    points,
    code,
    utcMs: Math.round(utcMs),
    position: position === null ? null : { ...position },
    judge,
  };
}
