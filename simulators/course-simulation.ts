import type { Clock, Timers } from "../src/ports/clock.ts";
import type { OperatorFeed } from "../src/ports/operator-feed.ts";
import type { BoardDefect } from "../src/scenario/board-defect.ts";
import { COURSE_ROLES, type CourseRole, type CourseScenario } from "../src/scenario/course-scenario.ts";
import type { GnssDisturbance } from "../src/scenario/gnss.ts";
import { CourseOrders } from "./course-orders.ts";
import { EXAM_CAR_V1 } from "./firmata/board-profile.ts";
import { LaneIoBoard } from "./firmata/lane-io-board.ts";
import { disturbanceProblem } from "./gnss/disturbances.ts";
import { GnssReceiver } from "./gnss/receiver.ts";
import { Defects } from "./kit/defects.ts";
import type { Order, UnmetOrder } from "./kit/order-watch.ts";
import { SeededRandom } from "./kit/seeded-random.ts";
import { Candidate } from "./operators/candidate.ts";
import type { SimDevice } from "./sim-device.ts";
import type { CarPose } from "./world/car-pose.ts";
import { type CourseMap, readCourseMap } from "./world/course-map.ts";
import { CourseSchedule } from "./world/course-schedule.ts";
import { type CourseVehicle, readCourseVehicle } from "./world/course-vehicle.ts";
import { CourseWorld, type CourseWorldListener } from "./world/course-world.ts";
import { carProblem, itemProblem, mistakeProblem } from "./world/mistake-check.ts";

export interface CourseSimulationOptions {
  readonly scenario: CourseScenario;
  readonly seed: number;
  /** Of this car, where several drive on one course: each then has its own chance. */
  readonly name?: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly courseText: string;
  readonly vehicleText: string;
}

export interface CourseTruth {
  /** Rear axle's centre in the course frame, metres east and north of its origin. */
  readonly x: number;
  readonly y: number;
  readonly headingDeg: number;
  /** Negative backwards. */
  readonly speedKmh: number;
}

export type EpochSentence = "GGA" | "RMC" | "HPR" | "HDT" | "THS" | "KSXT" | "GST";

export interface CourseSimulation {
  readonly devices: Readonly<Record<CourseRole, SimDevice>>;
  /** To be given to the endpoints of the devices; armed from `deviceFaults`. */
  readonly defects: Readonly<Record<CourseRole, Defects>>;
  /** What the receiver is set to send for each epoch. */
  readonly sentences: EpochSentence[];
  readonly operator: OperatorFeed;
  readonly misunderstood: readonly string[];
  readonly world: CourseWorld;
  truth(): CourseTruth;
  /** Somebody else takes the car, at its start; receiver and board stay as they were set up. */
  newCandidate(scenario: CourseScenario): void;
  /** Orders of the candidate in the car which have had no effect so far. */
  unmet(): readonly UnmetOrder[];
  stop(): void;
}

const SENTENCES: Readonly<Record<CourseScenario["gnss"]["receiver"]["sentences"], EpochSentence[]>> = {
  "gga-rmc-hpr": ["GGA", "RMC", "HPR"],
  "gga-rmc-hdt": ["GGA", "RMC", "HDT"],
  "gga-rmc-ths": ["GGA", "RMC", "THS"],
  "ksxt-xor": ["KSXT"],
  "ksxt-crc32": ["KSXT"],
};

function sentencesOf({ gnss }: CourseScenario): EpochSentence[] {
  const { sentences, gst } = gnss.receiver;
  return gst ? [...SENTENCES[sentences], "GST"] : SENTENCES[sentences];
}

