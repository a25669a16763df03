import type { GnssEpoch } from "../observation.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { Motion } from "./motion.ts";
import type { Sighted } from "./motion-estimate.ts";
import type { ExamGate } from "./rulebook.ts";

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

/** A civil date anywhere on earth lasts from half a day before its noon in UTC to half a day after it, and 14 hours of time zones more. */
const DAY_REACH_MS = 26 * 3_600_000;

/** Noon of a civil date, UTC. */
export function noonOf(date: string): number {
  return Date.parse(`${date}T12:00:00Z`);
}

/** A receiver whose date is not the station's tells wrong places too, or wrong times of right ones. */
export function dateProblem(utcMs: number, noonMs: number | null): Reason | null {
  return noonMs === null || Math.abs(utcMs - noonMs) <= DAY_REACH_MS
    ? null
    : reason("RECEIVER_DATE_WRONG", { receiver: new Date(utcMs).toISOString().slice(0, 10) });
}

/** The receiver's place is nowhere near the course. */
export function placeProblem(eastM: number, northM: number, gate: ExamGate): Reason | null {
  const km = Math.hypot(eastM, northM) / 1000;
  return km * 1000 <= gate.courseReachM ? null : reason("POSITION_OFF_COURSE", { km: km.toFixed(1) });
}

/** Null when the epoch by itself may score, else why not. */
export function epochProblem(epoch: GnssEpoch, gate: ExamGate, baselineM: number | null): Reason | null {
  if (epoch.quality !== "good")
    return reason("EPOCH_QUALITY", { quality: epoch.quality, because: epoch.qualityReason ?? null });
  if (epoch.fix !== "fixed") return reason("FIX_NOT_FIXED", { fix: epoch.fix });
  if (epoch.headingDeg === null || epoch.headingFix === "none") return reason("HEADING_MISSING", {});
  if (epoch.headingFix === "float") return reason("HEADING_FLOAT", {});
  const own = ownFigures(epoch, gate, baselineM);
  if (own !== null) return own;
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

/** The receiver's own doubts: the worst of them counts. */
function ownFigures(epoch: GnssEpoch, gate: ExamGate, surveyedM: number | null): Reason | null {
  const { satellites, hdop = null, sigmaM = null, baselineM = null } = epoch;
  if (satellites !== null && satellites < gate.satellitesMin)
    return reason("SATELLITES_FEW", { satellites, leastSatellites: gate.satellitesMin });
  if (hdop !== null && !(hdop <= gate.hdopMax))
    return reason("DILUTION_ABOVE", { hdop: String(hdop), most: gate.hdopMax });
  if (sigmaM !== null && !(sigmaM <= gate.sigmaMaxM))
    return reason("SIGMA_ABOVE", { sigmaM, mostM: gate.sigmaMaxM });
  if (surveyedM !== null && baselineM !== null && !(Math.abs(baselineM - surveyedM) <= gate.baselineOffMaxM))
    return reason("BASELINE_OFF", { measuredM: baselineM.toFixed(3), surveyedM: String(surveyedM) });
  return null;
}

/**
 * A car that seems to go against its gear rolls, or its antennas are the wrong way round. Before it has once gone forward as it should,
 * nobody can tell.
 */
export function headingDoubt(motion: Motion, reverse: boolean | undefined, gate: ExamGate): Reason | null {
  if (motion.provenM >= gate.headingProvenM) return null;
  const againstM = reverse === true ? motion.alongM - motion.rearmostM : motion.furthestM - motion.alongM;
  return againstM <= gate.headingAgainstM
    ? null
    : reason("HEADING_AGAINST_COURSE", { m: againstM.toFixed(2) });
}

/** What kept an epoch from being true of the car, as a reason. `dtS`: since the last one that was. */
export function contradictionReason(what: NonNullable<Sighted["contradiction"]>, dtS: number): Reason {
  const withinS = dtS.toFixed(2);
  if (what.by === "place") return reason("POSITION_JUMPED", { distanceM: what.offM.toFixed(2), withinS });
  const turnedDeg = (Math.abs(what.turnedRad) * 180) / Math.PI;
  return reason("HEADING_JUMPED", { turnedDeg: turnedDeg.toFixed(1), withinS });
}
