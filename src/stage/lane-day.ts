import type { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { createLaneTraffic, type LaneTraffic } from "../../simulators/lane-traffic.ts";
import { readArtifact, readRulebook } from "../adapters/config/artifact-file.ts";
import { promptFor } from "../core/inspection/prompts.ts";
import { asId } from "../core/quantities/ids.ts";
import type { Prompt } from "../ports/operator-feed.ts";
import type { DeviceConfig } from "../runtime/station-config.ts";
import type { LaneDayPlan } from "../scenario/station-scenario.ts";
import type { Station } from "../station/station.ts";
import { callerOf, type Day, type DaySubject, opening, ordersMissedOf } from "./day-subject.ts";
import type { PlacedMiss } from "./orders-unmet.ts";
import { laneLineBank } from "./simulated-lane.ts";
import { BEAM_DEBOUNCE_MS, devicesInLane } from "./station-devices.ts";
import type { StationLives } from "./station-lives.ts";
import { SubjectSteps } from "./subject-steps.ts";
import type { VirtualDevices } from "./virtual-resolver.ts";
import type { RunRecord } from "./virtual-station.ts";

/** Somebody looks up, sees that the next one may come, and calls it. */
const CALL_EVERY_MS = 1_000;
/** And after so long says that a vehicle is out which the station still has on its way out. */
const SEEN_OUT_AFTER_MS = 20_000;

export interface LaneDayOptions {
  readonly plan: LaneDayPlan;
  /** Which of the scenario's lanes it is, from 0. */
  readonly index: number;
  readonly seed: number;
  readonly clock: VirtualClock;
  path(file: string): string;
}

/** One lane and all who come to it: the next one is called as soon as the station has a place for it. */
export class LaneDay implements Day {
  readonly devices: DeviceConfig[];
  readonly sims: VirtualDevices;
  readonly subjects: DaySubject[] = [];
  readonly #options: LaneDayOptions;
  readonly #traffic: LaneTraffic;
  readonly #jobs = new Map<string, { readonly vehicle: string; heard(prompt: Prompt): void }>();
  readonly #goneMs = new Map<string, number>();
  readonly #sentAway = new Set<string>();
  #called = 0;
  #firstMs: number | null = null;

  constructor(options: LaneDayOptions) {
    this.#options = options;
    const { plan, index, seed, clock } = options;
    const { lane, positions, exitBeam, bench, instruments } = plan;
    this.#traffic = createLaneTraffic({ positions, instruments, seed, clock, timers: clock });
    const address = (role: string): string => `sim:${lane}.${role}`;
    this.devices = devicesInLane(lane, positions, exitBeam, {
      bench,
      scale: instruments["axle-scale"].model,
      validTo: "2099-12-31",
      address,
    });
    const lines = this.devices.find(({ role }) => role === "lane-beams")?.lines ?? [];
    this.sims = {
      devices: this.#traffic.devices,
      defects: this.#traffic.defects,
      plc: this.#traffic.brakePlc,
      plcDefects: this.#traffic.plcDefects,
      lines: laneLineBank(this.#traffic, clock, clock, { lines, debounceMs: BEAM_DEBOUNCE_MS }),
    };
    for (const [nth, vehicle] of plan.vehicles.entries()) {
      for (let i = 0; i < vehicle.times; i++)
        this.subjects.push({
          name: `${lane} ${this.subjects.length + 1}`,
          at: ["lanes", index, "vehicles", nth],
          expect: vehicle.expect,
          job: null,
          refused: null,
          steps: null,
          unmet: null,
        });
    }
  }

  meet(lives: StationLives): void {
    this.#inOrder().forEach(({ steps }, at) => {
      const subject = this.subjects[at];
      if (subject !== undefined) subject.steps = new SubjectSteps(steps, lives, this.#options.clock);
    });
  }

  ordersMissed(): readonly PlacedMiss[] {
    return ordersMissedOf(this.subjects, ({ name }) => this.#traffic.unmet(name));
  }

  sealed(_station: () => Station, record: RunRecord): void {
    const subject = this.subjects.find((one) => one.job === record.sealed.job);
    if (subject === undefined) return;
    subject.unmet = this.#traffic.unmet(subject.name);
    subject.steps?.sealed(record);
  }

  begin(station: () => Station): void {
    const { plan, clock } = this.#options;
    const vehicles = this.#inOrder();
    const look = (): void => {
      this.#lookAt(station);
      const vehicle = vehicles[this.#called];
      const last = this.subjects[this.#called - 1];
      // Who was called and not taken in stands at the entrance: nobody is called past it.
      const isAsking = last !== undefined && last.job === null && !this.#traffic.isGone(last.name);
      const isFree = station().freeSeat("inspection", { site: plan.lane }).kind === "free";
      if (vehicle !== undefined && !isAsking && isFree) this.#call(station, vehicle);
      clock.start(`next to ${plan.lane}`, CALL_EVERY_MS, look);
    };
    clock.start(`next to ${plan.lane}`, CALL_EVERY_MS, look);
  }

  show(job: string, prompt: Prompt): boolean {
    const known = this.#jobs.get(job);
    if (known === undefined) return false;
    known.heard(prompt);
    this.#traffic.show(known.vehicle, prompt);
    return true;
  }

  /** What no station may let happen. */
  problems(): readonly string[] {
    return [
      ...this.#traffic.collisions.map((what) => `collision in ${this.#options.plan.lane}: ${what}`),
      ...this.#traffic.misunderstood.map((what) => `not understood in ${this.#options.plan.lane}: ${what}`),
    ];
  }

  /** From the first one called to the last record, to one decimal; null while there is no record. */
  perHour(sealedMs: readonly number[]): number | null {
    if (this.#firstMs === null || sealedMs.length === 0) return null;
    const hours = (Math.max(...sealedMs) - this.#firstMs) / 3_600_000;
    return Math.round((sealedMs.length / hours) * 10) / 10;
  }

  stop(): void {
    this.#traffic.stop();
  }

  #call(station: () => Station, vehicle: LaneDayPlan["vehicles"][number]): void {
    const { plan, clock, path } = this.#options;
    const subject = this.subjects[this.#called];
    this.#called += 1;
    if (subject === undefined) return;
    this.#firstMs ??= clock.monoMs();
    this.#traffic.arrive(subject.name, { ...vehicle.world, instruments: plan.instruments });
    const job = {
      kind: "inspection" as const,
      seat: { site: plan.lane, car: null },
      dossier: readArtifact(path(vehicle.dossier)),
      rulebooks: [readRulebook(path(plan.rulebook))],
      course: null,
      vehicle: null,
      source: null,
      ...callerOf(vehicle.calledBy),
    };
    opening({ station, clock }, job, subject, (id) => {
      this.#jobs.set(id, { vehicle: subject.name, heard: (prompt) => subject.steps?.heard(prompt) });
    });
  }

  /** Who looks at the lane sends away who was not taken in, and tells the station what no beam has told it. */
  #lookAt(station: () => Station): void {
    const nowMs = this.#options.clock.monoMs();
    for (const { name, job, refused } of this.subjects) {
      if (refused !== null && !this.#sentAway.has(name)) {
        this.#sentAway.add(name);
        this.#traffic.show(name, promptFor({ action: "leave-lane" }, null));
      }
      if (job === null || !this.#traffic.isGone(name)) continue;
      const sinceMs = this.#goneMs.get(name) ?? nowMs;
      this.#goneMs.set(name, sinceMs);
      if (nowMs - sinceMs >= SEEN_OUT_AFTER_MS) station().seenOut(this.#options.plan.lane, asId<"job">(job));
    }
  }

  #inOrder(): readonly LaneDayPlan["vehicles"][number][] {
    return this.#options.plan.vehicles.flatMap((vehicle) =>
      Array.from({ length: vehicle.times }, () => vehicle),
    );
  }
}