/** The car on its course with its receiver, its board and its candidate. Throws on a course or vehicle it cannot drive. */
export function createCourseSimulation(options: CourseSimulationOptions): CourseSimulation {
  const { seed, name, clock, timers } = options;
  const map = readCourseMap(options.courseText);
  const vehicle = readCourseVehicle(options.vehicleText);
  let scenario = checked(options.scenario, map);
  let orders = new CourseOrders(scenario);
  const board = createBoard(scenario, ofCar(name, "vehicle-io"), seed);
  const listener = heardBy(board, {
    onEntry: (item) => happen(item),
    onMistake: (defect) => orders.made(defect),
  });
  const world = new CourseWorld({
    map,
    vehicle,
    driver: scenario.driver,
    seed,
    stream: ofCar(name, "driver"),
    listener,
    car: scenario.car,
    startMs: clock.monoMs(),
  });
  const receiver = createReceiver(options, map.origin, vehicle, world);
  const defects = createDefects(options);
  const schedule = new CourseSchedule(clock, timers);
  arm(defects, scenario, orders);

  const happen = eventsOf({
    schedule,
    of: () => ({ scenario, orders }),
    disturb: (disturbance) => receiver.disturb(disturbance, clock.monoMs()),
    fail: (defect) => board.fail(defect, clock.monoMs()),
  });
  happen(undefined, "taking-over");

  const candidate = candidateIn(world, { clock, schedule, drivenOff: () => happen(undefined) });
  const show: OperatorFeed["show"] = (prompt, atMs) => {
    for (const role of COURSE_ROLES) defects[role].promptShown(prompt.action);
    candidate.hear(prompt, atMs);
  };

  return {
    devices: { gnss: receiver, "vehicle-io": board },
    defects,
    sentences: sentencesOf(scenario),
    operator: { show },
    misunderstood: candidate.misunderstood,
    world,
    truth: () => truthOf(world.poseAt(clock.monoMs())),
    newCandidate(next) {
      scenario = checked(next, map);
      orders = new CourseOrders(scenario);
      schedule.clear();
      happen(undefined, "taking-over");
      world.newCandidate(scenario.driver, clock.monoMs());
      arm(defects, scenario, orders);
    },
    unmet: () => orders.unmet(),
    stop() {
      schedule.clear();
      for (const role of COURSE_ROLES) defects[role].clear();
    },
  };
}

interface AtTheWheel {
  readonly clock: Clock;
  readonly schedule: CourseSchedule;
  drivenOff(): void;
}

/** Never in the past: what is announced late is done then. */
function candidateIn(world: CourseWorld, { clock, schedule, drivenOff }: AtTheWheel): Candidate {
  const soon = (atMs: number): number => Math.max(atMs, clock.monoMs());
  return new Candidate({
    driveOff(atMs) {
      world.driveOff(soon(atMs));
      drivenOff();
      schedule.keepMoving(world);
    },
    pullUp(atMs) {
      world.pullUp(soon(atMs));
      schedule.keepMoving(world);
    },
  });
}

interface Eventful {
  readonly schedule: CourseSchedule;
  /** Of whoever is in the car now. */
  of(): { readonly scenario: CourseScenario; readonly orders: CourseOrders };
  disturb(disturbance: GnssDisturbance): void;
  fail(defect: BoardDefect): void;
}

/** Begins what a scenario has ordered for a moment: the entry into an item, or driving off or taking over. */
function eventsOf({ schedule, of, disturb, fail }: Eventful) {
  return (item: string | undefined, from: Moment["from"] = "driving-off"): void => {
    const { scenario, orders } = of();
    const later = (at: Moment, order: Order, act: () => void): void => {
      if (at.item !== item || (item === undefined && at.from !== from)) return;
      order.waitsFor(`${at.afterS} s after that had passed`);
      schedule.in(at.afterS, () => {
        order.met();
        act();
      });
    };
    for (const [i, { disturbance, ...at }] of scenario.gnss.events.entries())
      later(at, orders.event("gnss", i), () => disturb(disturbance));
    for (const [i, { defect, ...at }] of scenario.car.events.entries())
      later(at, orders.event("car", i), () => fail(defect));
  };
}

/** What the world does the board feels, and an entry into an item may be a moment. */
function heardBy(
  board: LaneIoBoard,
  moments: Pick<CourseWorldListener, "onEntry" | "onMistake">,
): CourseWorldListener {
  return {
    onLine: (line, active, atMs) => board.setLine(line, active, atMs),
    onChannel: (channel, value, atMs) => board.setChannel(channel, value, atMs),
    ...moments,
  };
}

