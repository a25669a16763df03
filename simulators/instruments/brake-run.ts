import type { BenchSetting } from "../../src/scenario/lane-instruments.ts";
import type { BrakeBenchPhysics } from "../world/brake-bench-physics.ts";
import type { Side } from "../world/vehicle.ts";
import { BrakeCells } from "./brake-cells.ts";
import { BrakeLift } from "./brake-lift.ts";
import {
  type BrakeRunEvent,
  type BrakeRunSummary,
  type DragSums,
  NO_SUMMARY,
  notice,
  summarise,
} from "./brake-run-events.ts";

/** As a scenario sets the bench up, whatever protocol it speaks; what is left out is in order. */
export type BrakeRunSettings = Partial<BenchSetting>;

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
const SIDES = ["left", "right"] as const;

type Phase = "idle" | "soft-start" | "settle" | "drag" | "brake" | "run-out";
const FAILS_IN: Readonly<Record<NonNullable<BenchSetting["motor"]>["trips"], Phase>> = {
  start: "soft-start",
  drag: "drag",
  braking: "brake",
};

/**
 * The bench's own control of one run, whatever protocol it speaks outside: soft start, settle, drag, brake
 * until lock or time, run out. Sampled at 100 Hz, both sides at the same instant (docs/sources.md, brake benches).
 */
export class BrakeRun {
  readonly #physics: BrakeBenchPhysics;
  readonly #settings: BrakeRunSettings;
  readonly #cells: BrakeCells;
  readonly #lift: BrakeLift;
  #phase: Phase = "idle";
  #nextMs: number | null = null;
  #startMs = 0;
  #phaseEndMs = 0;
  #locked = { left: false, right: false };
  /** The side whose motor has failed in this run, and when it does. */
  #failed: Side | null = null;
  #failsMs: number | null = null;
  #samples = 0;
  #latest = { leftN: 0, rightN: 0 };
  #drag: DragSums = { left: 0, right: 0, count: 0 };
  #curve: { leftN: number; rightN: number }[] = [];
  #summary = NO_SUMMARY;

  constructor(physics: BrakeBenchPhysics, settings: BrakeRunSettings = {}) {
    this.#physics = physics;
    this.#settings = settings;
    this.#cells = new BrakeCells(physics, settings);
    this.#lift = new BrakeLift(physics, settings);
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
    const runs = (at: Side): boolean => on && !this.#locked[at] && this.#failed !== at;
    return { left: runs("left"), right: runs("right") && !soft };
  }

  /** As the bench tells it. */
  get locked(): { readonly left: boolean; readonly right: boolean } {
    const { left, right } = this.#locked;
    const { tellsLocks = "each" } = this.#settings;
    if (tellsLocks === "each") return this.#locked;
    const any = tellsLocks === "both" && (left || right);
    return { left: any, right: any };
  }

  get summary(): BrakeRunSummary {
    return this.#summary;
  }

  /** What the cells show now is their zero from here on. */
  zero(atMs: number): void {
    this.#cells.zero(atMs);
  }

  moveLift(to: "up" | "down", atMs: number): void {
    if (!this.running) this.#lift.move(to, atMs);
  }

