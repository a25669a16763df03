import type { DecimalString } from "../../quantities/exact.ts";
import { compare, exact, multiply } from "../../quantities/exact.ts";
import { type Reason, reason } from "../../trade/reasons.ts";
import type { BrakeSample, ForceSeries } from "./force-series.ts";
import { decimalOf, firstGreatest, seriesOf } from "./force-series.ts";
import type { SpikeSettings } from "./spikes.ts";
import { apartOf } from "./spikes.ts";

/** Which option ended the window; the choice is data of the rulebook and stands in the record. */
export interface WindowOptions {
  /** `later`: both sides have reached their maximum; `first`: one has. */
  readonly end: "later" | "first";
  /** A side is taken for blocked (not braking) at or below this force ... */
  readonly blockThresholdN: DecimalString;
  /** ... when it is also below this share of the other side's maximum. */
  readonly blockShare: DecimalString;
  /** The pedal is let go once both forces together have fallen below this share of their greatest sum for good. */
  readonly releasePct: number;
  readonly spikes: SpikeSettings;
}

/** Number of samples of the braking before a wheel was told to be locked; `untold`: it locked, and nobody says when. */
export type LockInstant = number | "untold" | null;

export interface WheelLocks {
  readonly left: LockInstant;
  readonly right: LockInstant;
}

export const NO_LOCKS: WheelLocks = { left: null, right: null };

export interface BrakeCurveAnalysis {
  readonly maxLeftN: DecimalString;
  readonly maxRightN: DecimalString;
  /** Null with a reason when there is no instant to compare. */
  readonly differenceN: DecimalString | null;
  readonly reason: Reason | null;
  readonly window: {
    readonly begin: number;
    readonly end: number;
    readonly endedBy: "later" | "first" | "lock" | "blocked-side";
    /** Index of the difference; -1 when there is none. */
    readonly at: number;
  };
}

/**
 * The greatest left-right difference while the forces build up: from where both wheels pull to where the build-up ends, which is
 * no later than the instant at which the first wheel really locks, and never reaches into the release. A wheel that stays at
 * zero makes no beginning: its difference is the whole force of the other. Source: the search of a lane software in the field
 * (docs/sources.md, NH-STD) without its fail-open ends; the standard's own wording on the window's end is not verified.
 * Linear in the samples. Null for an empty curve.
 */
export function analyseBrakeCurve(
  samples: readonly BrakeSample[],
  locks: WheelLocks,
  options: WindowOptions,
): BrakeCurveAnalysis | null {
  const forces = seriesOf(samples);
  const { left, right, decimals } = forces;
  const leftAt = firstGreatest(left);
  const rightAt = firstGreatest(right);
  const maxLeft = left[leftAt];
  const maxRight = right[rightAt];
  if (maxLeft === undefined || maxRight === undefined) return null;
  const { end, endedBy } = windowEnd(forces, { leftAt, rightAt }, locks, options);
  const both = left.findIndex((force, at) => at <= end && force > 0n && (right[at] ?? 0n) > 0n);
  const begin = Math.max(0, both);
  const differences = left.slice(begin, end + 1).map((force, at) => apart(force, right[begin + at] ?? 0n));
  const widest = firstGreatest(differences);
  const pulls = maxLeft > 0n || maxRight > 0n;
  return {
    maxLeftN: samples[leftAt]?.[1] ?? "0",
    maxRightN: samples[rightAt]?.[2] ?? "0",
    differenceN: pulls ? decimalOf(differences[widest] ?? 0n, decimals) : null,
    reason: pulls ? null : reason("NEVER_BOTH_WHEELS", {}),
    window: { begin, end, endedBy, at: pulls ? begin + widest : -1 },
  };
}

/** The last index at which the side still has its greatest force, within what samples may be apart. */
export function holdsUntil(forces: readonly number[], spikes: SpikeSettings): number {
  const least = Math.max(...forces) - apartOf(forces, spikes);
  return forces.findLastIndex((force) => force >= least);
}

interface Greatest {
  readonly leftAt: number;
  readonly rightAt: number;
}

function windowEnd(
  forces: ForceSeries,
  { leftAt, rightAt }: Greatest,
  locks: WheelLocks,
  options: WindowOptions,
): { readonly end: number; readonly endedBy: BrakeCurveAnalysis["window"]["endedBy"] } {
  const endedBy = isOneBlocked(forces, { leftAt, rightAt }, options) ? "blocked-side" : options.end;
  const asked = endedBy === "first" ? Math.min(leftAt, rightAt) : Math.max(leftAt, rightAt);
  const end = Math.min(asked, heldUntil(forces, options.releasePct));
  const lockedAt = Math.min(
    lockIndex(locks.left, forces.left, forces, options),
    lockIndex(locks.right, forces.right, forces, options),
  );
  return lockedAt <= end ? { end: Math.max(0, lockedAt), endedBy: "lock" } : { end, endedBy };
}

/**
 * A locked wheel's force falls, since its motor stops: where the bench did not tell the instant, the wheel may have locked as
 * late as it still had its greatest force, and no sooner than that is the window ended.
 */
function lockIndex(
  lock: LockInstant,
  side: readonly bigint[],
  { decimals }: ForceSeries,
  { spikes }: WindowOptions,
): number {
  if (lock === null) return Number.POSITIVE_INFINITY;
  if (lock !== "untold") return lock - 1;
  return holdsUntil(
    side.map((force) => Number(decimalOf(force, decimals))),
    spikes,
  );
}

function isOneBlocked(
  { left, right, decimals }: ForceSeries,
  { leftAt, rightAt }: Greatest,
  { blockThresholdN, blockShare }: WindowOptions,
): boolean {
  const maxima = [left[leftAt] ?? 0n, right[rightAt] ?? 0n].map((max) => exact(decimalOf(max, decimals)));
  const [a = exact("0"), b = exact("0")] = maxima;
  return [[a, b] as const, [b, a] as const].some(
    ([side, other]) =>
      compare(side, exact(blockThresholdN)) <= 0 && compare(side, multiply(other, exact(blockShare))) < 0,
  );
}

/** The last index at which both together still pull with this share of their greatest sum. */
function heldUntil({ left, right }: ForceSeries, releasePct: number): number {
  const sums = left.map((force, at) => force + (right[at] ?? 0n));
  const greatest = sums[firstGreatest(sums)] ?? 0n;
  return sums.findLastIndex((sum) => sum * 100n >= greatest * BigInt(releasePct));
}

function apart(a: bigint, b: bigint): bigint {
  return a > b ? a - b : b - a;
}
