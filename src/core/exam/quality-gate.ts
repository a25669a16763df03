import type { GnssEpoch } from "../observation.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { type Motion, wrapped } from "./motion.ts";
import type { ExamGate } from "./rulebook.ts";
import type { VehiclePose } from "./vehicle-body.ts";

/** The end of ECMAScript time: a later instant has no name. */
const UTC_MAX_MS = 8.64e15;

/** A receiver may count on past the full circle; two of them are no heading any more. */
const HEADING_MAX_DEG = 720;

export function isInstant(utcMs: number): boolean {
  return Math.abs(utcMs) <= UTC_MAX_MS;
}

/**
 * Null when the epoch's time can follow that of the last good one, else why not. `stationS` is the station's own time
 * between the two; 0 where there is none to compare with (recordings).
 */
export function timeProblem(dtS: number, stationS: number, gate: ExamGate): Reason | null {
  if (dtS < 0) return reason("RECEIVER_TIME_BACK", {});
  return stationS > 0 && dtS - stationS > gate.clockAheadMaxS ? reason("RECEIVER_TIME_AHEAD", {}) : null;
}

/** Null when the epoch by itself may score, else why not. */
export function epochProblem(epoch: GnssEpoch, gate: ExamGate): Reason | null {
  if (epoch.quality !== "good")
    return reason("EPOCH_QUALITY", { quality: epoch.quality, because: epoch.qualityReason ?? null });
  if (epoch.fix !== "fixed") return reason("FIX_NOT_FIXED", { fix: epoch.fix });
  if (epoch.headingDeg === null || epoch.headingFix === "none") return reason("HEADING_MISSING", {});
  if (epoch.headingFix === "float") return reason("HEADING_FLOAT", {});
  if (
    !isInstant(epoch.utcMs) ||
    !(Math.abs(epoch.latitudeDeg) <= 90) ||
    !(Math.abs(epoch.longitudeDeg) <= 180) ||
    !(Math.abs(epoch.headingDeg) <= HEADING_MAX_DEG)
  )
    return reason("POSITION_SENSELESS", {});
  if (epoch.pitchDeg !== null && !(Math.abs(epoch.pitchDeg) <= gate.pitchMaxDeg))
    return reason("PITCH_SENSELESS", { pitchDeg: String(epoch.pitchDeg) });
  if (epoch.correctionAgeS !== null && !(epoch.correctionAgeS <= gate.correctionAgeMaxS))
    return reason("CORRECTIONS_OLD", { ageS: String(epoch.correctionAgeS), mostS: gate.correctionAgeMaxS });
  if (epoch.speedKmh !== null && !(epoch.speedKmh >= 0 && epoch.speedKmh <= gate.speedMaxKmh))
    return reason("SPEED_SENSELESS", { kmh: String(epoch.speedKmh), mostKmh: gate.speedMaxKmh });
  return null;
}

/** Null when the pose can follow the last good one, else why not. `dtS` is above 0. */
export function jumpProblem(before: Motion, pose: VehiclePose, dtS: number, gate: ExamGate): Reason | null {
  const distance = Math.hypot(pose.eastM - before.eastM, pose.northM - before.northM);
  const reach = gate.jumpMaxM + (gate.speedMaxKmh / 3.6) * Math.max(0, dtS - gate.epochGapMaxS);
  const expected = before.speedMps * Math.min(dtS, gate.epochGapMaxS);
  if (!(distance <= expected + reach))
    return reason("POSITION_JUMPED", { distanceM: distance.toFixed(2), withinS: dtS.toFixed(2) });
  const turned = Math.abs(wrapped(pose.headingRad - before.headingRad)) * (180 / Math.PI);
  if (!(turned <= gate.headingRateMaxDegPerS * Math.max(dtS, gate.headingRateOverS)))
    return reason("HEADING_JUMPED", { turnedDeg: turned.toFixed(1), withinS: dtS.toFixed(2) });
  return null;
}
