import type { ExamMotion } from "./rulebook.ts";
import type { VehiclePose } from "./vehicle-body.ts";

/** What is known of the vehicle's motion after an epoch. Plain data; replaced at each epoch. */
export interface Motion extends VehiclePose {
  readonly utcMs: number;
  /** Along the ground, never negative. */
  readonly speedMps: number;
  /** Signed path of the rear axle, forward positive, since tracking began. */
  readonly alongM: number;
  /** 1 forward, -1 backward, by the last motion of more than `directionM`; 0 before any. */
  readonly direction: -1 | 0 | 1;
  /** Path at the turning point of the direction before: the furthest forward, or backward. */
  readonly extremeM: number;
  readonly standing: boolean;
  /** First and last quiet epoch of the stop that is on or was the last; null before any. */
  readonly stopFromUtcMs: number | null;
  readonly stopQuietUtcMs: number | null;
  readonly stopAlongM: number;
  /** The last epoch in motion before that stop: the stop began after it. */
  readonly stopAfterUtcMs: number | null;
  /** The first epoch after its last quiet one: the stop had ended by then. Null while quiet. */
  readonly stopUntilUtcMs: number | null;
}

export function firstMotion(
  pose: VehiclePose,
  utcMs: number,
  speedMps: number,
  settings: ExamMotion,
): Motion {
  const standing = speedMps < settings.quietBelowKmh / 3.6;
  return {
    ...pose,
    utcMs,
    speedMps,
    alongM: 0,
    direction: 0,
    extremeM: 0,
    standing,
    stopFromUtcMs: standing ? utcMs : null,
    stopQuietUtcMs: standing ? utcMs : null,
    stopAlongM: 0,
    stopAfterUtcMs: null,
    stopUntilUtcMs: null,
  };
}

/** Speed where the receiver gives none: displacement, smoothed. */
function derivedSpeed(before: Motion, pose: VehiclePose, dtS: number, settings: ExamMotion): number {
  const raw = Math.hypot(pose.eastM - before.eastM, pose.northM - before.northM) / dtS;
  return before.speedMps + (raw - before.speedMps) * Math.min(1, dtS / settings.speedSmoothingS);
}

export function nextMotion(
  before: Motion,
  pose: VehiclePose,
  utcMs: number,
  speedMps: number | null,
  settings: ExamMotion,
): Motion {
  const speed = speedMps ?? derivedSpeed(before, pose, (utcMs - before.utcMs) / 1000, settings);
  const middle = before.headingRad + wrapped(pose.headingRad - before.headingRad) / 2;
  const east = pose.eastM - before.eastM;
  const north = pose.northM - before.northM;
  const alongM = before.alongM + east * Math.sin(middle) + north * Math.cos(middle);
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
  const quiet = speed < settings.quietBelowKmh / 3.6;
  if (standing) {
    const left = Math.abs(alongM - stopAlongM) > settings.stopLeftM;
    if (speed > settings.movingAboveKmh / 3.6 || left) standing = false;
    if (standing && quiet) {
      stopQuietUtcMs = utcMs;
      stopUntilUtcMs = null;
    } else stopUntilUtcMs ??= utcMs;
  } else if (quiet) {
    standing = true;
    stopFromUtcMs = utcMs;
    stopQuietUtcMs = utcMs;
    stopAlongM = alongM;
    stopAfterUtcMs = before.utcMs;
    stopUntilUtcMs = null;
  }
  return {
    eastM: pose.eastM,
    northM: pose.northM,
    headingRad: pose.headingRad,
    pitchRad: pose.pitchRad,
    utcMs,
    speedMps: speed,
    alongM,
    direction,
    extremeM,
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

/** To -pi..pi. */
export function wrapped(angleRad: number): number {
  return angleRad - 2 * Math.PI * Math.round(angleRad / (2 * Math.PI));
}
