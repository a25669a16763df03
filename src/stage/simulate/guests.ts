import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { GROUP_FILE } from "../../adapters/disk/file-modes.ts";
import { writeFileOrSay } from "../../adapters/disk/write-file.ts";
import { EdgeError } from "../../errors.ts";
import type { FromSimulator } from "../../ports/simulator-line.ts";
import type { StationConfig } from "../../runtime/station-config.ts";
import type { CarHost } from "./car-host.ts";
import type { LaneHost } from "./lane-host.ts";
import {
  CANDIDATE_KINDS,
  type CandidateKindName,
  comingCandidate,
  comingVehicle,
  VEHICLE_KINDS,
  type VehicleKindName,
} from "./subject-kinds.ts";

export interface GuestsOptions {
  readonly config: StationConfig;
  readonly lanes: readonly LaneHost[];
  readonly cars: readonly CarHost[];
  readonly courseTextOf: (site: string) => string;
  readonly delayFactor: number;
  tell(message: FromSimulator): void;
  hearsCalls(): boolean | null;
}

/** Who comes to the simulated station: a file in its intake, and the vehicle or candidate that it is about. */
export class Guests {
  readonly #options: GuestsOptions;
  #number: number;

  constructor(options: GuestsOptions) {
    this.#options = options;
    // Not those of the start before: a plate is one vehicle's.
    this.#number = Math.floor(Date.now() / 1000) % 90_000;
  }

  /** What was done, or why not. */
  vehicle(kind: string): string {
    const { lanes, delayFactor } = this.#options;
    if (lanes.length === 0) return "no lane is simulated here.";
    if (!Object.hasOwn(VEHICLE_KINDS, kind))
      return `${JSON.stringify(kind)} is no kind of vehicle; allowed: ${Object.keys(VEHICLE_KINDS).join(", ")}.`;
    const coming = comingVehicle(kind as VehicleKindName, this.#next(), delayFactor);
    const why = this.#put("inspection", `sim-${this.#number}-${kind}.yaml`, coming.dossier);
    if (why !== null) return why;
    for (const lane of lanes) lane.expect(coming);
    return `${coming.plate} waits: ${VEHICLE_KINDS[kind as VehicleKindName].says}. ${this.#whoCalls()}`;
  }

  candidate(kind: string): string {
    const { cars, courseTextOf, config } = this.#options;
    const [car] = cars;
    if (car === undefined) return "no car is simulated here.";
    if (!Object.hasOwn(CANDIDATE_KINDS, kind))
      return `${JSON.stringify(kind)} is no kind of candidate; allowed: ${Object.keys(CANDIDATE_KINDS).join(", ")}.`;
    const licenceClass = config.rulebooks.exam.some((file) => /-c2-/i.test(file)) ? "C2" : "C1";
    const place = { courseText: courseTextOf(car.site), licenceClass, world: car.world };
    const coming = comingCandidate(kind as CandidateKindName, this.#next(), place);
    if (coming === null)
      return `the course of ${car.site} has no item on which a candidate could be ${kind}.`;
    const why = this.#put("exam", `sim-${this.#number}-${kind}.yaml`, coming.dossier);
    if (why !== null) return why;
    for (const each of cars) each.expect(coming);
    return `a candidate waits who ${CANDIDATE_KINDS[kind as CandidateKindName].says}. ${this.#whoCalls()}`;
  }

  next(site: string | null): string | null {
    const { lanes, cars, tell, hearsCalls } = this.#options;
    const at = [...lanes, ...cars].filter((host) => site === null || host.site === site);
    if (at.length === 0)
      return `${JSON.stringify(site)} is not simulated here; allowed: ${[...new Set([...lanes, ...cars].map((host) => host.site))].join(", ")}.`;
    const hears = hearsCalls();
    if (hears === null)
      return "the station is not there; start it with `proofmark start --config` and the same file.";
    if (!hears)
      return "this station has real devices too: there a person calls the next one, at the console.";
    for (const host of at) tell(callTo(host));
    return null;
  }

  /** To every place that is simulated. */
  calls(): ReturnType<typeof callTo>[] {
    const { lanes, cars } = this.#options;
    return [...lanes, ...cars].map(callTo);
  }

  list(): string[] {
    const { intake } = this.#options.config;
    if (intake === null) return ["this station file has no intake: nobody can wait"];
    return (["inspection", "exam"] as const).map(
      (kind) => `waiting for ${kind}: ${waitingIn(intake[kind]).join(", ") || "nobody"}`,
    );
  }

  /** One for each lane and each car, where nobody waits already. */
  first(): string[] {
    const { lanes, cars, config } = this.#options;
    if (config.intake === null)
      return [
        "This station file has no intake, so nobody can wait: write intake: { inspection: DIR, exam: DIR }.",
      ];
    const told: string[] = [];
    if (waitingIn(config.intake.inspection).length === 0)
      for (const _lane of lanes) told.push(this.vehicle("electric"));
    if (waitingIn(config.intake.exam).length === 0)
      for (const _car of cars) told.push(this.candidate("over-the-line"));
    return told;
  }

  #next(): number {
    this.#number += 1;
    return this.#number;
  }

  #whoCalls(): string {
    return this.#options.hearsCalls() === true
      ? "Type next, or call it on the console."
      : "The station calls it.";
  }

  #put(kind: "inspection" | "exam", name: string, text: string): string | null {
    const { intake } = this.#options.config;
    if (intake === null) return "this station file has no intake, so nobody can wait.";
    try {
      writeFileOrSay(join(intake[kind], name), text, GROUP_FILE);
      return null;
    } catch (cause) {
      if (!(cause instanceof EdgeError)) throw cause;
      return cause.message;
    }
  }
}

function callTo(host: LaneHost | CarHost): Extract<FromSimulator, { type: "call" }> {
  const { site } = host;
  return "car" in host
    ? { type: "call", kind: "exam", site, car: host.car }
    : { type: "call", kind: "inspection", site, car: null };
}

function waitingIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => /\.(?:ya?ml|json)$/.test(name)) : [];
}
