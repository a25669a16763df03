import { assert } from "../machine.ts";
import type { GnssEpoch } from "../observation.ts";
import { leapSecondAt, runningMs } from "../time/leap-second.ts";
import { type Reason, reason, sameReason } from "../trade/reasons.ts";
import type { Polyline } from "./course.ts";
import { stationUtcMs } from "./exam-state.ts";
import { type ExamTurn, look, tell } from "./exam-turn.ts";
import { endItem } from "./item-end.ts";
import { firstMotion, type Motion, nextMotion } from "./motion.ts";
import { axleOf, type Sighting } from "./motion-estimate.ts";
import type { PreparedExam, PreparedItem } from "./prepared-exam.ts";
import { BEGUN, progressed } from "./progress.ts";
import { itemBegin } from "./prompts.ts";
import {
  contradictionReason,
  dateProblem,
  epochProblem,
  headingDoubt,
  isInstant,
  placeProblem,
  timeProblem,
} from "./quality-gate.ts";
import { attitudeOf, OUTLINE_FRONT, OUTLINE_REAR } from "./vehicle-body.ts";
import { inReverse } from "./vehicle-signals.ts";
import type { Step } from "./watch/watch.ts";

/** One epoch of a running test. One that is older than, or the same as, the last good one is nothing. */
export function judgeEpoch(exam: PreparedExam, turn: ExamTurn, epoch: GnssEpoch): void {
  const leap = leapSecondAt(epoch);
  if (leap !== null && turn.state.leapAtMs === null && epoch.quality === "good")
    turn.emit({ type: "leap-second", atMs: leap });
  const { state } = turn;
  const { gate, motion: settings } = exam.rulebook;
  const last = state.motion;
  const utcMs = runningMs(epoch, state.leapAtMs);
  if (last !== null && utcMs === last.utcMs) return;
  const dtS = last === null ? 0 : (utcMs - last.utcMs) / 1000;
  const stationS = last === null ? 0 : (epoch.atMs - (state.positionAtMs ?? epoch.atMs)) / 1000;
  const wrongTime = timeProblem(dtS, stationS, gate);
  if (wrongTime !== null) {
    // One wrong time says nothing of the vehicle: only the station's clock can tell for how long it is wrong.
    unfit(exam, turn, epoch, wrongTime, stationS > 0 ? stationS : Math.abs(dtS));
    return;
  }
  const seen = sightingOf(exam, epoch);
  const own =
    epochProblem(epoch, gate, exam.vehicle.baselineM ?? null) ??
    dateProblem(epoch.utcMs, exam.noonMs) ??
    placeProblem(seen.eastM, seen.northM, gate);
  if (own !== null) {
    unfit(exam, turn, epoch, own, dtS);
    return;
  }
  if (last === null) {
    const motion = firstMotion(seen, utcMs, settings);
    turn.emit({ type: "tracked", motion, atMs: epoch.atMs });
    return;
  }
  const gap = dtS > gate.epochGapMaxS;
  const reverse = inReverse(state.signals);
  const { motion, contradiction } = nextMotion(last, seen, utcMs, reverse, settings);
  const movedM = Math.hypot(motion.eastM - last.eastM, motion.northM - last.northM);
  if (gap && dtS > gate.resumeWithinS) {
    restart(exam, turn, epoch, last, firstMotion(seen, utcMs, settings));
    return;
  }
  if (contradiction !== null) {
    // One epoch that cannot be true is left out as if it had not come; more of them are lost quality.
    if (gap) unfit(exam, turn, epoch, contradictionReason(contradiction, dtS), dtS);
    return;
  }
  if (gap && movedBy(seen, last) > gate.resumeMoveMaxM) {
    restart(exam, turn, epoch, last, firstMotion(seen, utcMs, settings));
    return;
  }
  const doubt = headingDoubt(motion, reverse, gate);
  if (doubt !== null) {
    unfit(exam, turn, epoch, doubt, dtS);
    return;
  }
  advance(exam, turn, { motion, before: last, movedM, atMs: epoch.atMs, resumed: gap });
}

