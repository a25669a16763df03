import { byOtherRules } from "../rules/other-rules.ts";
import type { SessionReport } from "../session.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { inspectionObjections } from "./admission.ts";
import type { BrakeSample } from "./brake-curve/force-series.ts";
import { type LockInstant, NO_LOCKS, type WheelLocks } from "./brake-curve/imbalance.ts";
import type { DatedDossier, Dossier } from "./dossier.ts";
import { factsMeasuredBy } from "./fact-scope.ts";
import { benchResult, mayHaveOneWheel } from "./items/bench-result.ts";
import { judgeInspection } from "./judge.ts";
import type { ItemResult, ItemResults, MeasurementFile } from "./measurements.ts";
import { curveSamples } from "./measurements.ts";
import type { PlannedItem } from "./plan.ts";
import { planInspection } from "./plan.ts";
import type { InspectionRulebook } from "./rulebook.ts";
import { subjectOf } from "./session-report.ts";

export interface ScoreInput {
  readonly dossier: Dossier;
  readonly rulebook: InspectionRulebook;
  readonly measurements: MeasurementFile;
  /** Civil date of the inspection, `2026-01-31`: which rules are in force, and how old the vehicle is. */
  readonly today: string;
}

export type Scored =
  | { readonly kind: "scored"; readonly report: SessionReport }
  /** The measurements name something that this vehicle's inspection does not have. */
  | { readonly kind: "refused"; readonly reason: Reason };

/**
 * The verdict on recorded measurements, by the same functions that judge in the lane; undecided where the rulebook is not
 * for this vehicle, or not in force on that date.
 */
export function scoreInspection({ rulebook, measurements, today, ...input }: ScoreInput): Scored {
  const dossier: DatedDossier = { ...input.dossier, inspectedOn: today };
  const plan = planInspection(dossier, rulebook);
  const results: Record<string, ItemResult> = {};
  for (const [code, recorded] of Object.entries(measurements.items)) {
    const item = plan.find((candidate) => candidate.code === code);
    if (item === undefined) return { kind: "refused", reason: reason("ITEM_UNKNOWN", { item: code }) };
    const result = resultFrom(item, recorded, dossier);
    if ("refused" in result) return { kind: "refused", reason: result.refused };
    results[code] = result;
  }
  const report = reportOf(dossier, rulebook, plan, results);
  return { kind: "scored", report: byOtherRules(report, inspectionObjections(dossier, rulebook)) };
}

function reportOf(
  dossier: DatedDossier,
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
      reasons: judgement.items[index]?.reasons ?? [],
      findings: judgement.items[index]?.findings ?? [],
    })),
    currentItem: null,
    prompt: null,
    signing: null,
    manual: null,
    findings: judgement.findings,
    score: null,
    verdict: judgement.verdict,
    reasons: judgement.reasons,
    scope: judgement.scope,
    notes: judgement.notes,
    unverifiedRules: judgement.unverifiedRules,
    faults: [],
  };
}

type Recorded = MeasurementFile["items"][string];

function resultFrom(
  item: PlannedItem,
  recorded: Recorded,
  dossier: Dossier,
): ItemResult | { readonly refused: Reason } {
  if ("void" in recorded)
    return { kind: "void", reason: reason("VOID_AS_RECORDED", { typed: recorded.void }) };
  const settings = item.rule.procedure;
  if ("facts" in recorded) {
    const known = factsMeasuredBy(settings.kind);
    const strange = Object.keys(recorded.facts).find((name) => !Object.hasOwn(known, name));
    if (strange !== undefined)
      return {
        refused: reason("FACT_NOT_MEASURED_HERE", {
          item: item.code,
          fact: strange,
          known: Object.keys(known),
        }),
      };
    return { kind: "measured", measurement: { facts: recorded.facts, absent: {}, notes: {} } };
  }
  return resultFromCurve(item, recorded, dossier);
}

function resultFromCurve(
  { code: item, axle, rule: { procedure: settings } }: PlannedItem,
  recorded: Extract<Recorded, { curve: unknown }>,
  dossier: Dossier,
): ItemResult | { readonly refused: Reason } {
  if (settings.kind !== "service-brake" && settings.kind !== "parking-brake")
    return { refused: reason("NO_CURVE_HERE", { item }) };
  const { dragLeftN, dragRightN, sampleMs } = recorded;
  const drag: readonly BrakeSample[] | null =
    dragLeftN === undefined || dragRightN === undefined ? null : [[0, dragLeftN, dragRightN]];
  return benchResult(
    {
      samples: curveSamples(recorded.curve, sampleMs),
      sampleRateHz: 1000 / sampleMs,
      locks: locksOf(recorded),
      drag,
      stop: recorded.wheelLocked ? "lock" : "ended",
      mayHaveOneWheel: mayHaveOneWheel(dossier, axle),
    },
    settings,
  );
}

/** What the recording does not say of a lock is not known; that none locked it does say. */
function locksOf(recorded: Extract<Recorded, { curve: unknown }>): WheelLocks {
  const { wheelLocked, lockedSides, lockedAtSample } = recorded;
  if (!wheelLocked) return NO_LOCKS;
  const lock = (side: "left" | "right"): LockInstant => {
    if (lockedSides !== undefined && !lockedSides.includes(side)) return null;
    return lockedAtSample?.[side] ?? "untold";
  };
  return { left: lock("left"), right: lock("right") };
}
