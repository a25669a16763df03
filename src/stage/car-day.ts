import { type CourseSimulation, createCourseSimulation } from "../../simulators/course-simulation.ts";
import type { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { readArtifact, readRulebook } from "../adapters/config/artifact-file.ts";
import { assert } from "../core/machine.ts";
import type { Prompt } from "../ports/operator-feed.ts";
import type { DeviceConfig } from "../runtime/station-config.ts";
import type { CarDayPlan, CourseDayPlan } from "../scenario/station-scenario.ts";
import type { Station } from "../station/station.ts";
import { callerOf, type Day, type DaySubject, opening, ordersMissedOf } from "./day-subject.ts";
import type { PlacedMiss, ScenarioPath } from "./orders-unmet.ts";
import { devicesInCar } from "./station-devices.ts";
import type { StationLives } from "./station-lives.ts";
import { SubjectSteps } from "./subject-steps.ts";
import type { VirtualDevices } from "./virtual-resolver.ts";
import type { RunRecord } from "./virtual-station.ts";

/** One gets out, the next one gets in. */
const CHANGE_OF_SUBJECT_MS = 2_000;

export interface CarDayOptions {
  readonly course: CourseDayPlan;
  readonly plan: CarDayPlan;
  /** Where in the scenario it stands. */
  readonly at: ScenarioPath;
  readonly seed: number;
  readonly clock: VirtualClock;
  path(file: string): string;
}

/** One car of a course, and all who take their test in it. */
export class CarDay implements Day {
  readonly devices: DeviceConfig[];
  readonly sims: VirtualDevices;
  readonly subjects: readonly DaySubject[];
  readonly #options: CarDayOptions;
  readonly #simulation: CourseSimulation;
  readonly #jobs = new Set<string>();

  constructor(options: CarDayOptions) {
    this.#options = options;
    const { course, plan, seed, clock, path } = options;
    const [first] = plan.candidates;
    assert(first !== undefined, "a car has a candidate");
    const name = `${course.course} ${plan.car}`;
    this.#simulation = createCourseSimulation({
      scenario: first.world,
      seed,
      name,
      clock,
      timers: clock,
      courseText: readArtifact(path(course.file)).text,
      vehicleText: readArtifact(path(plan.vehicle)).text,
    });
    const { devices, defects, sentences } = this.#simulation;
    this.sims = { devices, defects, plc: null, lines: null };
    this.devices = devicesInCar(course.course, plan.car, {
      validTo: "2099-12-31",
      sentences,
      boardProfile: path("config/boards/exam-car-v1.yaml"),
      address: (role) => `sim:${course.course}.${plan.car}.${role}`,
    });
    this.subjects = plan.candidates.map(({ expect }, at) => ({
      name: `${name} ${at + 1}`,
      at: [...options.at, "candidates", at],
      expect,
      job: null,
      refused: null,
      steps: null,
      unmet: null,
    }));
  }

  meet(lives: StationLives): void {
    this.#options.plan.candidates.forEach(({ steps }, at) => {
      const subject = this.subjects[at];
      if (subject !== undefined) subject.steps = new SubjectSteps(steps, lives, this.#options.clock);
    });
  }

  /** Of those who got into the car at all: that the others did not is told of each of them. */
  ordersMissed(): readonly PlacedMiss[] {
    return ordersMissedOf(this.subjects, ({ job }) => (job === null ? [] : this.#simulation.unmet()));
  }

  begin(station: () => Station): void {
    this.#options.clock.start(`first in ${this.#options.plan.car}`, CHANGE_OF_SUBJECT_MS, () =>
      this.#call(station, 0),
    );
  }

  show(job: string, prompt: Prompt, atMs: number): boolean {
    if (!this.#jobs.has(job)) return false;
    this.subjects.find((subject) => subject.job === job)?.steps?.heard(prompt);
    this.#simulation.operator.show(prompt, atMs, job);
    return true;
  }

  /** The one before has its record. */
  sealed(station: () => Station, record: RunRecord): void {
    const at = this.subjects.findIndex((subject) => subject.job === record.sealed.job);
    const left = this.subjects[at];
    if (left !== undefined) left.unmet = this.#simulation.unmet();
    left?.steps?.sealed(record);
    const next = this.#options.plan.candidates[at + 1];
    if (at < 0 || next === undefined) return;
    const { clock, plan } = this.#options;
    clock.start(`next in ${plan.car}`, CHANGE_OF_SUBJECT_MS, () => {
      this.#simulation.newCandidate(next.world);
      clock.start(`next in ${plan.car}`, CHANGE_OF_SUBJECT_MS, () => this.#call(station, at + 1));
    });
  }

  problems(): readonly string[] {
    return this.#simulation.misunderstood.map(
      (what) => `not understood in ${this.#options.plan.car}: ${what}`,
    );
  }

  stop(): void {
    this.#simulation.stop();
  }

  #call(station: () => Station, at: number): void {
    const { course, plan, path } = this.#options;
    const candidate = plan.candidates[at];
    const subject = this.subjects[at];
    if (candidate === undefined || subject === undefined) return;
    const job = {
      kind: "exam" as const,
      seat: { site: course.course, car: plan.car },
      dossier: readArtifact(path(candidate.candidate)),
      rulebooks: [readRulebook(path(course.rulebook))],
      course: readArtifact(path(course.file)),
      vehicle: readArtifact(path(plan.vehicle)),
      source: null,
      ...callerOf(candidate.calledBy),
    };
    opening({ station, clock: this.#options.clock }, job, subject, (id) => this.#jobs.add(id));
  }
}
