import type { DriverDefect } from "../../src/scenario/driver.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import type { Car } from "./car.ts";
import type { CourseMap, RouteLeg } from "./course-map.ts";
import { manoeuvreOf } from "./course-plan.ts";
import { legAt, type Stage, signalOf } from "./course-stage.ts";
import { type Cabin, Feet } from "./driver-seat.ts";
import { steerAlong } from "./driver-steering.ts";

export interface DriverOptions {
  readonly car: Car;
  readonly cabin: Cabin;
  readonly map: CourseMap;
  readonly stages: readonly Stage[];
  readonly defects: readonly DriverDefect[];
  readonly wheelbaseM: number;
  readonly pace: number;
  readonly random: SeededRandom;
  /** It is being made now; may be told more than once. */
  readonly onMistake?: (defect: DriverDefect) => void;
}

/** A script that is asked once a tick what to do next. */
type Script = Generator<void, void, void>;

/** Something that happens at a place on the way. */
interface Incident {
  readonly atM: number;
  readonly defect: DriverDefect;
  done: boolean;
}

/** Mistakes that are in the way itself, from the item's first leg on. */
const OF_THE_WAY: ReadonlySet<DriverDefect["kind"]> = new Set([
  ...(["leaves-out", "forgets-signal", "touches-bay-line"] as const),
  ...(["cuts-corner", "hill-stop-off", "edge-distance"] as const),
]);
const SIGNAL_BEFORE_S = 3.4;
const STOPS_WITHIN_M = 0.003;
const CREEP_M_PER_S = 0.04;
const SLOPE_WORTH_A_HILL_START = 0.02;

/** Drives the stages one after the other; makes exactly the mistakes it was told to. */
export class Driver {
  readonly #o: DriverOptions;
  readonly #feet: Feet;
  readonly #script: Script;
  #nowS = 0;
  #tickS = 0.01;
  #wantedMPerS = 0;
  #over = false;
  /** When the first reversing of this item began. */
  #reversedAtS = 0;
  #reversingItem: string | undefined;
  readonly #dawdled = new Set<DriverDefect>();
  #reminders: { readonly atS: number; readonly act: () => void }[] = [];

  constructor(options: DriverOptions) {
    this.#o = options;
    this.#feet = new Feet(options.car, options.cabin.controls);
    this.#script = options.stages.length === 0 ? this.#park() : this.#drive();
  }

  /** Nothing left to do. */
  get over(): boolean {
    return this.#over;
  }

  tick(dtS: number): void {
    this.#nowS += dtS;
    this.#tickS = dtS;
    if (this.#reminders.length > 0) {
      for (const { atS, act } of this.#reminders) if (atS <= this.#nowS) act();
      this.#reminders = this.#reminders.filter(({ atS }) => atS > this.#nowS);
    }
    if (!this.#over && this.#script.next().done === true) this.#over = true;
  }

  *#drive(): Script {
    const { cabin, stages } = this.#o;
    cabin.belt = this.#defect("forgets-belt") === undefined;
    cabin.doorsClosed = true;
    yield* this.#wait(0.8 + this.#o.random.unit());
    if (!this.#o.car.powertrain.running) yield* this.#startEngine();
    yield* this.#signalFirst(stages[0]);
    for (const [i, stage] of stages.entries()) {
      yield* this.#moveOff(stage);
      yield* this.#follow(stage);
      yield* this.#stand(stage, stages[i + 1]);
    }
    yield* this.#park();
  }

  #defect<K extends DriverDefect["kind"]>(
    kind: K,
    item?: string,
  ): Extract<DriverDefect, { kind: K }> | undefined {
    const found = this.#o.defects.find(
      (d): d is Extract<DriverDefect, { kind: K }> =>
        d.kind === kind && (item === undefined || ("item" in d && d.item === item)),
    );
    if (found !== undefined) this.#o.onMistake?.(found);
    return found;
  }

  *#wait(forS: number): Script {
    const untilS = this.#nowS + forS;
    while (this.#nowS < untilS) yield;
  }

