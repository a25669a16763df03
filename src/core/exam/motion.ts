import {
  type Estimate,
  firstEstimate,
  nextEstimate,
  type Sighted,
  type Sighting,
} from "./motion-estimate.ts";
import type { ExamMotion } from "./rulebook.ts";

/** What is known of the vehicle's motion after an epoch. Plain data; replaced at each epoch. */
export interface Motion extends Estimate {
  readonly utcMs: number;
  /** Along the ground, never negative. */
  readonly speedMps: number;
  /** Signed path of the rear axle, forward positive, since tracking began. */
  readonly alongM: number;
  /** 1 forward, -1 backward, by the last motion of more than `directionM`; 0 before any. */
  readonly direction: -1 | 0 | 1;
  /** Path at the turning point of the direction before: the furthest forward, or backward. */
  readonly extremeM: number;
  /** Furthest forward and furthest back on the path since tracking began. */
  readonly furthestM: number;
  readonly rearmostM: number;
  /** Way gone forward at more than a creep and not in reverse gear: it proves which way the antennas point. */
  readonly provenM: number;
  readonly standing: boolean;
  /** First and last quiet epoch of the stop that is on or was the last; null before any. */
  readonly stopFromUtcMs: number | null;
  readonly stopQuietUtcMs: number | null;
  /** Path where it stands, averaged over the last moments of the stop: a receiver that drifts is no vehicle that leaves. */
  readonly stopAlongM: number;
  /** The last epoch in motion before that stop: the stop began after it. */
  readonly stopAfterUtcMs: number | null;
  /** The first epoch after its last quiet one: the stop had ended by then. Null while quiet. */
  readonly stopUntilUtcMs: number | null;
}

/** Slower than this an error of the position may look like driving. */
const PROVING_MPS = 0.3;

export function firstMotion(seen: Sighting, utcMs: number, settings: ExamMotion): Motion {
  const estimate = firstEstimate(seen, settings);
  const speedMps = seen.speedMps ?? 0;
  const standing = speedMps < settings.quietBelowKmh / 3.6;
  return {
    ...estimate,
    utcMs,
    speedMps,
    alongM: 0,
    direction: 0,
    extremeM: 0,
    furthestM: 0,
    rearmostM: 0,
    provenM: 0,
    standing,
    stopFromUtcMs: standing ? utcMs : null,
    stopQuietUtcMs: standing ? utcMs : null,
    stopAlongM: 0,
    stopAfterUtcMs: null,
    stopUntilUtcMs: null,
  };
}

/** The motion after an epoch that is later than the last one, and whether that epoch can be true. `reverse`: the gear, where it is known. */
export function nextMotion(
  before: Motion,
  seen: Sighting,
  utcMs: number,
  reverse: boolean | undefined,
  settings: ExamMotion,
): { readonly motion: Motion; readonly contradiction: Sighted["contradiction"] } {
  const dtS = (utcMs - before.utcMs) / 1000;
  const { estimate, wentM, contradiction } = nextEstimate(before, seen, dtS, settings);
  return { motion: moved(before, estimate, { wentM, utcMs, reverse }, settings), contradiction };
}

function moved(
  before: Motion,
  estimate: Estimate,
  {
    wentM,
    utcMs,
    reverse,
  }: { readonly wentM: number; readonly utcMs: number; readonly reverse: boolean | undefined },
  settings: ExamMotion,
): Motion {
  const alongM = before.alongM + wentM;
  let direction = before.direction;
  let extremeM = before.extremeM;
  if (direction === 0) {
    if (Math.abs(alongM - extremeM) > settings.directionM) direction = alongM > extremeM ? 1 : -1;
  } else if ((alongM - extremeM) * direction > 0) extremeM = alongM;
  else if ((extremeM - alongM) * direction > settings.directionM) {
    direction = direction === 1 ? -1 : 1;
    extremeM = alongM;
  }
  let { standing, stopFromUtcMs, stopQuietUtcMs, stopAlongM, stopAfterUtcMs, stopUntilUtcMs } = before;
  const speedMps = Math.abs(estimate.forwardMps);
  const quiet = speedMps < settings.quietBelowKmh / 3.6;
  if (standing) {
    const left = Math.abs(alongM - stopAlongM) > settings.stopLeftM;
    if (speedMps > settings.movingAboveKmh / 3.6 || left) standing = false;
    if (standing && quiet) {
      stopQuietUtcMs = utcMs;
      stopUntilUtcMs = null;
      const share = Math.min(1, (utcMs - before.utcMs) / 1000 / settings.stopFollowS);
      stopAlongM += share * (alongM - stopAlongM);
    } else stopUntilUtcMs ??= utcMs;
  } else if (quiet) {
    standing = true;
    stopFromUtcMs = utcMs;
    stopQuietUtcMs = utcMs;
    stopAlongM = alongM;
    stopAfterUtcMs = before.utcMs;
    stopUntilUtcMs = null;
  }
  const { eastM, northM, headingRad, pitchRad, forwardMps, curvaturePerM, spread, toldSlowMps } = estimate;
  return {
    eastM,
    northM,
    headingRad,
    pitchRad,
    forwardMps,
    curvaturePerM,
    spread,
    toldSlowMps,
    utcMs,
    speedMps,
    alongM,
    direction,
    extremeM,
    furthestM: Math.max(before.furthestM, alongM),
    rearmostM: Math.min(before.rearmostM, alongM),
    provenM: forwardMps > PROVING_MPS && reverse !== true ? before.provenM + wentM : before.provenM,
    standing,
    stopFromUtcMs,
    stopQuietUtcMs,
    stopAlongM,
    stopAfterUtcMs,
    stopUntilUtcMs,
  };
}

/** How long the present stop has lasted, seconds; 0 while moving. */
export function stoppedForS(motion: Motion): number {
  if (!motion.standing || motion.stopFromUtcMs === null || motion.stopQuietUtcMs === null) return 0;
  return (motion.stopQuietUtcMs - motion.stopFromUtcMs) / 1000;
}
