import type { DriverDefect, DriverSettings } from "../../src/scenario/driver.ts";
import { SeededRandom } from "../kit/seeded-random.ts";
import { Car } from "./car.ts";
import type { CarPose } from "./car-pose.ts";
import { placeOnGround } from "./car-pose.ts";
import { CourseGround } from "./course-hill.ts";
import type { CourseItem, CourseMap } from "./course-map.ts";
import { planDrive } from "./course-plan.ts";
import type { CourseVehicle } from "./course-vehicle.ts";
import { Driver } from "./driver.ts";
import { type Cabin, freshCabin } from "./driver-seat.ts";

/** Who wants to know what changes in the car. Times lie at most one tick ahead of the time asked for. */
export interface CourseWorldListener {
  onLine(line: CarLine, active: boolean, atMs: number): void;
  onChannel(channel: "engine-speed" | "gear", value: number, atMs: number): void;
  /** The nose crossed the entry line of an item. */
  onEntry(item: string, atMs: number): void;
  /** A mistake that was ordered is being made. */
  onMistake?(defect: DriverDefect): void;
}

export type CarLine =
  | "belt"
  | "door"
  | "handbrake"
  | "clutch"
  | "ignition"
  | "starter"
  | "signal-left"
  | "signal-right"
  | "brake"
  | "examiner-brake"
  | "low-beam";

/** An automatic works its clutch itself; nobody but it knows which of its gears is in. */
export interface CarKind {
  readonly gearbox: "manual" | "automatic";
  readonly startStop: boolean;
}

export interface CourseWorldOptions {
  readonly map: CourseMap;
  readonly vehicle: CourseVehicle;
  readonly driver: DriverSettings;
  readonly seed: number;
  /** Whose chance the drivers have. */
  readonly stream?: string;
  readonly listener: CourseWorldListener;
  readonly car?: CarKind;
  /** Monotonic milliseconds of the first instant. */
  readonly startMs: number;
}

export const TICK_MS = 10;
const REMEMBERED_TICKS = 300;
const ENGINE_RESTS_AFTER_MS = 1500;

/** The car on its course with somebody at the wheel. Moves in ticks of 10 ms, only as far as it is asked. */
export class CourseWorld {
  readonly #map: CourseMap;
  readonly #vehicle: CourseVehicle;
  readonly #listener: CourseWorldListener;
  readonly #seed: number;
  readonly #stream: string;
  readonly #cabin: Cabin = freshCabin();
  readonly #car: Car;
  readonly #lines = new Map<CarLine, boolean>();
  readonly #entered = new Set<string>();
  #settings: DriverSettings;
  #driver: Driver | null = null;
  #attempt = 0;
  #nowMs: number;
  /** The last ticks, oldest first, ending now. */
  #past: { readonly atMs: number; readonly pose: CarPose }[] = [];
  readonly #kind: CarKind;
  /** Held by the brake for so long. */
  #heldMs = 0;
  #rpm = -1;
  #gear = Number.NaN;

