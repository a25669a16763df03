import { createCourseSimulation } from "../../simulators/course-simulation.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { createLaneSimulation } from "../../simulators/lane-simulation.ts";
import { readArtifact, readRulebook } from "../adapters/config/artifact-file.ts";
import { MemoryJournalStore } from "../adapters/disk/memory-journal-store.ts";
import type { SoftwareIdentity } from "../core/journal/entry.ts";
import type { OperatorFeed } from "../ports/operator-feed.ts";
import type { SingleScenario } from "../scenario/scenario-schema.ts";
import type { Refused } from "../station/job-door.ts";
import type { LiveListener } from "../station/live-feed.ts";
import type { Station } from "../station/station.ts";
import type { Artifact, NewJob } from "../station/station-options.ts";
import { DEFAULT_RULEBOOKS } from "./default-rulebooks.ts";
import { scenarioPath } from "./scenario-file.ts";
import { laneLineBank } from "./simulated-lane.ts";
import { courseDevices, laneDevices } from "./station-devices.ts";
import { type VirtualDevices, virtualResolver } from "./virtual-resolver.ts";
import { type ScenarioRun, START_WALL_MS, virtualStation } from "./virtual-station.ts";

const JOB_LIMIT_MS = 3_600_000;
const RECEIPT_LIMIT_MS = 600_000;
const CHANGE_OF_SUBJECT_MS = 2_000;

export interface RunOptions {
  readonly file: string;
  readonly scenario: SingleScenario;
  readonly seed: number;
  readonly software: SoftwareIdentity;
  /** Subjects one after the other, the same scenario for each. */
  readonly times?: number;
  readonly onMessage?: LiveListener;
  /** As of `virtualStation`. */
  readonly leanIn?: string;
  /** A journal to go on with, as after a restart; what it left open comes first, instead of a new job. */
  readonly store?: MemoryJournalStore;
  /** Virtual milliseconds to real ones; absent: as fast as it goes. */
  readonly pace?: (virtualMs: number) => Promise<void>;
}

/** Runs a scenario in virtual time through the whole station: wire bytes to registry receipt. Same seed, same bytes. */
export async function runScenario(options: RunOptions): Promise<ScenarioRun> {
  const { times = 1 } = options;
  const clock = new VirtualClock(START_WALL_MS);
  const world = simulate(options, clock);
  const { seed, software, store = new MemoryJournalStore() } = options;
  const { station, run } = virtualStation({
    seed,
    software,
    store,
    clock,
    devices: world.devices,
    sites: [],
    resolve: virtualResolver(world.sims, seed, clock, clock),
    operator: world.operator,
    ...(options.leanIn === undefined ? {} : { leanIn: options.leanIn }),
  });
  if (options.onMessage !== undefined) station.screen.feed.subscribe(options.onMessage);
  station.start();
  // Opening a bank of lines is a promise; after this everything runs in virtual time alone.
  await new Promise((resolve) => setImmediate(resolve));
  clock.advanceBy(CHANGE_OF_SUBJECT_MS);
  for (let done = 0; done < times; done++) {
    if (done > 0) {
      world.next();
      // The last one's engine has stopped and the new one's levels are known before the next job begins.
      clock.advanceBy(CHANGE_OF_SUBJECT_MS);
    }
    const goesOn = done === 0 && options.store !== undefined;
    const { pace } = options;
    run.refused ??= await oneJob({ station, clock, job: world.job, records: run.records, goesOn, pace });
  }
  await station.stop();
  world.stop();
  return run;
}

interface OneJob {
  readonly station: Station;
  readonly clock: VirtualClock;
  readonly job: NewJob;
  readonly records: readonly unknown[];
  /** After a restart: the job of the journal goes on, or has ended already with the start; none is opened. */
  readonly goesOn: boolean;
  readonly pace: RunOptions["pace"];
}

/** In virtual time a journal answers within the call. */
function openNow(station: Station, job: NewJob): Refused | null {
  let refusal: Refused | null = null;
  station.open(job, (opening) => {
    if (opening.kind === "refused") refusal = opening;
  });
  return refusal;
}

/** Null when it was sealed or came to its limit; else why it was not opened. */
async function oneJob({ station, clock, job, records, goesOn, pace }: OneJob): Promise<Refused | null> {
  const before = goesOn ? 0 : records.length;
  const refusal = goesOn ? null : openNow(station, job);
  if (refusal !== null) return refusal;
  const advance = async (until: () => boolean, limitMs: number): Promise<void> => {
    const endMs = clock.monoMs() + limitMs;
    if (pace === undefined) clock.runUntil(until, limitMs);
    else
      while (!until() && clock.monoMs() < endMs) await pace(clock.monoMs()).then(() => clock.advanceBy(20));
  };
  if (!goesOn || station.openJobs().length > 0) await advance(() => records.length > before, JOB_LIMIT_MS);
  await advance(() => station.pendingReceipts() === 0, RECEIPT_LIMIT_MS);
  return null;
}

interface SimulatedWorld {
  readonly devices: ReturnType<typeof laneDevices>;
  readonly sims: VirtualDevices;
  readonly operator: OperatorFeed;
  readonly job: NewJob;
  next(): void;
  stop(): void;
}

function simulate(options: RunOptions, clock: VirtualClock): SimulatedWorld {
  const { scenario, seed, file } = options;
  const artifact = (path: string): Artifact => readArtifact(scenarioPath(file, path));
  const rulebooks = [readRulebook(scenarioPath(file, scenario.rulebook ?? DEFAULT_RULEBOOKS[scenario.kind]))];
  const address = (role: string): string => `sim:${role}`;
  const validTo = scenario.calibrationValidTo;
  if (scenario.kind === "inspection") {
    const lane = createLaneSimulation({ scenario: scenario.world, seed, clock, timers: clock });
    const lines = laneLineBank(lane, clock, clock);
    return {
      devices: laneDevices({
        bench: scenario.bench,
        scale: scenario.world.instruments["axle-scale"].model,
        validTo,
        address,
        options: scenario.options,
      }),
      sims: {
        devices: lane.devices,
        defects: lane.defects,
        plc: lane.brakePlc,
        plcDefects: lane.plcDefects,
        lines,
      },
      operator: lane.operator,
      job: {
        kind: "inspection",
        dossier: artifact(scenario.dossier),
        rulebooks,
        course: null,
        vehicle: null,
        seat: null,
        source: null,
      },
      next: () => lane.newVehicle(scenario.world),
      stop: () => lane.stop(),
    };
  }
  const course = artifact(scenario.course);
  const vehicle = artifact(scenario.vehicle);
  const simulation = createCourseSimulation({
    scenario: scenario.world,
    seed,
    clock,
    timers: clock,
    courseText: course.text,
    vehicleText: vehicle.text,
  });
  return {
    devices: courseDevices({
      validTo,
      sentences: simulation.sentences,
      boardProfile: scenarioPath(file, "config/boards/exam-car-v1.yaml"),
      address,
    }),
    sims: { devices: simulation.devices, defects: simulation.defects, plc: null, lines: null },
    operator: simulation.operator,
    job: {
      kind: "exam",
      dossier: artifact(scenario.candidate),
      rulebooks,
      course,
      vehicle,
      seat: null,
      source: null,
    },
    next: () => simulation.newCandidate(scenario.world),
    stop: () => simulation.stop(),
  };
}
