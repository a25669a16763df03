import type { SessionReport } from "../session.ts";
import type { Dossier } from "./dossier.ts";
import type { BrakeSample } from "./imbalance.ts";
import { analyseBrakeCurve } from "./imbalance.ts";
import { parkingBrakeResult } from "./items/parking-brake.ts";
import { serviceBrakeResult } from "./items/service-brake.ts";
import { judgeInspection } from "./judge.ts";
import { FACTS_OF_PROCEDURE } from "./measured-facts.ts";
import type { ItemResult, ItemResults, MeasurementFile } from "./measurements.ts";
import { curveSamples } from "./measurements.ts";
import type { PlannedItem } from "./plan.ts";
import { planInspection } from "./plan.ts";
import type { ProcedureSettings } from "./procedure-settings.ts";
import type { InspectionRulebook } from "./rulebook.ts";
import { subjectOf } from "./session-report.ts";

export interface ScoreInput {
  readonly dossier: Dossier;
  readonly rulebook: InspectionRulebook;
  readonly measurements: MeasurementFile;
}

export type Scored =
  | { readonly kind: "scored"; readonly report: SessionReport }
  /** The measurements name something that this vehicle's inspection does not have. */
  | { readonly kind: "refused"; readonly reason: string };

/** The verdict on recorded measurements, by the same functions that judge in the lane. */
export function scoreInspection({ dossier, rulebook, measurements }: ScoreInput): Scored {
  const plan = planInspection(dossier, rulebook);
  const results: Record<string, ItemResult> = {};
  for (const [code, recorded] of Object.entries(measurements.items)) {
    const item = plan.find((candidate) => candidate.code === code);
    if (item === undefined) return { kind: "refused", reason: `${code} is no item of this inspection` };
    const result = resultFrom(item, recorded);
    if ("refused" in result) return { kind: "refused", reason: `${code}: ${result.refused}` };
    results[code] = result;
  }
  return { kind: "scored", report: reportOf(dossier, rulebook, plan, results) };
}

function reportOf(
  dossier: Dossier,
  rulebook: InspectionRulebook,
  plan: readonly PlannedItem[],
  results: ItemResults,
): SessionReport {
  const judgement = judgeInspection(dossier, rulebook, plan, results);
  return {
    phase: "over",
    subject: subjectOf(dossier),
    items: plan.map(({ code, nameZh, nameEn }, index) => ({
      item: code,
      nameZh,
      nameEn,
      state: "done",
      verdict: judgement.items[index]?.verdict ?? "undecided",
      reason: judgement.items[index]?.reason ?? null,
      findings: judgement.items[index]?.findings ?? [],
    })),
    currentItem: null,
    prompt: null,
    findings: judgement.findings,
    score: null,
    verdict: judgement.verdict,
    reasons: judgement.reasons,
    unverifiedRules: judgement.unverifiedRules,
    faults: [],
  };
}

type Recorded = MeasurementFile["items"][string];

function resultFrom(item: PlannedItem, recorded: Recorded): ItemResult | { readonly refused: string } {
  if ("void" in recorded) return { kind: "void", reason: recorded.void };
  const settings = item.rule.procedure;
  if ("facts" in recorded) {
    const known = FACTS_OF_PROCEDURE[settings.kind];
    const strange = Object.keys(recorded.facts).find((name) => !Object.hasOwn(known, name));
    if (strange !== undefined)
      return { refused: `${strange} is not measured here; known: ${Object.keys(known).join(", ")}` };
    return { kind: "measured", measurement: { facts: recorded.facts, absent: {}, notes: {} } };
  }
  return resultFromCurve(settings, recorded);
}

function resultFromCurve(
  settings: ProcedureSettings,
  recorded: Extract<Recorded, { curve: unknown }>,
): ItemResult | { readonly refused: string } {
  if (settings.kind !== "service-brake" && settings.kind !== "parking-brake")
    return { refused: "only brake items have a curve" };
  const analysis = analyseBrakeCurve(curveSamples(recorded.curve), recorded.wheelLocked, {
    end: settings.windowEnd,
    blockThresholdN: settings.blockThresholdN,
    blockShare: settings.blockShare,
  });
  if (analysis === null) return { refused: "the curve is empty" };
  const stop = recorded.wheelLocked ? "lock" : "ended";
  if (settings.kind === "parking-brake") return parkingBrakeResult(analysis, stop);
  const { dragLeftN, dragRightN } = recorded;
  const drag: BrakeSample[] =
    dragLeftN === undefined || dragRightN === undefined ? [] : [[0, dragLeftN, dragRightN]];
  return serviceBrakeResult(analysis, drag, stop);
}