function movedBy(seen: Sighting, last: Motion): number {
  const { eastM, northM } = axleOf(seen);
  return Math.hypot(eastM - last.eastM, northM - last.northM);
}

function sightingOf(exam: PreparedExam, epoch: GnssEpoch): Sighting {
  const [eastM, northM] = exam.course.frame.toLocal(epoch.latitudeDeg, epoch.longitudeDeg);
  const { headingDeg, pitchDeg, rollDeg, speedKmh, courseDeg, sigmaM } = epoch;
  const { headingRad, pitchRad, aheadM, rightM } = attitudeOf(exam.vehicle, {
    headingDeg: headingDeg ?? 0,
    pitchDeg,
    rollDeg,
  });
  return {
    eastM,
    northM,
    aheadM,
    rightM,
    headingRad,
    pitchRad,
    speedMps: speedKmh === null ? null : speedKmh / 3.6,
    courseRad: courseDeg === null ? null : (courseDeg * Math.PI) / 180,
    sigmaM: sigmaM ?? null,
  };
}

/** `sinceS`: how long ago the last good epoch was. */
function unfit(exam: PreparedExam, turn: ExamTurn, epoch: GnssEpoch, why: Reason, sinceS: number): void {
  const { state } = turn;
  const { fix, atMs } = epoch;
  const lost = state.motion !== null && sinceS > exam.rulebook.gate.resumeWithinS;
  if (sameReason(state.unfit, why) && !lost) return;
  const utcMs =
    stationUtcMs(state, atMs) ?? (isInstant(epoch.utcMs) ? runningMs(epoch, state.leapAtMs) : null);
  turn.emit({ type: "unfit", reason: why, fix, utcMs, atMs, lost });
  const index = state.current;
  if (index === null) return;
  if (lost) endItem(exam, turn, index, { kind: "void", reason: reason("TRACK_LOST", { because: why }) });
  else if (state.items[index]?.state === "running") turn.emit({ type: "item-suspended", index, reason: why });
}

/** The gap was too long to tell what happened in it. */
function restart(exam: PreparedExam, turn: ExamTurn, epoch: GnssEpoch, last: Motion, motion: Motion): void {
  const { fix, atMs } = epoch;
  const utcMs = stationUtcMs(turn.state, atMs);
  const why = reason("TRACK_GAP", {
    gapS: ((runningMs(epoch, turn.state.leapAtMs) - last.utcMs) / 1000).toFixed(2),
    because: turn.state.unfit,
  });
  turn.emit({ type: "unfit", reason: why, fix, utcMs, atMs, lost: true });
  turn.emit({ type: "tracked", motion, atMs });
  const { current } = turn.state;
  if (current !== null) {
    endItem(exam, turn, current, { kind: "void", reason: why });
    return;
  }
  exam.trail.place(last, motion);
  const index = entered(exam, turn);
  if (index === null) return;
  beginItem(exam, turn, index);
  endItem(exam, turn, index, { kind: "void", reason: reason("BEGUN_IN_GAP", { because: why }) });
}

interface Advance {
  readonly motion: Motion;
  readonly before: Motion;
  readonly movedM: number;
  readonly atMs: number;
  readonly resumed: boolean;
}

function advance(exam: PreparedExam, turn: ExamTurn, to: Advance): void {
  const { state } = turn;
  const { motion, before, movedM, atMs, resumed } = to;
  exam.trail.place(before, motion);
  turn.emit({ type: "tracked", motion, atMs });
  const step: Step = {
    motion,
    before,
    points: exam.trail.now,
    previous: exam.trail.before,
    reachM: exam.bodyRadiusM + movedM,
    signals: state.signals,
    atMs,
    progress: BEGUN,
    kind: state.current === null ? null : (exam.items[state.current]?.kind ?? null),
    first: false,
    resumed,
    found: [],
    leapAtMs: state.leapAtMs,
  };
  const memory = look(exam.general, state.generalMemory, step);
  if (memory !== state.generalMemory) turn.emit({ type: "watched", of: "test", memory });
  tell(exam, turn, null, step.found);
  const index = state.current ?? entered(exam, turn);
  if (index === null) return;
  if (state.current === null) beginItem(exam, turn, index);
  inItem(exam, turn, index, { ...step, first: state.current === null, found: [] });
}

