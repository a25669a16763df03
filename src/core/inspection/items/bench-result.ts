import { workingGroup } from "../../door/vehicle-class.ts";
import type { BrakeBenchSummary } from "../../observation.ts";
import {
  absolute,
  compare,
  divide,
  exact,
  maximum,
  multiply,
  roundHalfUp,
  subtract,
} from "../../quantities/exact.ts";
import { type Reason, reason } from "../../trade/reasons.ts";
import { type CurveRead, readBrakeCurve, type TakenCurve } from "../brake-curve/brake-curve.ts";
import type { BrakeSample } from "../brake-curve/force-series.ts";
import type { WheelLocks } from "../brake-curve/imbalance.ts";
import { steadiestGreatest } from "../brake-curve/spikes.ts";
import { sumOfDecimals } from "../decimal-sum.ts";
import type { Dossier } from "../dossier.ts";
import type { ItemResult } from "../measurements.ts";
import type { SettingsOf } from "../procedure-settings.ts";

export type BenchKind = "service-brake" | "parking-brake";
export type BenchSettings = SettingsOf<BenchKind>;
export type StopReason = "lock" | "ended" | "time-limit";
type Read = Extract<CurveRead, { kind: "read" }>;

/** What a run left behind. */
export interface BenchEvidence extends TakenCurve {
  /** Samples of the rolling wheels before the braking; none where the bench was not heard to ask for it, null where nobody kept any. */
  readonly drag: readonly BrakeSample[] | null;
  readonly stop: StopReason;
  /** The axle may have one wheel, so that the other side of the rollers carries none. */
  readonly mayHaveOneWheel: boolean;
}

/** Motorcycles, and the steered wheel of a three-wheeler. */
export function mayHaveOneWheel(dossier: Dossier, axle: number | null): boolean {
  const group = workingGroup(dossier);
  const isFront = axle !== null && dossier.axles[axle - 1]?.position === "front";
  return group === "M" || (group === "N" && isFront);
}

/** Locked wheels of each side, as far as anybody knows which one it was. */
export interface LockedSides {
  readonly left: boolean;
  readonly right: boolean;
}

/** The figures of a run, or why there are none. One function for the lane and for `score`. */
export function benchResult(evidence: BenchEvidence, settings: BenchSettings): ItemResult {
  const read = readBrakeCurve(evidence, settings);
  if (read.kind === "void") return read;
  const silent = evidence.mayHaveOneWheel ? null : sideOfNothing(evidence, settings);
  if (silent !== null) return { kind: "void", reason: reason("SIDE_SHOWS_NOTHING", { side: silent }) };
  const locked = lockedSides(evidence.locks);
  const facts =
    settings.kind === "parking-brake"
      ? parkingFacts(read, locked)
      : { ...serviceFacts(read, locked), ...dragFacts(evidence.drag) };
  const { differenceN, reason: why } = read.analysis;
  const lacks = settings.kind === "service-brake" && differenceN === null && why !== null;
  const absent: Readonly<Record<string, Reason>> = lacks ? { "brake.differenceN": why } : {};
  return { kind: "measured", measurement: { facts, absent, notes: notesOf(read, evidence) } };
}

/**
 * Why the bench's own maxima are not ours, or null. Either may be spoilt on the way, so a difference says only that one of them is
 * wrong; two that agree by chance are not to be feared.
 */
export function whyOtherMaxima(
  evidence: BenchEvidence,
  summary: BrakeBenchSummary,
  settings: BenchSettings,
): Reason | null {
  const read = readBrakeCurve(evidence, settings);
  if (read.kind === "void") return read.reason;
  const { maxLeftN, maxRightN } = read.analysis;
  for (const [side, ours, theirs] of [
    ["left", maxLeftN, summary.maxLeftN],
    ["right", maxRightN, summary.maxRightN],
  ] as const) {
    const share = multiply(maximum(exact(ours), exact(theirs)), exact(settings.summary.withinPct));
    const within = maximum(exact(settings.summary.withinN), multiply(share, exact("0.01")));
    if (compare(absolute(subtract(exact(ours), exact(theirs))), within) > 0)
      return reason("MAXIMA_DIFFER", { side, oursN: ours, benchN: theirs });
  }
  return null;
}

