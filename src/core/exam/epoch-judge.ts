import { assert } from "../machine.ts";
import type { GnssEpoch } from "../observation.ts";
import type { Polyline } from "./course.ts";
import type { Detector, FaultDetail, Step } from "./detectors/detector.ts";
import { type ExamEvent, type ExamState, stationUtcMs } from "./exam-state.ts";
import { brokenFinding, GENERAL } from "./findings.ts";
import { endOfItem } from "./item-end.ts";
import { firstMotion, type Motion, nextMotion } from "./motion.ts";
import type { PreparedExam, PreparedItem } from "./prepared-exam.ts";
import { BEGUN, type Progress, progressed } from "./progress.ts";
import { itemBegin } from "./prompts.ts";
import { epochProblem, isInstant, jumpProblem, timeProblem } from "./quality-gate.ts";
import type { ExamRule } from "./rulebook.ts";
import { BODY_POINTS, poseOfAntenna, type VehiclePose } from "./vehicle-body.ts";

const FRONT_CENTRE = 0;
const REAR_CENTRE = 12;

/**
 * From an epoch to events. Pure in what it answers; the point buffers and the name of the motion they belong to are
 * only kept so that the body is placed once an epoch.
 */
export class EpochJudge {
  readonly #exam: PreparedExam;
  #points = new Float64Array(2 * BODY_POINTS);
  #previous = new Float64Array(2 * BODY_POINTS);
  #placed: Motion | null = null;
  #events: ExamEvent[] = [];
  #index: number | null = null;
  #state: ExamState | null = null;
  #voidReason: string | null = null;
  readonly #step: Step;

