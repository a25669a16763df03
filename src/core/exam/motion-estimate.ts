import type { ExamMotion } from "./rulebook.ts";
import type { VehiclePose } from "./vehicle-body.ts";

/**
 * Where the car is, from all epochs so far and from what a car can do: it rolls where its rear axle points (no side slip), and
 * changes speed and curvature at a limited pace. A Kalman filter in the car's own frame, along and across apart; causal, with
 * no delay of its own: what an epoch says of the place counts at that epoch, in proportion to what is known already.
 * `spread` tells how sure it is.
 */
export interface Estimate extends VehiclePose {
  /** Along the heading; negative backward. */
  readonly forwardMps: number;
  /** Of the path; positive to the right. */
  readonly curvaturePerM: number;
  readonly spread: Spread;
  /** The receiver's speed along the heading, averaged over the last moments: how fast that changes says how late it may come. */
  readonly toldSlowMps: number;
}

/**
 * Covariances in units of 1e-10 (metres, radians, seconds), which keeps them short in the journal. Along: way, way and speed, speed.
 * Across: offset, offset and heading, offset and curvature, heading, heading and curvature, curvature.
 */
export type Spread = readonly [number, number, number, number, number, number, number, number, number];

const SPREAD_UNIT = 1e-10;

/** What one epoch says. */
export interface Sighting {
  /** Of the antenna, in local metres. */
  readonly eastM: number;
  readonly northM: number;
  /** Of the antenna from the rear axle, level with the ground. */
  readonly aheadM: number;
  readonly rightM: number;
  readonly headingRad: number;
  readonly pitchRad: number;
  /** Never negative; null where the receiver tells none. */
  readonly speedMps: number | null;
  /** Over ground; null where the receiver tells none. */
  readonly courseRad: number | null;
  /** The receiver's own figure for its position; null where it tells none. */
  readonly sigmaM: number | null;
}

/** How an epoch lies against what was expected of it. */
export interface Sighted {
  readonly estimate: Estimate;
  /** What the estimate went along the car's own path since the one before; negative backward. */
  readonly wentM: number;
  /** The epoch cannot be true of a car that was where this one was: its distance from the expected place, and its turn. */
  readonly contradiction: {
    readonly offM: number;
    readonly turnedRad: number;
    readonly by: "place" | "heading";
  } | null;
}

/** The rear axle's centre by this epoch alone. */
export function axleOf(seen: Sighting): { readonly eastM: number; readonly northM: number } {
  const sin = Math.sin(seen.headingRad);
  const cos = Math.cos(seen.headingRad);
  return {
    eastM: seen.eastM - seen.rightM * cos - seen.aheadM * sin,
    northM: seen.northM + seen.rightM * sin - seen.aheadM * cos,
  };
}

/** Where nothing is known yet, an epoch is believed. */
export function firstEstimate(seen: Sighting, settings: ExamMotion): Estimate {
  const speed = seen.speedMps ?? 0;
  const forwardMps = seen.courseRad === null ? 0 : speed * Math.cos(seen.courseRad - seen.headingRad);
  const position = sigmaOf(seen, settings) ** 2;
  const heading = (settings.headingSigmaDeg * RADIANS) ** 2;
  // A speed without a course may go either way.
  const unsure = seen.courseRad === null ? speed + START_SPEED_MPS : START_SPEED_MPS;
  return {
    ...axleOf(seen),
    headingRad: seen.headingRad,
    pitchRad: seen.pitchRad,
    forwardMps,
    curvaturePerM: 0,
    spread: [position, 0, unsure ** 2, position, 0, 0, heading, 0, START_CURVATURE_PER_M ** 2].map(
      packed,
    ) as unknown as Spread,
    toldSlowMps: forwardMps,
  };
}