/** When something happens: in an item, or counted from driving off or taking over. */
interface Moment {
  readonly item?: string | undefined;
  readonly from: "driving-off" | "taking-over";
  readonly afterS: number;
}

/** What belongs to a car that has a name. */
function ofCar(name: string | undefined, part: string): string {
  return name === undefined ? part : `${name}/${part}`;
}

function createBoard({ car }: CourseScenario, name: string, seed: number): LaneIoBoard {
  return new LaneIoBoard({
    name,
    profile: EXAM_CAR_V1,
    serial: car.boardSerial,
    clockPpm: car.boardClockPpm,
    microsAtPowerUp: car.boardMicrosAtPowerUp,
    contacts: car.contacts,
    seed,
  });
}

function createReceiver(
  { scenario, seed, name, clock }: CourseSimulationOptions,
  origin: CourseMap["origin"],
  vehicle: CourseVehicle,
  world: CourseWorld,
): GnssReceiver {
  return new GnssReceiver({
    name: ofCar(name, "gnss"),
    settings: scenario.gnss.receiver,
    seed,
    origin,
    antenna: vehicle.antenna,
    headingOffsetDeg: vehicle.headingOffsetDeg,
    poseAt: (atMs) => world.poseAt(atMs),
    utcAtZeroMs: Math.round(clock.wallMs() - clock.monoMs()),
  });
}

function createDefects({ seed, name, clock, timers }: CourseSimulationOptions): Record<CourseRole, Defects> {
  const defectsFor = (role: CourseRole): Defects =>
    new Defects({ clock, timers, random: new SeededRandom(seed, ofCar(name, `defects ${role}`)) });
  return { gnss: defectsFor("gnss"), "vehicle-io": defectsFor("vehicle-io") };
}

function truthOf(pose: CarPose): CourseTruth {
  return { x: pose.xM, y: pose.yM, headingDeg: pose.headingDeg, speedKmh: pose.speedMPerS * 3.6 };
}

function arm(
  defects: Readonly<Record<CourseRole, Defects>>,
  scenario: CourseScenario,
  orders: CourseOrders,
): void {
  for (const role of COURSE_ROLES) defects[role].clear();
  for (const [i, fault] of scenario.deviceFaults.entries()) defects[fault.device].arm(fault, orders.fault(i));
}

/** What a scenario orders that this course cannot show, by the place in the scenario. */
export interface ScenarioProblem {
  readonly path: (string | number)[];
  readonly message: string;
}

/** Throws on a course that cannot be driven. */
export function courseScenarioProblems(scenario: CourseScenario, courseText: string): ScenarioProblem[] {
  return problemsOn(scenario, readCourseMap(courseText));
}

function problemsOn(scenario: CourseScenario, map: CourseMap): ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  for (const [index, defect] of scenario.driver.defects.entries()) {
    const message = mistakeProblem(defect, map) ?? carProblem(defect, scenario.car);
    if (message !== null) problems.push({ path: ["driver", "defects", index, "item"], message });
  }
  for (const device of ["gnss", "car"] as const) {
    for (const [index, { item, from }] of scenario[device].events.entries()) {
      const early = item !== undefined && from === "taking-over";
      const message =
        item === undefined ? null : early ? "no item is entered before driving off" : itemProblem(item, map);
      if (message !== null) problems.push({ path: [device, "events", index, "item"], message });
    }
  }
  for (const [index, { disturbance }] of scenario.gnss.events.entries()) {
    const message = disturbanceProblem(disturbance, scenario.gnss.receiver);
    if (message !== null) problems.push({ path: ["gnss", "events", index, "disturbance"], message });
  }
  return problems;
}

/** A scenario that names what is not there would quietly test nothing. */
function checked(scenario: CourseScenario, map: CourseMap): CourseScenario {
  const [problem] = problemsOn(scenario, map);
  if (problem !== undefined) throw new Error(`${problem.path.join(".")}: ${problem.message}.`);
  return scenario;
}
