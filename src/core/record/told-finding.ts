import type { z } from "zod";
import type { Deduction, Finding, Withdrawn } from "../rules/finding.ts";
import { toldOnce } from "../trade/told-once.ts";
import type { findingSchema } from "./result-document.ts";

/** A finding as records have it: every reason with its sentences. What its rule says stands in the rulebook. */
export type SealedFinding = z.infer<typeof findingSchema>;
type SealedDeduction = NonNullable<SealedFinding["deduction"]>;

/** As screens have it, which have no rulebook at hand: with what its rule says, and how far that is to be believed. */
export interface ToldFinding
  extends SealedFinding,
    Pick<Finding, "textZh" | "textEn" | "source" | "confidence" | "verifiedBy"> {}

const TOLD = new WeakMap<Finding, ToldFinding>();

/** Made once of one finding. */
export function toldFinding(finding: Finding): ToldFinding {
  const known = TOLD.get(finding);
  if (known !== undefined) return known;
  const { textZh, textEn, source, confidence, verifiedBy } = finding;
  const made = { ...sealedFinding(finding), textZh, textEn, source, confidence, verifiedBy };
  TOLD.set(finding, made);
  return made;
}

/** Field order is byte order. */
export function sealedFinding(finding: Finding): SealedFinding {
  return {
    rule: finding.rule,
    item: finding.item,
    outcome: finding.outcome,
    ...(finding.severity === undefined ? {} : { severity: finding.severity }),
    clause: finding.clause,
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
    deduction: finding.deduction === null ? null : toldDeduction(finding.deduction),
    ...(finding.withdrawn === undefined ? {} : { withdrawn: toldWithdrawn(finding.withdrawn) }),
  };
}

function toldWithdrawn({ deduction, by, note, utcMs }: Withdrawn): NonNullable<SealedFinding["withdrawn"]> {
  return { deduction: toldDeduction(deduction), by, note, utcMs: Math.round(utcMs) };
}

function toldDeduction({ points, code, utcMs, position, judge, entry }: Deduction): SealedDeduction {
  return {
    points,
    code,
    utcMs: Math.round(utcMs),
    position: position === null ? null : { ...position },
    judge,
    ...(entry === undefined ? {} : { entry }),
  };
}