const RADIANS = Math.PI / 180;
const TOLD_OVER_S = 0.3;
const START_SPEED_MPS = 0.3;
const START_CURVATURE_PER_M = 0.2;
/** No car of a test turns in less than three metres. */
const CURVATURE_MOST_PER_M = 0.35;
/** A heading is never known better: the receiver's own drift. */
const HEADING_FLOOR = (0.02 * RADIANS) ** 2;
/** Tyres give a little: share of the way. */
const SLIP = 0.003;
/** Below this a speed without a course may be either way. */
const SIGN_CERTAIN_MPS = 0.15;

function packed(variance: number): number {
  return Math.round(variance / SPREAD_UNIT);
}

function sigmaOf(seen: Sighting, settings: ExamMotion): number {
  return Math.max(settings.positionSigmaM, seen.sigmaM ?? 0);
}

/** `dtS` above 0. */
export function nextEstimate(before: Estimate, seen: Sighting, dtS: number, settings: ExamMotion): Sighted {
  const prior = expected(before, dtS, settings);
  const { headingRad } = prior;
  const sin = Math.sin(headingRad);
  const cos = Math.cos(headingRad);
  const offE = seen.eastM - (prior.eastM + seen.rightM * cos + seen.aheadM * sin);
  const offN = seen.northM - (prior.northM - seen.rightM * sin + seen.aheadM * cos);
  const off: Offset = {
    alongM: offE * sin + offN * cos,
    acrossM: offE * cos - offN * sin,
    turnedRad: wrapped(seen.headingRad - headingRad),
    placeVariance: sigmaOf(seen, settings) ** 2,
    headingVariance: (settings.headingSigmaDeg * RADIANS) ** 2,
  };
  const by = contradicted(prior, off, seen, { beforeMps: before.forwardMps, dtS }, settings);
  const along = seenAlong(prior, off, before, seen, dtS, settings);
  const across = seenAcross(prior, off, seen.aheadM);
  const bend = before.curvaturePerM + across.curvature;
  return {
    estimate: {
      eastM: prior.eastM + along.wayM * sin + across.offsetM * cos,
      northM: prior.northM + along.wayM * cos - across.offsetM * sin,
      headingRad: headingRad + across.turnRad,
      pitchRad: seen.pitchRad,
      forwardMps: along.speedMps,
      curvaturePerM: Math.max(-CURVATURE_MOST_PER_M, Math.min(CURVATURE_MOST_PER_M, bend)),
      spread: [
        along.ss,
        along.sv,
        along.vv,
        across.ll,
        across.lt,
        across.lk,
        across.tt,
        across.tk,
        across.kk,
      ],
      toldSlowMps: along.toldSlowMps,
    },
    wentM: prior.wentM + along.wayM,
    contradiction:
      by === null ? null : { offM: Math.hypot(off.alongM, off.acrossM), turnedRad: off.turnedRad, by },
  };
}

/** Where the car is expected, and how surely: variances of way and speed (s, v), of offset, heading and curvature (l, t, k). */
interface Expected {
  readonly eastM: number;
  readonly northM: number;
  readonly headingRad: number;
  readonly wentM: number;
  /** Of the way, if nobody touched the pedals. */
  readonly rolling: number;
  readonly ss: number;
  readonly sv: number;
  readonly vv: number;
  readonly ll: number;
  readonly lt: number;
  readonly lk: number;
  readonly tt: number;
  readonly tk: number;
  readonly kk: number;
}

/** What an epoch is off the expected, and the variances of what it says. */
interface Offset {
  readonly alongM: number;
  readonly acrossM: number;
  readonly turnedRad: number;
  readonly placeVariance: number;
  readonly headingVariance: number;
}

