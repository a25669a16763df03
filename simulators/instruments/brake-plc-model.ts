import { ReadingFaults } from "../kit/defects.ts";
import type { PlcModel } from "../kit/plc-model.ts";
import type { BrakeBenchPhysics } from "../world/brake-bench-physics.ts";
import { BrakeRun, type BrakeRunSettings } from "./brake-run.ts";
import type { BrakeRunEvent } from "./brake-run-events.ts";

/** Its lift is its own: it is down before the motors start. */
export interface BrakePlcOptions extends BrakeRunSettings {
  readonly physics: BrakeBenchPhysics;
}

const NOTICE = { none: 0, drag: 1, brake: 2, ended: 3, "third-roller-fault": 4 } as const;

const VARIABLES = {
  "Bench.LeftForceN": "double",
  "Bench.RightForceN": "double",
  "Bench.LeftMotorOn": "boolean",
  "Bench.RightMotorOn": "boolean",
  "Bench.LeftLocked": "boolean",
  "Bench.RightLocked": "boolean",
  "Bench.Notice": "int",
  "Bench.SampleIndex": "int",
  "Bench.Run": "int",
} as const;

/**
 * The same bench behind a PLC: the host writes `Bench.Run` (0 stop, 1 service, 2 parking) and watches the
 * rest. `Notice` is 0 none, 1 roll free, 2 press now, 3 ended, 4 third-roller fault; `SampleIndex` rises with
 * each 10 ms sample and never falls. `Run` goes back to 0 by itself when the run has ended. Our own layout: no
 * public one exists (docs/sources.md, brake benches).
 */
export class BrakePlcModel implements PlcModel {
  readonly variables: PlcModel["variables"] = VARIABLES;
  readonly readingFaults = new ReadingFaults();
  readonly #run: BrakeRun;
  readonly #cutsAtZero: boolean;
  readonly #counts: boolean;
  #atMs = 0;
  #leftN = 0;
  #rightN = 0;
  #notice: number = NOTICE.none;
  #sampleIndex = 0;
  #samples = 0;
  #asked = 0;
  #pending = false;

  constructor({ physics, ...settings }: BrakePlcOptions) {
    this.#run = new BrakeRun(physics, {
      ...settings,
      lift: settings.lift === "stuck-up" ? "stuck-up" : "none",
    });
    this.#cutsAtZero = settings.cutsAtZero ?? true;
    this.#counts = settings.plc?.index !== "stands";
  }

  get samples(): number {
    return this.#samples;
  }

  read(name: string): boolean | number {
    switch (name) {
      case "Bench.LeftForceN":
        return this.#leftN;
      case "Bench.RightForceN":
        return this.#rightN;
      case "Bench.LeftMotorOn":
        return this.#run.motors.left;
      case "Bench.RightMotorOn":
        return this.#run.motors.right;
      case "Bench.LeftLocked":
        return this.#run.locked.left;
      case "Bench.RightLocked":
        return this.#run.locked.right;
      case "Bench.Notice":
        return this.#notice;
      case "Bench.SampleIndex":
        return this.#sampleIndex;
      case "Bench.Run":
        return this.#asked;
      default:
        throw new Error(`The bench's PLC has no variable ${name}.`);
    }
  }

  /** A run already on takes no other: the PLC keeps it until 0 is written. */
  write(name: string, value: boolean | number): boolean {
    if (name !== "Bench.Run" || (value !== 0 && value !== 1 && value !== 2)) return false;
    if (value !== 0 && (this.#run.running || this.#pending)) return false;
    this.#asked = value;
    this.#pending = true;
    return true;
  }

  /** What was written takes effect in the next cycle, which is the first moment that has a time. */
  step(atMs: number): void {
    for (const event of this.#run.step(atMs)) this.#take(event);
    if (this.#pending) {
      this.#pending = false;
      if (this.#asked === 0) this.#run.stop(atMs);
      else this.#begin(atMs);
    }
    // With the motors off the run is over for the host, though the rollers still slow down.
    if (this.#run.runningOut) this.#notice = NOTICE.ended;
    this.#atMs = Math.max(this.#atMs, atMs);
  }

  nextStepMs(): number | null {
    return this.#pending ? this.#atMs : this.#run.nextStepMs();
  }

  #begin(atMs: number): void {
    this.#notice = NOTICE.none;
    for (const event of this.#run.start(atMs) ?? []) this.#take(event);
  }

  #take(event: BrakeRunEvent): void {
    if (event.kind === "sample") {
      this.#leftN = this.readingFaults.apply("left", this.#round(event.leftN), event.atMs);
      this.#rightN = this.readingFaults.apply("right", this.#round(event.rightN), event.atMs);
      this.#samples++;
      if (this.#counts) this.#sampleIndex++;
      return;
    }
    switch (event.notice) {
      case "drag":
      case "brake":
        this.#notice = NOTICE[event.notice];
        return;
      case "left-third-roller-fault":
      case "right-third-roller-fault":
        this.#notice = NOTICE["third-roller-fault"];
        return;
      case "ended":
        if (this.#notice !== NOTICE["third-roller-fault"]) this.#notice = NOTICE.ended;
        this.#asked = 0;
        return;
      default:
    }
  }

  /** A converter of one newton, and as it is usually programmed no pull below zero. */
  #round(newtons: number): number {
    const whole = Math.round(newtons);
    return this.#cutsAtZero ? Math.max(0, whole) : whole;
  }
}
