import { type CourseSimulation, createCourseSimulation } from "../../../simulators/course-simulation.ts";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import type { Clock, Timers } from "../../ports/clock.ts";
import type { Prompt } from "../../ports/operator-feed.ts";
import type { SimulatedJob } from "../../ports/simulator-line.ts";
import type { DeviceConfig } from "../../runtime/station-config.ts";
import {
  COURSE_ROLES,
  type CourseScenarioPart,
  courseScenarioSchema,
} from "../../scenario/course-scenario.ts";
import { type HostedDevice, hostBytes, impossible } from "./device-host.ts";
import { carSettings } from "./instrument-settings.ts";
import type { ComingCandidate } from "./subject-kinds.ts";

export interface CarHostOptions {
  readonly site: string;
  readonly car: string;
  readonly courseText: string;
  readonly vehicleText: string;
  readonly devices: readonly DeviceConfig[];
  readonly seed: number;
  readonly driverPace: number;
  readonly clock: Clock & Timers;
}

/** One gets out, and the car stands at the start for the next one. */
const CHANGE_MS = 2_000;

/** One car on its course, at the station's own addresses, with somebody at the wheel who does what is announced. */
export class CarHost {
  readonly site: string;
  readonly car: string;
  readonly hosted: HostedDevice[] = [];
  /** Equipment, and how brisk its drivers are. */
  readonly world: CourseScenarioPart;
  readonly #options: CarHostOptions;
  readonly #simulation: CourseSimulation;
  readonly #coming = new Map<string, ComingCandidate>();
  #job: string | null = null;
  /** Called when somebody else has taken the car, whose faults begin anew. */
  onChange: () => void = () => undefined;

  constructor(options: CarHostOptions) {
    this.#options = options;
    const { site, car, seed, clock, courseText, vehicleText, devices, driverPace } = options;
    this.site = site;
    this.car = car;
    this.world = { ...carSettings(devices), driver: { pace: driverPace } };
    this.#simulation = createCourseSimulation({
      scenario: courseScenarioSchema.parse(this.world),
      seed,
      name: `${site} ${car}`,
      clock,
      timers: clock,
      courseText,
      vehicleText,
    });
  }

  /** Throws what the hosting of a device throws; what has started stands in `hosted`. */
  async open(): Promise<void> {
    const { clock, seed, site, car, devices } = this.#options;
    for (const config of devices) {
      const role = COURSE_ROLES.find((known) => known === config.role);
      if (role === undefined) throw impossible(config, "no device of a car is simulated for this role");
      this.hosted.push(
        await hostBytes({
          config,
          clock,
          timers: clock,
          device: this.#simulation.devices[role],
          defects: this.#simulation.defects[role],
          random: new SeededRandom(seed, `${site} ${car} line ${role}`),
        }),
      );
    }
  }

  expect(candidate: ComingCandidate): void {
    this.#coming.set(candidate.certificate, candidate);
  }

  job({ job, subject, isOver }: SimulatedJob): void {
    if (isOver) {
      if (this.#job === job)
        this.#options.clock.start(`next in ${this.car}`, CHANGE_MS, () => this.#nextMay(job));
      return;
    }
    if (this.#job === job) return;
    this.#job = job;
    const known = this.#coming.get(subject.learnerCertificate ?? "");
    this.#take(known?.world ?? courseScenarioSchema.parse(this.world));
  }

  prompt(job: string, prompt: Prompt): boolean {
    if (this.#job !== job) return false;
    this.#simulation.operator.show(prompt, this.#options.clock.monoMs(), job);
    return true;
  }

  takeMisunderstood(): string[] {
    return (this.#simulation.misunderstood as string[]).splice(0);
  }

  async close(): Promise<void> {
    this.#simulation.stop();
    for (const device of this.hosted.splice(0).reverse()) await device.close();
  }

  /** The car is driven back before anybody is called: a car that moved in an exam by itself would be seen. */
  #nextMay(job: string): void {
    if (this.#job !== job) return;
    this.#job = null;
    this.#take(courseScenarioSchema.parse(this.world));
  }

  #take(world: ReturnType<typeof courseScenarioSchema.parse>): void {
    this.#simulation.newCandidate(world);
    this.onChange();
  }
}