  /**
   * False while a run is on. Without an axle, or with a third roller that does not answer, the run ends at
   * once.
   */
  start(atMs: number): readonly BrakeRunEvent[] | null {
    if (this.running) return null;
    this.#lift.settle(atMs);
    this.#physics.advanceTo(atMs);
    this.#locked = { left: false, right: false };
    this.#failed = null;
    this.#failsMs = null;
    this.#samples = 0;
    this.#drag = { left: 0, right: 0, count: 0 };
    this.#curve = [];
    this.#startMs = atMs;
    const { faultyThirdRollers = [] } = this.#settings;
    const missing = SIDES.filter((at) => !this.#pressed(at) || faultyThirdRollers.includes(at));
    if (missing.length > 0) {
      return [...missing.map((at) => notice(`${at}-third-roller-fault`, atMs)), notice("ended", atMs)];
    }
    this.#enter("soft-start", atMs, SOFT_START_MS);
    this.#nextMs = atMs + SAMPLE_MS;
    return this.#motorOn("left", atMs);
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

  /** On rollers that are made for it, a wheel in the middle answers for both sides. */
  #pressed(at: Side): boolean {
    const takes = this.#settings.takesSingleWheels === true;
    return this.#physics.pressed(at) || (takes && this.#physics.pressed("left"));
  }

  #sample(atMs: number, events: BrakeRunEvent[]): void {
    const leftN = this.#cells.readN("left", atMs);
    const rightN = this.#cells.readN("right", atMs);
    const isNew = this.#samples % (this.#settings.sentTimes ?? 1) === 0;
    this.#samples++;
    if (isNew) this.#latest = { leftN, rightN };
    events.push({ kind: "sample", ...this.#latest, atMs });
    if (this.#phase === "drag") {
      const { left, right, count } = this.#drag;
      this.#drag = { left: left + leftN, right: right + rightN, count: count + 1 };
    } else if (this.#phase === "brake") {
      if (isNew) this.#curve.push(this.#latest);
      this.#watchSlip(atMs, events);
    }
    this.#failMotor(atMs, events);
    this.#lift.rise(atMs - this.#startMs);
    if (!SIDES.every((at) => this.#pressed(at)) && this.#phase !== "run-out") {
      // The axle drove off its third rollers: the motors must not run under nothing.
      this.#runOut(atMs);
    }
    if (atMs >= this.#phaseEndMs) this.#nextPhase(atMs, events);
  }

  #watchSlip(atMs: number, events: BrakeRunEvent[]): void {
    const newly = SIDES.filter((at) => !this.#locked[at] && this.#physics.slip(at) >= LOCK_SLIP);
    if (newly.length > 0) this.#lock(newly, atMs, events);
  }

  #lock(newly: readonly Side[], atMs: number, events: BrakeRunEvent[]): void {
    for (const at of newly) {
      this.#locked = { ...this.#locked, [at]: true };
      this.#physics.setMotor(at, false);
    }
    const { left, right } = this.locked;
    if (left || right)
      events.push(notice(left && right ? "both-locked" : left ? "left-locked" : "right-locked", atMs));
    const both = this.#locked.left && this.#locked.right;
    this.#phaseEndMs = both ? atMs : Math.min(this.#phaseEndMs, atMs + AFTER_FIRST_LOCK_MS);
  }

  /** Empty for a motor that does not come on: nobody tells of it. */
  #motorOn(at: Side, atMs: number): readonly BrakeRunEvent[] {
    const { motor } = this.#settings;
    if (motor?.side === at && motor.trips === "start") this.#failed = at;
    else this.#physics.setMotor(at, true);
    return this.#failed === at ? [] : [notice(`${at}-motor-on`, atMs)];
  }

  #failMotor(atMs: number, events: BrakeRunEvent[]): void {
    const { motor } = this.#settings;
    if (motor === undefined || this.#failsMs === null || atMs < this.#failsMs) return;
    this.#failed = motor.side;
    this.#physics.setMotor(motor.side, false);
    // A start that failed is seen when the bench looks at the third rollers, before it asks to roll.
    if (motor.trips === "start" && this.#phase !== "drag") return;
    this.#failsMs = null;
    if (motor.told === "lock") this.#lock([motor.side], atMs, events);
    if (motor.told !== "third-roller") return;
    events.push(notice(`${motor.side}-third-roller-fault`, atMs));
    this.#runOut(atMs);
  }

  #nextPhase(atMs: number, events: BrakeRunEvent[]): void {
    switch (this.#phase) {
      case "soft-start":
        events.push(...this.#motorOn("right", atMs));
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
    for (const at of SIDES) this.#physics.setMotor(at, false);
    this.#failsMs = null;
    this.#enter("run-out", atMs, RUN_OUT_MS);
  }

  #enter(phase: Phase, atMs: number, forMs: number): void {
    this.#phase = phase;
    this.#phaseEndMs = atMs + forMs;
    const { motor } = this.#settings;
    if (motor !== undefined && FAILS_IN[motor.trips] === phase) this.#failsMs = atMs + motor.afterMs;
  }
}