function serviceFacts({ analysis }: Read, locked: LockedSides | null): Readonly<Record<string, string>> {
  const { maxLeftN, maxRightN, differenceN } = analysis;
  return {
    "brake.maxLeftN": maxLeftN,
    "brake.maxRightN": maxRightN,
    ...(differenceN === null ? {} : { "brake.differenceN": differenceN }),
    ...lockFacts(locked, ["brake.lockedLeft", "brake.lockedRight"]),
  };
}

/** Of the parking brake only the maxima count, and which wheels locked. */
function parkingFacts({ analysis }: Read, locked: LockedSides | null): Readonly<Record<string, string>> {
  return {
    "parking.maxLeftN": analysis.maxLeftN,
    "parking.maxRightN": analysis.maxRightN,
    ...lockFacts(locked, ["parking.lockedLeft", "parking.lockedRight"]),
  };
}

function dragFacts(drag: readonly BrakeSample[] | null): Readonly<Record<string, string>> {
  if (drag === null) return {};
  const left = meanForce(drag, 1);
  const right = meanForce(drag, 2);
  return {
    ...(left === null ? {} : { "brake.dragLeftN": left }),
    ...(right === null ? {} : { "brake.dragRightN": right }),
  };
}

/**
 * A wheel that rolls is felt by its cell, with a brake or without. A side that shows nothing of it, before the braking or in it, and
 * nothing of the braking either, has rollers that stand or a cell that is dead: nothing was measured there.
 */
function sideOfNothing(
  { drag, samples }: BenchEvidence,
  { blockThresholdN }: BenchSettings,
): "left" | "right" | null {
  if (drag === null) return null;
  // Where the bench's word for the drag was lost, only the braking can show that the wheel rolls.
  const rolled = drag.length > 0 ? drag : samples;
  const showsNothing = (side: 1 | 2): boolean => {
    if (middle(rolled, side) > 0 && middle(samples, side) > 0) return false;
    return steadiestGreatest(samples.map((sample) => Number(sample[side]))) <= Number(blockThresholdN);
  };
  if (middle(rolled, 2) > 0 && showsNothing(1)) return "left";
  return middle(rolled, 1) > 0 && showsNothing(2) ? "right" : null;
}

function middle(samples: readonly BrakeSample[], side: 1 | 2): number {
  const forces = samples.map((sample) => Number(sample[side])).sort((a, b) => a - b);
  return forces[Math.floor((forces.length - 1) / 2)] ?? 0;
}

/** To whole newtons; the drag is recorded, it does not judge. Null without samples. */
function meanForce(samples: readonly BrakeSample[], side: 1 | 2): string | null {
  if (samples.length === 0) return null;
  const mean = divide(exact(sumOfDecimals(samples.map((sample) => sample[side]))), exact(samples.length));
  return mean === null ? null : roundHalfUp(mean, 0);
}

/** Null where one locked and nobody knows which. */
function lockedSides({ left, right }: WheelLocks): LockedSides | null {
  return left === "untold" && right === "untold" ? null : { left: left !== null, right: right !== null };
}

/** Locked wheels of each side, 1 or 0, under the names of the item; nothing where nobody knows which wheel it was. */
function lockFacts<Name extends string>(
  locked: LockedSides | null,
  [left, right]: readonly [left: Name, right: Name],
): Readonly<Record<string, string>> {
  return locked === null ? {} : { [left]: locked.left ? "1" : "0", [right]: locked.right ? "1" : "0" };
}

function notesOf(
  { analysis, leftOut }: Read,
  { stop, locks }: BenchEvidence,
): Readonly<Record<string, string>> {
  const { begin, end, endedBy, at } = analysis.window;
  const lockedAt = (["left", "right"] as const).flatMap((side) =>
    locks[side] === null ? [] : [`${side} ${locks[side]}`],
  );
  return {
    stop,
    windowEnd: endedBy,
    windowSamples: `${begin}..${end}`,
    differenceAtSample: String(at),
    ...(leftOut === 0 ? {} : { samplesLeftOut: String(leftOut) }),
    ...(lockedAt.length === 0 ? {} : { lockedAtSample: lockedAt.join(", ") }),
  };
}