  constructor(exam: PreparedExam) {
    this.#exam = exam;
    const nowhere = { eastM: 0, northM: 0, headingRad: 0, pitchRad: 0 };
    const motion = firstMotion(nowhere, 0, 0, exam.rulebook.motion);
    this.#step = {
      motion,
      before: motion,
      points: this.#points,
      previous: this.#previous,
      signals: { lines: {}, channels: {}, since: {} },
      progress: BEGUN,
      kind: null,
      first: false,
      resumed: false,
      fault: (rule, detail) => this.#fault(rule, detail),
      undecidable: (rule, reason) => this.#undecidable(rule, reason),
      voidItem: (reason) => {
        this.#voidReason ??= reason;
      },
    };
  }

  /** Events of one epoch in a running test. Epochs that are older than, or the same as, the last good one are nothing. */
  judge(state: ExamState, epoch: GnssEpoch): ExamEvent[] {
    this.#begin(state);
    const { gate, motion: settings } = this.#exam.rulebook;
    const last = state.motion;
    if (last !== null && epoch.utcMs === last.utcMs) return [];
    const dtS = last === null ? 0 : (epoch.utcMs - last.utcMs) / 1000;
    const stationS = last === null ? 0 : (epoch.atMs - (state.positionAtMs ?? epoch.atMs)) / 1000;
    const wrongTime = timeProblem(dtS, stationS, gate);
    if (wrongTime !== null) {
      // One wrong time says nothing of the vehicle: only the station's clock can tell for how long it is wrong.
      return this.#unfit(state, epoch, wrongTime, stationS > 0 ? stationS : Math.abs(dtS));
    }
    const own = epochProblem(epoch, gate);
    if (own !== null) return this.#unfit(state, epoch, own, dtS);
    const pose = this.#poseOf(epoch);
    const jump = last === null ? null : jumpProblem(last, pose, dtS, gate);
    if (jump !== null) return this.#unfit(state, epoch, jump, dtS);
    const speedMps = epoch.speedKmh === null ? null : epoch.speedKmh / 3.6;
    if (last === null) {
      const motion = firstMotion(pose, epoch.utcMs, speedMps ?? 0, settings);
      this.#events.push({ type: "tracked", motion, atMs: epoch.atMs });
      return this.#events;
    }
    const gap = state.unfit !== null || dtS > gate.epochGapMaxS;
    const movedM = Math.hypot(pose.eastM - last.eastM, pose.northM - last.northM);
    if (gap && (dtS > gate.resumeWithinS || movedM > gate.resumeMoveMaxM))
      return this.#restart(state, epoch, last, pose, speedMps ?? 0);
    const motion = nextMotion(last, pose, epoch.utcMs, speedMps, settings);
    this.#place(last, motion);
    this.#advance(state, motion, last, epoch.atMs, gap);
    return this.#events;
  }

  #begin(state: ExamState): void {
    this.#events = [];
    this.#state = state;
    this.#voidReason = null;
  }

  #poseOf(epoch: GnssEpoch): VehiclePose {
    const [east, north] = this.#exam.course.frame.toLocal(epoch.latitudeDeg, epoch.longitudeDeg);
    return poseOfAntenna(this.#exam.vehicle, east, north, epoch.headingDeg ?? 0, epoch.pitchDeg);
  }

  #place(last: Motion, motion: Motion): void {
    [this.#points, this.#previous] = [this.#previous, this.#points];
    if (this.#placed !== last) this.#exam.body.place(last, this.#previous);
    this.#exam.body.place(motion, this.#points);
    this.#placed = motion;
    this.#step.points = this.#points;
    this.#step.previous = this.#previous;
  }

  /** `sinceS`: how long ago the last good epoch was. */
  #unfit(state: ExamState, epoch: GnssEpoch, reason: string, sinceS: number): ExamEvent[] {
    const index = state.current;
    const lost = state.motion !== null && sinceS > this.#exam.rulebook.gate.resumeWithinS;
    if (state.unfit === reason && !lost) return [];
    const utcMs = stationUtcMs(state, epoch.atMs) ?? (isInstant(epoch.utcMs) ? epoch.utcMs : null);
    this.#events.push({ type: "unfit", reason, fix: epoch.fix, utcMs, atMs: epoch.atMs, lost });
    if (index !== null && state.items[index]?.state === "running")
      this.#events.push({ type: "item-suspended", index, reason });
    if (index !== null && lost) this.#endVoid(state, index, `no usable position for too long: ${reason}`);
    return this.#events;
  }

  /** The gap was too long to tell what happened in it. */
  #restart(
    state: ExamState,
    epoch: GnssEpoch,
    last: Motion,
    pose: VehiclePose,
    speedMps: number,
  ): ExamEvent[] {
    const motion = firstMotion(pose, epoch.utcMs, speedMps, this.#exam.rulebook.motion);
    this.#place(last, motion);
    const gapS = (epoch.utcMs - last.utcMs) / 1000;
    const reason = `no usable position for ${gapS.toFixed(2)} s`;
    this.#events.push({
      type: "unfit",
      reason,
      fix: epoch.fix,
      utcMs: stationUtcMs(state, epoch.atMs),
      atMs: epoch.atMs,
      lost: true,
    });
    this.#events.push({ type: "tracked", motion, atMs: epoch.atMs });
    if (state.current !== null) this.#endVoid(state, state.current, reason);
    else {
      const index = this.#entered(state);
      const item = index === null ? undefined : this.#exam.items[index];
      if (index !== null && item !== undefined) {
        this.#events.push(this.#began(index, item));
        this.#endVoid(state, index, `${reason} while it began`);
      }
    }
    return this.#events;
  }

  #advance(state: ExamState, motion: Motion, before: Motion, atMs: number, resumed: boolean): void {
    const step = this.#step;
    step.motion = motion;
    step.before = before;
    step.signals = state.signals;
    step.resumed = resumed;
    step.first = false;
    step.kind = state.current === null ? null : (this.#exam.items[state.current]?.kind ?? null);
    this.#index = null;
    step.progress = BEGUN;
    const generalMemory = this.#watch(this.#exam.general, state.generalMemory);
    const index = state.current ?? this.#entered(state);
    const item = index === null ? undefined : this.#exam.items[index];
    const generalFaults = this.#events;
    this.#events = [];
    const track = (item: { progress?: Progress; memory?: readonly unknown[] }): void => {
      const changed = generalMemory === state.generalMemory ? {} : { generalMemory };
      this.#events.unshift({ type: "tracked", motion, atMs, ...item, ...changed });
      this.#events.push(...generalFaults);
    };
    if (index === null || item === undefined) track({});
    else this.#inItem(state, index, item, track);
  }

  #inItem(
    state: ExamState,
    index: number,
    item: PreparedItem,
    track: (change: { progress?: Progress; memory?: readonly unknown[] }) => void,
  ): void {
    assert(item.script !== null && item.geometry !== null, "an item that can be entered can be judged");
    const step = this.#step;
    const began = state.current === null;
    const progressBefore = began || state.progress === null ? item.script.initial : state.progress;
    const memoryBefore = began ? item.detectors.map((d) => d.initial) : state.memory;
    this.#index = index;
    step.kind = item.kind;
    step.first = began;
    step.progress = progressed(progressBefore, { breach: null });
    step.progress = item.script.advance(step);
    const left = !began && crosses(item.geometry.exit, this.#previous, this.#points, REAR_CENTRE);
    if (left) step.progress = item.script.finish(step.progress);
    const memory = this.#watch(item.detectors, memoryBefore);
    if (left) for (const [i, d] of item.detectors.entries()) d.finish?.(memory[i], step);
    if (this.#voidReason !== null) this.#events = [];
    const change = {
      ...(step.progress === state.progress ? {} : { progress: step.progress }),
      ...(memory === state.memory ? {} : { memory }),
    };
    track(change);
    const suspended = state.items[index]?.state === "suspended";
    if (suspended && this.#voidReason === null) this.#events.splice(1, 0, { type: "item-resumed", index });
    if (began) this.#events.unshift(this.#began(index, item));
    if (this.#voidReason !== null) this.#endVoid(state, index, this.#voidReason);
    else if (left) this.#events.push(endOfItem(this.#exam, state, this.#events, index, null));
  }

  /** The same array when no detector's memory changed. */
  #watch(detectors: readonly Detector[], memory: readonly unknown[]): readonly unknown[] {
    let changed: unknown[] | null = memory.length === detectors.length ? null : [];
    for (let i = 0; i < detectors.length; i++) {
      const detector = detectors[i] as Detector;
      const before = i < memory.length ? memory[i] : detector.initial;
      const after = detector.step(before, this.#step);
      if (changed === null && after !== before) changed = memory.slice(0, i);
      if (changed !== null) changed.push(after);
    }
    return changed ?? memory;
  }

  #entered(state: ExamState): number | null {
    for (let i = 0; i < this.#exam.items.length; i++) {
      const item = this.#exam.items[i] as PreparedItem;
      if (item.script === null || item.geometry === null || state.items[i]?.state !== "waiting") continue;
      if (crosses(item.geometry.entry, this.#previous, this.#points, FRONT_CENTRE)) return i;
    }
    return null;
  }

  #began(index: number, item: PreparedItem): ExamEvent {
    return {
      type: "item-began",
      index,
      progress: item.script?.initial ?? BEGUN,
      memory: item.detectors.map((d) => d.initial),
      prompt: itemBegin(item.item, item.nameZh, item.nameEn),
    };
  }

  #endVoid(state: ExamState, index: number, reason: string): void {
    this.#events.push(endOfItem(this.#exam, state, this.#events, index, reason));
  }

  #fault(rule: ExamRule, detail: FaultDetail): void {
    const index = this.#index;
    const state = this.#state;
    assert(state !== null, "faults are found in a state");
    const known = index === null ? state.findings : (state.items[index]?.findings ?? []);
    const counted =
      known.some((finding) => finding.rule === rule.id && finding.deduction !== null) ||
      this.#events.some((event) => event.type === "deducted" && event.finding.rule === rule.id);
    if (rule.repeat === "once" && counted) return;
    const item = index === null ? GENERAL : (this.#exam.items[index]?.item ?? GENERAL);
    this.#events.push({ type: "deducted", index, finding: brokenFinding(rule, item, detail) });
  }

  #undecidable(rule: ExamRule, reason: string): void {
    const state = this.#state;
    const index = this.#index;
    const known = index === null ? state?.undecidable : state?.items[index]?.undecidable;
    if (known?.some((what) => what.rule === rule.id && what.reason === reason)) return;
    const byDevice = state?.faults.some((fault) => fault.raised) ?? false;
    this.#events.push({ type: "undecidable", index, what: { rule: rule.id, reason, byDevice } });
  }
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
