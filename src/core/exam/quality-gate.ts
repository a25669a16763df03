import type { GnssEpoch } from "../observation.ts";
import { type Motion, wrapped } from "./motion.ts";
import type { ExamGate } from "./rulebook.ts";
import type { VehiclePose } from "./vehicle-body.ts";

/** The end of ECMAScript time: a later instant has no name. */
const UTC_MAX_MS = 8.64e15;

export function isInstant(utcMs: number): boolean {
  return Math.abs(utcMs) <= UTC_MAX_MS;
}

export const TIME_WENT_BACK = "the receiver's time went back";
export const TIME_AHEAD = "the receiver's time ran ahead of the station's clock";

/**
 * Null when the epoch's time can follow that of the last good one, else why not. `stationS` is the station's own time
 * between the two; 0 where there is none to compare with (recordings).
 */
export function timeProblem(dtS: number, stationS: number, gate: ExamGate): string | null {
  if (dtS < 0) return TIME_WENT_BACK;
  return stationS > 0 && dtS - stationS > gate.clockAheadMaxS ? TIME_AHEAD : null;
}

/** Null when the epoch by itself may score, else why not. */
export function epochProblem(epoch: GnssEpoch, gate: ExamGate): string | null {
  if (epoch.quality !== "good")
    return `observation is ${epoch.quality}: ${epoch.qualityReason ?? "no reason"}`;
  if (epoch.fix !== "fixed") return `fix is ${epoch.fix}`;
  if (epoch.headingDeg === null || epoch.headingFix === "none") return "no heading";
  if (epoch.headingFix === "float") return "heading is float";
  if (
    !isInstant(epoch.utcMs) ||
    !(Math.abs(epoch.latitudeDeg) <= 90) ||
    !(Math.abs(epoch.longitudeDeg) <= 180) ||
    !(Math.abs(epoch.headingDeg) <= 720)
  )
    return "position or heading is not a number of this world";
  if (epoch.pitchDeg !== null && !(Math.abs(epoch.pitchDeg) <= 45)) return "pitch is not a road's";
  if (epoch.correctionAgeS !== null && !(epoch.correctionAgeS <= gate.correctionAgeMaxS))
    return `corrections are ${epoch.correctionAgeS} s old`;
  if (epoch.speedKmh !== null && !(epoch.speedKmh >= 0 && epoch.speedKmh <= gate.speedMaxKmh))
    return `speed is ${epoch.speedKmh} km/h`;
  return null;
}

/** Null when the pose can follow the last good one, else why not. `dtS` is above 0. */
export function jumpProblem(before: Motion, pose: VehiclePose, dtS: number, gate: ExamGate): string | null {
  const distance = Math.hypot(pose.eastM - before.eastM, pose.northM - before.northM);
  const reach = gate.jumpMaxM + (gate.speedMaxKmh / 3.6) * Math.max(0, dtS - gate.epochGapMaxS);
  const expected = before.speedMps * Math.min(dtS, gate.epochGapMaxS);
  if (!(distance <= expected + reach))
    return `position jumped ${distance.toFixed(2)} m in ${dtS.toFixed(2)} s`;
  const turned = Math.abs(wrapped(pose.headingRad - before.headingRad)) * (180 / Math.PI);
  if (!(turned <= gate.headingRateMaxDegPerS * Math.max(dtS, 0.1)))
    return `heading jumped ${turned.toFixed(1)} degrees in ${dtS.toFixed(2)} s`;
  return null;
}
