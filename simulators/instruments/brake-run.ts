import type { BrakeBenchPhysics } from "../world/brake-bench-physics.ts";
import type { Side } from "../world/vehicle.ts";

export type BrakeNotice =
  | "left-motor-on"
  | "right-motor-on"
  | "drag"
  | "brake"
  | "left-third-roller-fault"
  | "right-third-roller-fault"
  | "ended"
  | "left-locked"
  | "right-locked"
  | "both-locked";

export type BrakeRunEvent =
  | { readonly kind: "notice"; readonly notice: BrakeNotice; readonly atMs: number }
  | { readonly kind: "sample"; readonly leftN: number; readonly rightN: number; readonly atMs: number };

/** In newtons, from the run that ended last. */
export interface BrakeRunSummary {
  readonly dragLeftN: number;
  readonly dragRightN: number;
  readonly maxLeftN: number;
  readonly maxRightN: number;
  readonly differenceLeftN: number;
  readonly differenceRightN: number;
}

export const SAMPLE_MS = 10;
/** The second motor waits, for the sake of the mains. */
const SOFT_START_MS = 1000;
const SETTLE_MS = 2000;
const DRAG_MS = 2000;
const BRAKE_WINDOW_MS = 8000;
/** Third-roller slip at which the motor of that side stops, to save the tyre. */
const LOCK_SLIP = 0.27;
/** How long the other side may go on after the first lock. */
const AFTER_FIRST_LOCK_MS = 1000;
const RUN_OUT_MS = 400;

type Phase = "idle" | "soft-start" | "settle" | "drag" | "brake" | "run-out";

export const NO_SUMMARY: BrakeRunSummary = {
  dragLeftN: 0,
  dragRightN: 0,
  maxLeftN: 0,
  maxRightN: 0,
  differenceLeftN: 0,
  differenceRightN: 0,
};

/**
 * The bench's own control of one run, whatever protocol it speaks outside: soft start, settle, drag, brake
 * until lock or time, run out. Sampled at 100 Hz, both sides at the same instant (docs/sources.md, brake benches).
 */
export class BrakeRun {
  readonly #physics: BrakeBenchPhysics;
  readonly #faulty: readonly Side[];
  #phase: Phase = "idle";
  #nextMs: number | null = null;
  #phaseEndMs = 0;
  #offsetN = { left: 0, right: 0 };
  #locked = { left: false, right: false };
  #drag = { left: 0, right: 0, count: 0 };
  #curve: { leftN: number; rightN: number }[] = [];
  #summary = NO_SUMMARY;

  constructor(physics: BrakeBenchPhysics, faultyThirdRollers: readonly Side[] = []) {
    this.#physics = physics;
    this.#faulty = faultyThirdRollers;
  }

  get running(): boolean {
    return this.#phase !== "idle";
  }

  /** The motors are off and the rollers slow down; `ended` is told when they stand. */
  get runningOut(): boolean {
    return this.#phase === "run-out";
  }

