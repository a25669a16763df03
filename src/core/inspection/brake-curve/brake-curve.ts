import { type Reason, reason } from "../../trade/reasons.ts";
import type { SettingsOf } from "../procedure-settings.ts";
import { evidenceOf } from "./curve-evidence.ts";
import type { BrakeSample } from "./force-series.ts";
import type { BrakeCurveAnalysis, LockInstant, WheelLocks } from "./imbalance.ts";
import { analyseBrakeCurve, holdsUntil } from "./imbalance.ts";
import { whyNotBraked } from "./pressed.ts";
import { apartOf } from "./spikes.ts";

type Settings = SettingsOf<"service-brake" | "parking-brake">;

/** The samples of a braking as they came, from the bench's call to brake on. */
export interface TakenCurve {
  readonly samples: readonly BrakeSample[];
  readonly sampleRateHz: number;
  readonly locks: WheelLocks;
}

export type CurveRead =
  | { readonly kind: "void"; readonly reason: Reason }
  | { readonly kind: "read"; readonly analysis: BrakeCurveAnalysis; readonly leftOut: number };

/** The one way from samples to figures, in the lane and in `score`: what is void here is void at both doors. */
export function readBrakeCurve(
  { samples: taken, sampleRateHz, locks }: TakenCurve,
  settings: Settings,
): CurveRead {
  const evidence = evidenceOf(taken, sampleRateHz, settings);
  if (evidence.kind === "void") return evidence;
  const { samples, before, leftOut } = evidence;
  const among = (lock: LockInstant): LockInstant =>
    typeof lock === "number" ? (before[lock] ?? samples.length) : lock;
  const known: WheelLocks = { left: among(locks.left), right: among(locks.right) };
  const side = unheardLock(samples, known, settings);
  if (side !== null) return { kind: "void", reason: reason("LOCK_UNTOLD", { side }) };
  const grew = grownSinceLock(samples, known, sampleRateHz, settings);
  if (grew !== null) return { kind: "void", reason: reason("LOCK_CONTRADICTED", { side: grew }) };
  const undone = whyNotBraked(samples, known, sampleRateHz, settings);
  if (undone !== null) return { kind: "void", reason: undone };
  const analysis = analyseBrakeCurve(samples, known, {
    end: settings.windowEnd,
    blockThresholdN: settings.blockThresholdN,
    blockShare: settings.blockShare,
    releasePct: settings.releasePct,
    spikes: settings.spikes,
  });
  if (analysis === null) return { kind: "void", reason: reason("SAMPLES_TOO_FEW", { found: 0, needed: 1 }) };
  return { kind: "read", analysis, leftOut };
}

/**
 * The side that was told to be locked and whose force grew on all the same. The bench stops a wheel that locks, so that a notice like
 * this one was spoilt on the line, and would end the search for the difference where nothing has been seen yet. A notice may be
 * as early as a force takes to rise: it and the samples come by two ways.
 */
function grownSinceLock(
  samples: readonly BrakeSample[],
  locks: WheelLocks,
  sampleRateHz: number,
  { spikes }: Settings,
): "left" | "right" | null {
  const early = Math.ceil((spikes.riseMsMin * sampleRateHz) / 1000);
  const grew = (side: 1 | 2, lock: LockInstant): boolean => {
    if (typeof lock !== "number") return false;
    const forces = samples.map((sample) => Number(sample[side]));
    const until = Math.max(0, ...forces.slice(0, lock + early));
    return Math.max(0, ...forces) > until + apartOf(forces, spikes);
  };
  if (grew(1, locks.left)) return "left";
  return grew(2, locks.right) ? "right" : null;
}

/**
 * The side whose force broke down while the other one still grew, though nobody said that it locked. A notice that was lost on
 * the line looks so, and so does a motor that trips; then the difference behind it would be no imbalance.
 */
function unheardLock(
  samples: readonly BrakeSample[],
  locks: WheelLocks,
  { spikes, collapsePct, blockThresholdN }: Settings,
): "left" | "right" | null {
  const left = samples.map(([, force]) => Number(force));
  const right = samples.map(([, , force]) => Number(force));
  const broke = (side: readonly number[], other: readonly number[]): boolean => {
    const greatest = Math.max(...side);
    const othersGreatest = Math.max(...other);
    // A side that does not brake goes on with nothing when the pedal is let go.
    if (Math.min(greatest, othersGreatest) <= Number(blockThresholdN)) return false;
    const otherAt = other.indexOf(othersGreatest);
    const least = (greatest * collapsePct) / 100;
    const heldTo = holdsUntil(side, spikes);
    const at = side.findIndex((force, i) => i > heldTo && force < least);
    return at >= 0 && at <= otherAt;
  };
  if (locks.left === null && broke(left, right)) return "left";
  return locks.right === null && broke(right, left) ? "right" : null;
}