/** Rolls on along its curve; unknown pedals and an unknown steering wheel make it less sure. */
function expected(before: Estimate, dtS: number, settings: ExamMotion): Expected {
  const s = before.spread;
  const u = SPREAD_UNIT;
  const [ss, sv, vv, ll, lt, lk] = [s[0] * u, s[1] * u, s[2] * u, s[3] * u, s[4] * u, s[5] * u];
  const [tt, tk, kk] = [s[6] * u, s[7] * u, s[8] * u];
  const d = before.forwardMps * dtS;
  const turn = before.curvaturePerM * d;
  const middle = before.headingRad + turn / 2;
  const qa = (settings.accelerationMps2 * dtS) ** 2;
  const qk = (settings.curvatureRatePerMs * dtS) ** 2;
  const slip = (SLIP * d) ** 2;
  const h = (d * d) / 2;
  const rolling = ss + 2 * dtS * sv + dtS * dtS * vv;
  return {
    eastM: before.eastM + d * Math.sin(middle),
    northM: before.northM + d * Math.cos(middle),
    headingRad: before.headingRad + turn,
    wentM: d,
    rolling,
    ss: rolling + (qa * dtS * dtS) / 4,
    sv: sv + dtS * vv + (qa * dtS) / 2,
    vv: vv + qa,
    ll: ll + 2 * d * lt + d * d * tt + 2 * h * lk + 2 * d * h * tk + h * h * kk + slip,
    lt: lt + d * tt + h * tk + d * (lk + d * tk + h * kk),
    lk: lk + d * tk + h * kk,
    tt: Math.max(HEADING_FLOOR, tt + 2 * d * tk + d * d * kk + (qk * d * d) / 4 + slip),
    tk: tk + d * kk + (qk * d) / 2,
    kk: kk + qk,
  };
}

/** What of the epoch is further off than car and receiver can be. */
function contradicted(
  prior: Expected,
  off: Offset,
  seen: Sighting,
  since: { readonly beforeMps: number; readonly dtS: number },
  settings: ExamMotion,
): "place" | "heading" | null {
  const { outlierSigmas: g, outlierMinM, outlierMinDeg } = settings;
  const { aheadM } = seen;
  const across = prior.ll + 2 * aheadM * prior.lt + aheadM * aheadM * prior.tt + off.placeVariance;
  if (Math.abs(off.acrossM) > Math.max(outlierMinM, g * Math.sqrt(across))) return "place";
  if (!alongFits(prior, off, seen, since, settings)) return "place";
  const turned = Math.max(outlierMinDeg * RADIANS, g * Math.sqrt(prior.tt + off.headingVariance));
  return Math.abs(off.turnedRad) > turned ? "heading" : null;
}

/**
 * With a speed of the receiver the way since the last epoch is known better than by what pedals can do: the mean of the two speeds. A
 * receiver smooths its speed, so that it comes late while the car changes its own.
 */
function alongFits(
  prior: Expected,
  off: Offset,
  seen: Sighting,
  { beforeMps, dtS }: { readonly beforeMps: number; readonly dtS: number },
  settings: ExamMotion,
): boolean {
  const { outlierSigmas: g, outlierMinM, movingAboveKmh, speedLagKmh } = settings;
  const told = toldSpeed(seen, prior.headingRad, beforeMps);
  if (told === null || told.unsureMps > 0)
    return Math.abs(off.alongM) <= Math.max(outlierMinM, g * Math.sqrt(prior.ss + off.placeVariance));
  const moving = Math.max(Math.abs(told.mps), Math.abs(beforeMps)) * 3.6 > movingAboveKmh;
  const late = moving ? (speedLagKmh / 3.6) * dtS : 0;
  const offM = Math.abs(off.alongM - ((told.mps - beforeMps) / 2) * dtS);
  return offM <= Math.max(outlierMinM, g * Math.sqrt(prior.rolling + off.placeVariance)) + late;
}