  get motors(): { readonly left: boolean; readonly right: boolean } {
    const on = this.running && this.#phase !== "run-out";
    const soft = this.#phase === "soft-start";
    return { left: on && !this.#locked.left, right: on && !soft && !this.#locked.right };
  }

  get locked(): { readonly left: boolean; readonly right: boolean } {
    return this.#locked;
  }

  get summary(): BrakeRunSummary {
    return this.#summary;
  }

  setZeroOffsetN(left: number, right: number): void {
    this.#offsetN = { left, right };
  }

  /**
   * False while a run is on. Without an axle, or with a third roller that does not answer, the run ends at
   * once.
   */
  start(atMs: number): readonly BrakeRunEvent[] | null {
    if (this.running) return null;
    this.#physics.advanceTo(atMs);
    this.#locked = { left: false, right: false };
    this.#drag = { left: 0, right: 0, count: 0 };
    this.#curve = [];
    const missing = this.#physics.axlePresent ? this.#faulty : (["left", "right"] as const);
    if (missing.length > 0) {
      return [...missing.map((at) => notice(`${at}-third-roller-fault`, atMs)), notice("ended", atMs)];
    }
    this.#enter("soft-start", atMs, SOFT_START_MS);
    this.#physics.setMotor("left", true);
    this.#nextMs = atMs + SAMPLE_MS;
    return [notice("left-motor-on", atMs)];
  }

  /** Motors off now; the run still runs out. */
  stop(atMs: number): void {
    if (this.running && this.#phase !== "run-out") this.#runOut(atMs);
  }

  nextStepMs(): number | null {
    return this.#nextMs;
  }

  step(atMs: number): readonly BrakeRunEvent[] {
    const events: BrakeRunEvent[] = [];
    while (this.#nextMs !== null && this.#nextMs <= atMs) {
      const sampleMs = this.#nextMs;
      this.#nextMs += SAMPLE_MS;
      this.#physics.advanceTo(sampleMs);
      this.#sample(sampleMs, events);
    }
    return events;
  }

  #sample(atMs: number, events: BrakeRunEvent[]): void {
    const leftN = this.#physics.readForceN("left") + this.#offsetN.left;
    const rightN = this.#physics.readForceN("right") + this.#offsetN.right;
    events.push({ kind: "sample", leftN, rightN, atMs });
    if (this.#phase === "drag") {
      this.#drag.left += leftN;
      this.#drag.right += rightN;
      this.#drag.count++;
    } else if (this.#phase === "brake") {
      this.#curve.push({ leftN, rightN });
      this.#watchSlip(atMs, events);
    }
    if (!this.#physics.axlePresent && this.#phase !== "run-out") {
      // The axle drove off its third rollers: the motors must not run under nothing.
      this.#runOut(atMs);
    }
    if (atMs >= this.#phaseEndMs) this.#nextPhase(atMs, events);
  }

  #watchSlip(atMs: number, events: BrakeRunEvent[]): void {
    let newly = 0;
    for (const at of ["left", "right"] as const) {
      if (this.#locked[at] || this.#physics.slip(at) < LOCK_SLIP) continue;
      this.#locked = { ...this.#locked, [at]: true };
      this.#physics.setMotor(at, false);
      newly++;
    }
    if (newly === 0) return;
    const { left, right } = this.#locked;
    events.push(notice(left && right ? "both-locked" : left ? "left-locked" : "right-locked", atMs));
    this.#phaseEndMs = left && right ? atMs : Math.min(this.#phaseEndMs, atMs + AFTER_FIRST_LOCK_MS);
  }

  #nextPhase(atMs: number, events: BrakeRunEvent[]): void {
    switch (this.#phase) {
      case "soft-start":
        this.#physics.setMotor("right", true);
        events.push(notice("right-motor-on", atMs));
        this.#enter("settle", atMs, SETTLE_MS);
        return;
      case "settle":
        events.push(notice("drag", atMs));
        this.#enter("drag", atMs, DRAG_MS);
        return;
      case "drag":
        events.push(notice("brake", atMs));
        this.#enter("brake", atMs, BRAKE_WINDOW_MS);
        return;
      case "brake":
        this.#runOut(atMs);
        return;
      case "run-out":
        this.#phase = "idle";
        this.#nextMs = null;
        this.#summary = summarise(this.#curve, this.#drag);
        events.push(notice("ended", atMs));
        return;
      case "idle":
        return;
    }
  }

  #runOut(atMs: number): void {
    this.#physics.advanceTo(atMs);
    this.#physics.setMotor("left", false);
    this.#physics.setMotor("right", false);
    this.#enter("run-out", atMs, RUN_OUT_MS);
  }

  #enter(phase: Phase, atMs: number, forMs: number): void {
    this.#phase = phase;
    this.#phaseEndMs = atMs + forMs;
  }
}

function notice(what: BrakeNotice, atMs: number): BrakeRunEvent {
  return { kind: "notice", notice: what, atMs };
}

function summarise(
  curve: readonly { readonly leftN: number; readonly rightN: number }[],
  drag: { readonly left: number; readonly right: number; readonly count: number },
): BrakeRunSummary {
  let leftMaxAt = 0;
  let rightMaxAt = 0;
  curve.forEach((sample, at) => {
    if (sample.leftN > (curve[leftMaxAt]?.leftN ?? 0)) leftMaxAt = at;
    if (sample.rightN > (curve[rightMaxAt]?.rightN ?? 0)) rightMaxAt = at;
  });
  const growing = curve.slice(0, Math.min(leftMaxAt, rightMaxAt) + 1);
  let widest = growing[0] ?? { leftN: 0, rightN: 0 };
  for (const sample of growing) {
    if (Math.abs(sample.leftN - sample.rightN) > Math.abs(widest.leftN - widest.rightN)) widest = sample;
  }
  return {
    dragLeftN: drag.count === 0 ? 0 : drag.left / drag.count,
    dragRightN: drag.count === 0 ? 0 : drag.right / drag.count,
    maxLeftN: curve[leftMaxAt]?.leftN ?? 0,
    maxRightN: curve[rightMaxAt]?.rightN ?? 0,
    differenceLeftN: widest.leftN,
    differenceRightN: widest.rightN,
  };
}
