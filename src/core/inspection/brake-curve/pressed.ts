import { type Reason, reason } from "../../trade/reasons.ts";
import type { BrakeSample } from "./force-series.ts";
import type { WheelLocks } from "./imbalance.ts";
import { apartOf, type SpikeSettings, steadiestGreatest } from "./spikes.ts";

/** From the first half of this time to the second the force rises no more once a brake is pressed. Ours, and no limit: it says who was late. */
const HELD_MS = 1000;

export interface PressSettings {
  readonly releasePct: number;
  readonly spikes: SpikeSettings;
}

/**
 * Why the samples are of no braking that was done to its end: somebody pressed nothing, something else, or too late. What a driver
 * left out is no fault of the vehicle. Null where they are of one.
 */
export function whyNotBraked(
  samples: readonly BrakeSample[],
  locks: WheelLocks,
  sampleRateHz: number,
  settings: PressSettings,
): Reason | null {
  const forces = {
    left: samples.map(([, force]) => Number(force)),
    right: samples.map(([, , force]) => Number(force)),
  };
  const brakes = (side: "left" | "right"): boolean => hasBraked(forces[side], settings.spikes);
  if (!brakes("left") && !brakes("right")) return reason("BRAKE_NOT_PRESSED", {});
  for (const side of ["left", "right"] as const)
    if (typeof locks[side] === "number" && !brakes(side)) return reason("LOCK_WITHOUT_FORCE", { side });
  if (locks.left !== null || locks.right !== null) return null;
  const sums = forces.left.map((force, at) => force + (forces.right[at] ?? 0));
  return stillRose(sums, Math.round((HELD_MS * sampleRateHz) / 2000), settings)
    ? reason("FORCE_STILL_ROSE", {})
    : null;
}

/** A wheel that only rolls shows the same all the time; a spoilt sample or two are no brake. */
function hasBraked(forces: readonly number[], spikes: SpikeSettings): boolean {
  const top = Math.max(...forces);
  const least = top - steadiestGreatest(forces.map((force) => top - force));
  return steadiestGreatest(forces) - least > apartOf(forces, spikes);
}

/** In the last samples before it was let go, or the run was over, there was more of it than in as many before those, or ever before. */
function stillRose(sums: readonly number[], count: number, { releasePct, spikes }: PressSettings): boolean {
  const greatest = Math.max(...sums);
  const heldTo = sums.findLastIndex((sum) => sum * 100 >= greatest * releasePct);
  const from = heldTo + 1 - count;
  // A run this short has no time before the last.
  if (count === 0 || from < count) return false;
  const atEnd = middle(sums.slice(from, heldTo + 1));
  const before = Math.max(
    middle(sums.slice(from - count, from)),
    steadiestGreatest(sums.slice(0, from - count)),
  );
  return atEnd - before > apartOf(sums, spikes);
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}