/** The place along the way first, then the speed; a speed that cannot be true is left out. */
function seenAlong(
  prior: Expected,
  off: Offset,
  before: Estimate,
  seen: Sighting,
  dtS: number,
  settings: ExamMotion,
) {
  const total = prior.ss + off.placeVariance;
  const k = prior.ss / total;
  const kv = prior.sv / total;
  let wayM = k * off.alongM;
  let speedMps = before.forwardMps + kv * off.alongM;
  let ss = prior.ss * (1 - k);
  let sv = prior.sv * (1 - k);
  let vv = prior.vv - kv * prior.sv;
  let { toldSlowMps } = before;
  const told = toldSpeed(seen, prior.headingRad, speedMps);
  if (told !== null) {
    toldSlowMps += Math.min(1, dtS / TOLD_OVER_S) * (told.mps - toldSlowMps);
    const sum =
      vv +
      (settings.speedSigmaKmh / 3.6) ** 2 +
      told.unsureMps ** 2 +
      lateMps(told.mps - toldSlowMps, settings) ** 2;
    const wrong = told.mps - speedMps;
    if (Math.abs(wrong) <= settings.outlierSigmas * Math.sqrt(sum)) {
      wayM += (sv / sum) * wrong;
      speedMps += (vv / sum) * wrong;
      ss -= (sv / sum) * sv;
      sv *= 1 - vv / sum;
      vv *= 1 - vv / sum;
    }
  }
  return { wayM, speedMps, ss: packed(ss), sv: packed(sv), vv: packed(vv), toldSlowMps };
}

/** How far a receiver that smooths its speed may be behind, by how far its speed is from what it was in the last moments. */
function lateMps(changedMps: number, settings: ExamMotion): number {
  const noise = settings.speedSigmaKmh / 3.6;
  return (settings.speedSmoothedS / TOLD_OVER_S) * Math.max(0, Math.abs(changedMps) - noise);
}

/** The place of the antenna, which stands ahead of the axle, then the heading. */
function seenAcross(prior: Expected, off: Offset, aheadM: number) {
  const l = prior.ll + aheadM * prior.lt;
  const t = prior.lt + aheadM * prior.tt;
  const k = prior.lk + aheadM * prior.tk;
  const place = l + aheadM * t + off.placeVariance;
  const ll = prior.ll - (l * l) / place;
  const lt = prior.lt - (l * t) / place;
  const lk = prior.lk - (l * k) / place;
  const tt = prior.tt - (t * t) / place;
  const tk = prior.tk - (t * k) / place;
  const kk = prior.kk - (k * k) / place;
  const turn = (t / place) * off.acrossM;
  const total = tt + off.headingVariance;
  const wrong = off.turnedRad - turn;
  return {
    offsetM: (l / place) * off.acrossM + (lt / total) * wrong,
    turnRad: turn + (tt / total) * wrong,
    curvature: (k / place) * off.acrossM + (tk / total) * wrong,
    ll: packed(ll - (lt * lt) / total),
    lt: packed(lt - (lt * tt) / total),
    lk: packed(lk - (lt * tk) / total),
    tt: packed(tt - (tt * tt) / total),
    tk: packed(tk - (tt * tk) / total),
    kk: packed(kk - (tk * tk) / total),
  };
}

/** Along the heading, and how unsure its sign leaves it. With a course the receiver's velocity is projected on the car's axis. */
function toldSpeed(
  seen: Sighting,
  headingRad: number,
  expectedMps: number,
): { mps: number; unsureMps: number } | null {
  const { speedMps, courseRad } = seen;
  if (speedMps === null) return null;
  if (courseRad !== null) return { mps: speedMps * Math.cos(courseRad - headingRad), unsureMps: 0 };
  if (Math.abs(expectedMps) >= SIGN_CERTAIN_MPS)
    return { mps: expectedMps < 0 ? -speedMps : speedMps, unsureMps: 0 };
  return speedMps < SIGN_CERTAIN_MPS ? { mps: 0, unsureMps: speedMps } : null;
}

/** Standard deviation across the car of a point that far ahead of its rear axle, metres. */
export function acrossSigmaM({ spread }: Estimate, aheadM: number): number {
  const variance = spread[3] + 2 * aheadM * spread[4] + aheadM * aheadM * spread[6];
  return Math.sqrt(Math.max(0, variance) * SPREAD_UNIT);
}

/** To -pi..pi. */
export function wrapped(angleRad: number): number {
  return angleRad - 2 * Math.PI * Math.round(angleRad / (2 * Math.PI));
}