  constructor(options: CourseWorldOptions) {
    this.#map = options.map;
    this.#vehicle = options.vehicle;
    this.#listener = options.listener;
    this.#seed = options.seed;
    this.#stream = options.stream ?? "driver";
    this.#settings = options.driver;
    this.#nowMs = options.startMs;
    this.#kind = options.car ?? { gearbox: "manual", startStop: false };
    this.#car = new Car({
      wheelbaseM: options.vehicle.wheelbaseM,
      road: new CourseGround(options.map.items),
      start: this.#start(),
    });
    this.#cabin.controls.clutch = 0;
    this.#past.push({ atMs: this.#nowMs, pose: this.#car.pose() });
    this.#tell();
  }

  /** Somebody drives, or the car still rolls. */
  get active(): boolean {
    return (this.#driver !== null && !this.#driver.over) || this.#car.speedMPerS !== 0;
  }

  get cabin(): Readonly<Cabin> {
    return this.#cabin;
  }

  get car(): Car {
    return this.#car;
  }

  /** From the start of the course; a second drive begins there again. */
  driveOff(atMs: number): void {
    this.advanceTo(atMs);
    this.#attempt++;
    this.#car.placeAt(this.#start());
    this.#entered.clear();
    const defects = this.#settings.attempt === this.#attempt ? this.#settings.defects : [];
    this.#seat(planDrive(this.#map, this.#vehicle, defects), defects);
  }

  /** Whatever is being done is broken off; the car stops where it is. */
  pullUp(atMs: number): void {
    this.advanceTo(atMs);
    if (this.#driver !== null) this.#seat([], []);
  }

  /** Somebody else sits down in a car that stands at the start, engine off. */
  newCandidate(settings: DriverSettings, atMs: number): void {
    this.advanceTo(atMs);
    this.#settings = settings;
    this.#attempt = 0;
    this.#driver = null;
    this.#car.placeAt(this.#start());
    this.#car.powertrain.switchOff();
    Object.assign(this.#cabin, freshCabin());
    this.#remember();
    this.#tell();
  }

  /** Goes on until it has reached this instant; at most one tick beyond it. */
  advanceTo(atMs: number): void {
    if (!this.active && atMs > this.#nowMs + TICK_MS) {
      this.#nowMs = atMs;
      this.#past = [{ atMs, pose: this.#car.pose() }];
      return;
    }
    while (this.#nowMs < atMs) this.#tick();
  }

  poseAt(atMs: number): CarPose {
    this.advanceTo(atMs);
    for (let i = this.#past.length - 1; i >= 0; i--) {
      const before = this.#past[i];
      const after = this.#past[i + 1];
      if (before === undefined || before.atMs > atMs) continue;
      if (after === undefined) return before.pose;
      return between(before.pose, after.pose, (atMs - before.atMs) / (after.atMs - before.atMs));
    }
    return this.#past[0]?.pose ?? this.#car.pose();
  }

  #start(): { xM: number; yM: number; headingDeg: number } {
    const [a, b] = this.#map.legs[0]?.points ?? [];
    if (a === undefined || b === undefined)
      throw new Error(`The course ${this.#map.id} has no route to drive.`);
    return { xM: a.x, yM: a.y, headingDeg: (Math.atan2(b.x - a.x, b.y - a.y) * 180) / Math.PI };
  }

  #seat(stages: ReturnType<typeof planDrive>, defects: DriverSettings["defects"]): void {
    const random = new SeededRandom(this.#seed, `${this.#stream}/${this.#attempt}`);
    this.#driver = new Driver({
      car: this.#car,
      cabin: this.#cabin,
      map: this.#map,
      stages,
      defects,
      wheelbaseM: this.#vehicle.wheelbaseM,
      pace: this.#settings.pace * (0.97 + 0.06 * random.unit()),
      random,
      onMistake: (defect) => this.#listener.onMistake?.(defect),
    });
  }

  #tick(): void {
    this.#driver?.tick(TICK_MS / 1000);
    this.#car.step(TICK_MS / 1000, this.#cabin.controls);
    this.#nowMs += TICK_MS;
    const held = this.#car.speedMPerS === 0 && this.#cabin.controls.brake > 0.02;
    this.#heldMs = held ? this.#heldMs + TICK_MS : 0;
    this.#remember();
    this.#tell();
  }

  #remember(): void {
    this.#past.push({ atMs: this.#nowMs, pose: this.#car.pose() });
    if (this.#past.length > 2 * REMEMBERED_TICKS) this.#past = this.#past.slice(-REMEMBERED_TICKS);
  }

  #tell(): void {
    const { controls, belt, doorsClosed, signal, examinerBrake, lowBeam } = this.#cabin;
    this.#line("belt", belt);
    this.#line("door", doorsClosed);
    this.#line("handbrake", controls.handbrake > 0.5);
    const automatic = this.#kind.gearbox === "automatic";
    this.#line("clutch", !automatic && controls.clutch > 0.85);
    this.#line("ignition", controls.ignition);
    this.#line("starter", controls.starter);
    this.#line("signal-left", signal === "left");
    this.#line("signal-right", signal === "right");
    this.#line("brake", controls.brake > 0.02);
    this.#line("examiner-brake", examinerBrake);
    this.#line("low-beam", lowBeam);
    const rests = this.#kind.startStop && this.#heldMs >= ENGINE_RESTS_AFTER_MS;
    const rpm = rests ? 0 : Math.round(this.#car.powertrain.engineRpm);
    if (rpm !== this.#rpm) this.#listener.onChannel("engine-speed", rpm, this.#nowMs);
    this.#rpm = rpm;
    const gear = automatic ? Math.sign(controls.gear) : controls.gear;
    if (gear !== this.#gear) this.#listener.onChannel("gear", gear, this.#nowMs);
    this.#gear = gear;
    for (const item of this.#map.items) this.#watchEntry(item);
  }

  #line(line: CarLine, active: boolean): void {
    if (this.#lines.get(line) === active) return;
    this.#lines.set(line, active);
    this.#listener.onLine(line, active, this.#nowMs);
  }

  #watchEntry(item: CourseItem): void {
    if (this.#driver === null || this.#entered.has(item.id)) return;
    const [a, b] = item.entry;
    const front = this.#vehicle.outline[0];
    if (a === undefined || b === undefined || front === undefined) return;
    const nose = placeOnGround(this.#car.pose(), front);
    const beyond = (b.x - a.x) * (nose.y - a.y) - (b.y - a.y) * (nose.x - a.x) < 0;
    const along = (nose.x - a.x) * (b.x - a.x) + (nose.y - a.y) * (b.y - a.y);
    const within = along > 0 && along < (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
    const near = Math.hypot(nose.x - a.x, nose.y - a.y) < 8;
    if (!beyond || !within || !near) return;
    this.#entered.add(item.id);
    this.#listener.onEntry(item.id, this.#nowMs);
  }
}

function between(a: CarPose, b: CarPose, t: number): CarPose {
  const mix = (x: number, y: number): number => x + (y - x) * t;
  return {
    xM: mix(a.xM, b.xM),
    yM: mix(a.yM, b.yM),
    zM: mix(a.zM, b.zM),
    headingDeg: mix(a.headingDeg, b.headingDeg),
    pitchDeg: mix(a.pitchDeg, b.pitchDeg),
    speedMPerS: mix(a.speedMPerS, b.speedMPerS),
    yawRateDegPerS: mix(a.yawRateDegPerS, b.yawRateDegPerS),
  };
}