function inItem(exam: PreparedExam, turn: ExamTurn, index: number, looked: Step): void {
  const item = exam.items[index] as PreparedItem;
  assert(item.drive !== null, "an item that can be entered can be judged");
  const { script, geometry } = item.drive;
  const { progress: held, memory: known } = turn.state;
  const progress = progressed(held ?? script.initial, { breach: null });
  const onward = script.advance({ ...looked, kind: item.kind, progress });
  const left = !looked.first && crosses(geometry.exit, looked.previous, looked.points, OUTLINE_REAR);
  const step: Step = { ...looked, kind: item.kind, progress: left ? script.finish(onward) : onward };
  const memory = look(item.watches, known, step);
  if (left) for (const [i, watch] of item.watches.entries()) watch.finish?.(memory[i], step);
  const voided = step.found.find((one) => one.kind === "void");
  if (voided !== undefined) {
    // Whatever else this epoch seems to show rests on what cannot be told.
    endItem(exam, turn, index, { kind: "void", reason: voided.reason });
    return;
  }
  if (turn.state.items[index]?.state === "suspended") turn.emit({ type: "item-resumed", index });
  if (step.progress !== held) turn.emit({ type: "progressed", progress: step.progress });
  if (memory !== known) turn.emit({ type: "watched", of: "item", memory });
  tell(exam, turn, index, step.found);
  if (left) endItem(exam, turn, index, { kind: "driven" });
}

/** The item whose entry the vehicle has just driven over; null when there is none. */
function entered(exam: PreparedExam, turn: ExamTurn): number | null {
  const { now, before } = exam.trail;
  for (let i = 0; i < exam.items.length; i++) {
    const drive = exam.items[i]?.drive ?? null;
    if (drive === null || turn.state.items[i]?.state !== "waiting") continue;
    if (crosses(drive.geometry.entry, before, now, OUTLINE_FRONT)) return i;
  }
  return null;
}

function beginItem(exam: PreparedExam, turn: ExamTurn, index: number): void {
  const { item, nameZh, nameEn, drive, watches } = exam.items[index] as PreparedItem;
  const prompt = itemBegin(item, nameZh, nameEn);
  turn.emit({
    type: "item-began",
    index,
    progress: drive?.script.initial ?? BEGUN,
    memory: watches.map((watch) => watch.initial),
    prompt,
  });
  turn.run({ kind: "prompt", prompt });
}

/** The point goes over the line from its left to its right. */
function crosses(line: Polyline, before: Float64Array, after: Float64Array, point: number): boolean {
  const x0 = before[2 * point] as number;
  const y0 = before[2 * point + 1] as number;
  const x1 = after[2 * point] as number;
  const y1 = after[2 * point + 1] as number;
  for (let i = 0; i + 3 < line.length; i += 2) {
    const ax = line[i] as number;
    const ay = line[i + 1] as number;
    const dx = (line[i + 2] as number) - ax;
    const dy = (line[i + 3] as number) - ay;
    const d0 = (x0 - ax) * dy - (y0 - ay) * dx;
    const d1 = (x1 - ax) * dy - (y1 - ay) * dx;
    if (!(d0 <= 0 && d1 > 0)) continue;
    const t = d0 / (d0 - d1);
    const u = ((x0 + t * (x1 - x0) - ax) * dx + (y0 + t * (y1 - y0) - ay) * dy) / (dx * dx + dy * dy);
    if (u >= 0 && u <= 1) return true;
  }
  return false;
}