  *#startEngine(): Script {
    const { controls } = this.#o.cabin;
    const inGear = this.#defect("starts-in-gear") !== undefined;
    controls.clutch = 1;
    controls.throttle = 0;
    controls.gear = inGear ? 1 : 0;
    controls.ignition = true;
    yield* this.#wait(0.5);
    controls.starter = true;
    yield* this.#wait(this.#defect("holds-starter")?.forS ?? 0.9);
    controls.starter = false;
    yield* this.#wait(0.6);
  }

  *#signalFirst(stage: Stage | undefined): Script {
    const signal = signalOf(stage);
    this.#o.cabin.signal = signal;
    if (signal !== "none") yield* this.#wait(SIGNAL_BEFORE_S);
  }

  /** Gear in, clutch to the biting point, brakes off last. */
  *#moveOff(stage: Stage): Script {
    const { cabin, car } = this.#o;
    const { controls } = cabin;
    const item = stage.legs[0]?.leg.item;
    const wasParked = controls.handbrake > 0;
    this.#feet.standStill();
    yield* this.#wait(0.4);
    controls.gear = stage.direction === "reverse" ? -1 : 1;
    yield* this.#wait(0.4);
    const uphill = car.grade * (stage.direction === "reverse" ? -1 : 1) > SLOPE_WORTH_A_HILL_START;
    if (uphill && this.#defect("stalls-on-hill", item) !== undefined) yield* this.#stall();
    const waits = uphill ? this.#defect("waits-on-hill", item) : undefined;
    if (waits !== undefined) yield* this.#waitOnHill(waits.forS, waits.afterCm / 100);
    const creeps = uphill ? this.#defect("creeps-back", item) : undefined;
    if (creeps !== undefined)
      for (let k = 0; k < creeps.steps; k++)
        yield* this.#creepBack(creeps.byCm / 100 / creeps.steps, creeps.cmPerS / 100);
    const rollback = uphill ? this.#defect("rolls-back", item) : undefined;
    if (rollback !== undefined) yield* this.#rollBack(rollback.byCm / 100);
    if (uphill) {
      const untilS = this.#nowS + 1.2;
      while (this.#nowS < untilS) {
        this.#feet.takeUpClutch(250);
        yield;
      }
    } else if (wasParked) yield* this.#wait(0.3);
    controls.brake = 0;
    controls.handbrake = 0;
    const first = stage.legs[0]?.leg;
    if (stage.direction === "reverse" && first?.item !== this.#reversingItem) {
      this.#reversingItem = first?.item;
      this.#reversedAtS = this.#nowS;
    }
  }

  *#stall(): Script {
    const { controls } = this.#o.cabin;
    controls.throttle = 0;
    for (let pedal = 1; pedal > 0.1; pedal -= 0.05) {
      controls.clutch = pedal;
      yield;
    }
    while (this.#o.car.powertrain.running) yield;
    yield* this.#wait(1.2);
    yield* this.#startEngine();
    controls.gear = 1;
    yield* this.#wait(0.4);
  }

  /** All brakes off and the clutch down, until the foot finds the brake. */
  *#rollBack(byM: number): Script {
    const { cabin, car } = this.#o;
    const fromM = car.travelM;
    cabin.controls.clutch = 1;
    cabin.controls.brake = 0;
    cabin.controls.handbrake = 0;
    const brakingMPerS2 = 5;
    while (fromM - car.travelM + car.speedMPerS ** 2 / (2 * brakingMPerS2) < byM) yield;
    // Gravity pulls on while the brake works: 0.75 of full is 5 m/s² on a slope of one in ten.
    cabin.controls.brake = 0.75;
    while (car.speedMPerS !== 0) yield;
    yield* this.#wait(0.8);
  }

  /** The clutch down, the brake just loose enough, until the foot presses it again. */
  *#creepBack(byM: number, mPerS: number): Script {
    const { cabin, car } = this.#o;
    const fromM = car.travelM;
    cabin.controls.clutch = 1;
    cabin.controls.handbrake = 0;
    while (fromM - car.travelM < byM) {
      cabin.controls.brake = -car.speedMPerS > mPerS ? 0.5 : 0.05;
      yield;
    }
    cabin.controls.brake = 0.75;
    while (car.speedMPerS !== 0) yield;
    yield* this.#wait(1.2);
  }

  /** A start that comes to nothing after `afterM`, and then the rest of the time. */
  *#waitOnHill(forS: number, afterM: number): Script {
    const { cabin, car } = this.#o;
    if (afterM > 0) {
      yield* this.#wait(Math.min(5, forS / 2));
      const fromM = car.travelM;
      cabin.controls.brake = 0;
      cabin.controls.handbrake = 0;
      while (car.travelM - fromM < afterM) {
        this.#feet.takeUpClutch(400);
        yield;
      }
      this.#feet.standStill();
      while (car.speedMPerS !== 0) yield;
      cabin.controls.handbrake = 1;
    }
    yield* this.#wait(forS);
  }

  *#follow(stage: Stage): Script {
    const { cabin, car, wheelbaseM } = this.#o;
    const incidents = this.#incidentsOf(stage);
    let wayM = 0;
    for (;;) {
      const tracking = steerAlong(stage.path, car.pose(), stage.direction, wayM, wheelbaseM);
      wayM = tracking.wayM;
      cabin.controls.steerDeg = tracking.steerDeg;
      const leftM = stage.path.lengthM - wayM;
      if (leftM < STOPS_WITHIN_M) break;
      const leg = legAt(stage, wayM)?.leg;
      if (leg !== undefined) this.#handle(leg);
      for (const incident of incidents) if (!incident.done) yield* this.#meet(incident, wayM);
      this.#keepSpeed(this.#speedFor(stage, wayM, incidents));
      yield;
    }
    yield* this.#halt();
  }

  /** Signal and gear as the leg asks; second gear on the winding road. */
  #handle(leg: RouteLeg): void {
    const { cabin, car } = this.#o;
    for (const defect of this.#o.defects)
      if (OF_THE_WAY.has(defect.kind) && "item" in defect && defect.item === leg.item)
        this.#o.onMistake?.(defect);
    cabin.signal = leg.signal;
    if (leg.direction === "reverse" || car.speedMPerS < 1) return;
    cabin.controls.gear = leg.kind === "curve" ? 2 : 1;
  }

  #keepSpeed(wantedMPerS: number): void {
    const errorMPerS = wantedMPerS - Math.abs(this.#o.car.speedMPerS);
    // On the way to a stop the wanted speed falls by itself; to follow it without lag its fall is part of the wish.
    const fallMPerS2 = Math.max(-1, Math.min(0, (wantedMPerS - this.#wantedMPerS) / this.#tickS));
    this.#wantedMPerS = wantedMPerS;
    this.#feet.accelerate(Math.min(0.7, Math.max(-1.6, fallMPerS2 + 3 * errorMPerS)));
  }

  #speedFor(stage: Stage, wayM: number, incidents: readonly Incident[]): number {
    let wanted = Number.POSITIVE_INFINITY;
    const slowTo = (mPerS: number, atM: number): void => {
      wanted = Math.min(wanted, Math.sqrt(mPerS ** 2 + 2 * 0.45 * Math.max(0, atM - wayM)));
    };
    for (const { leg, fromM, toM } of stage.legs)
      if (toM > wayM) slowTo((leg.speedKmh / 3.6) * this.#o.pace, fromM);
    slowTo(CREEP_M_PER_S, stage.path.lengthM);
    for (const { done, atM, defect } of incidents) {
      if (!done && defect.kind === "stops-midway") slowTo(CREEP_M_PER_S, atM);
    }
    return wanted;
  }

  #incidentsOf(stage: Stage): Incident[] {
    const incidents: Incident[] = [];
    for (const defect of this.#o.defects) {
      const passing = ["stops-midway", "opens-door", "takes-belt-off", "examiner-brakes"];
      if (!("item" in defect) || !passing.includes(defect.kind)) continue;
      const planned = stage.legs.map((s) => s.leg);
      const nominal = manoeuvreOf(this.#o.map.legs, defect.item);
      const at = stage.legs[planned.findIndex((leg) => leg.leg === nominal?.leg)];
      if (at !== undefined) incidents.push({ atM: (at.fromM + at.toM) / 2, defect, done: false });
    }
    return incidents;
  }

  *#meet(incident: Incident, wayM: number): Script {
    const { defect, atM } = incident;
    const { cabin } = this.#o;
    if (wayM < atM - STOPS_WITHIN_M) return;
    incident.done = true;
    this.#o.onMistake?.(defect);
    if (defect.kind === "stops-midway") {
      yield* this.#halt();
      yield* this.#wait(defect.forS);
      cabin.controls.brake = 0;
    } else if (defect.kind === "examiner-brakes") {
      cabin.examinerBrake = true;
      yield* this.#halt();
      yield* this.#wait(defect.forS);
      cabin.examinerBrake = false;
      cabin.controls.brake = 0;
    } else if (defect.kind === "opens-door") {
      this.#later(defect.forS, () => {
        cabin.doorsClosed = true;
      });
      cabin.doorsClosed = false;
    } else if (defect.kind === "takes-belt-off") {
      this.#later(defect.forS, () => {
        cabin.belt = true;
      });
      cabin.belt = false;
    }
  }

  #later(afterS: number, act: () => void): void {
    this.#reminders.push({ atS: this.#nowS + afterS, act });
  }

  /** Comes to rest where it is, gently enough not to overshoot by more than the foot moves. */
  *#halt(): Script {
    this.#feet.standStill();
    while (this.#o.car.speedMPerS !== 0) yield;
  }

  *#stand(stage: Stage, next: Stage | undefined): Script {
    const { cabin } = this.#o;
    const item = stage.legs.at(-1)?.leg.item;
    const arrivedS = this.#nowS;
    if (next === undefined) return;
    if (stage.handbrake && this.#defect("forgets-handbrake", item) === undefined) {
      yield* this.#wait(0.5);
      cabin.controls.handbrake = 1;
      cabin.controls.gear = 0;
      cabin.controls.brake = 0;
    }
    yield* this.#wait(0.4);
    const signal = signalOf(next);
    cabin.signal = signal;
    if (signal !== "none") yield* this.#wait(SIGNAL_BEFORE_S);
    yield* this.#wait(Math.max(0, arrivedS + stage.stopS + 0.4 * this.#o.random.unit() - this.#nowS));
    const slow = stage.direction === "reverse" ? this.#defect("too-slow", item) : undefined;
    if (slow !== undefined && !this.#dawdled.has(slow)) {
      this.#dawdled.add(slow);
      while (this.#nowS < this.#reversedAtS + slow.totalS) yield;
    }
  }

  *#park(): Script {
    const { controls } = this.#o.cabin;
    yield* this.#halt();
    yield* this.#wait(0.5);
    controls.handbrake = 1;
    controls.gear = 0;
    controls.brake = 0;
    controls.clutch = 0;
    this.#o.cabin.signal = "none";
  }
}
