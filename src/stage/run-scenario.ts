import { createCourseSimulation } from "../../simulators/course-simulation.ts";
import type { UnmetOrder } from "../../simulators/kit/order-watch.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { createLaneSimulation } from "../../simulators/lane-simulation.ts";
import { civilDateIn } from "../adapters/clock/civil-date.ts";
import { readArtifact, readRulebook } from "../adapters/config/artifact-file.ts";
import type { MemoryJournalStore } from "../adapters/disk/memory-journal-store.ts";
import type { SoftwareIdentity } from "../core/journal/entry.ts";
import type { OperatorFeed } from "../ports/operator-feed.ts";
import { comesAgainAfter } from "../runtime/again.ts";
import { earlierJob } from "../runtime/earlier-job.ts";
import { earlierRecord } from "../runtime/earlier-record.ts";
import type { Scenario, SingleScenario } from "../scenario/scenario-schema.ts";
import type { Refused } from "../station/job-door.ts";
import type { LiveListener } from "../station/live-feed.ts";
import type { Artifact, NewJob } from "../station/station-options.ts";
import { callerOf } from "./day-subject.ts";
import { DEFAULT_RULEBOOKS } from "./default-rulebooks.ts";
import { missedOrders, type PlacedMiss } from "./orders-unmet.ts";
import { endOf } from "./run-end.ts";
import { scenarioPath } from "./scenario-file.ts";
import { laneLineBank } from "./simulated-lane.ts";
import { courseDevices, laneDevices } from "./station-devices.ts";
import { StationLives } from "./station-lives.ts";
import { SubjectSteps } from "./subject-steps.ts";
import { type TurnEnd, turnsOf } from "./turns.ts";
import { type VirtualDevices, virtualResolver } from "./virtual-resolver.ts";
import {
  type RunRecord,
  SCENARIO_TIME_ZONE,
  type ScenarioRun,
  START_WALL_MS,
  type VirtualStationOptions,
} from "./virtual-station.ts";

const JOB_LIMIT_MS = 3_600_000;
/** A registry may be away for longer than a job takes. */
const RECEIPT_LIMIT_MS = 3_600_000;
const CHANGE_OF_SUBJECT_MS = 2_000;
/** Within this a station has noted that a state of outage is left. */
export const OUTAGE_NOTED_MS = 6_000;

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

/** `ordersMissed`: steps that were not taken, or not answered as they say, and orders that came to nothing. */
export type SingleRun = ScenarioRun & {
  readonly turns: readonly TurnEnd[];
  readonly ordersMissed: readonly PlacedMiss[];
};

/** Runs a scenario in virtual time through the whole station: wire bytes to registry receipt. Same seed, same bytes. */
export async function runScenario(options: RunOptions): Promise<SingleRun> {
  const { times = 1, pace } = options;
  const clock = new VirtualClock(START_WALL_MS);
  const world = simulate(options, clock);
  const { seed, software } = options;
  let steps: SubjectSteps | null = null;
  let last: RunRecord | null = null;
  const lives = new StationLives({
    seed,
    software,
    clock,
    devices: world.devices,
    sites: [],
    resolve: virtualResolver(world.sims, seed, clock, clock),
    operator: {
      show(prompt, atMs, job) {
        steps?.heard(prompt);
        world.operator.show(prompt, atMs, job);
      },
    },
    onRecord(record) {
      last = record;
      steps?.sealed(record);
    },
    ...(options.store === undefined ? {} : { journal: options.store }),
    ...(options.leanIn === undefined ? {} : { leanIn: options.leanIn }),
    ...(options.onMessage === undefined ? {} : { onMessage: options.onMessage }),
    ...outageLimitsOf(options.scenario),
    ...secondSignatureOf(options.scenario),
  });
  await lives.begin();
  clock.advanceBy(CHANGE_OF_SUBJECT_MS);
  const ordersMissed: PlacedMiss[] = [];
  const turns: TurnEnd[] = [];
  const order = turnsOf(options.scenario);
  const untilNormal = options.scenario.outages !== undefined;
  for (const [nth, turn] of Array.from({ length: times }, () => order)
    .flat()
    .entries()) {
    const before: RunRecord | null = turn.again === null ? null : last;
    last = null;
    const { at, expect } = turn;
    if (turn.again !== null && before === null) {
      turns.push({ at, expect, job: null, refused: null });
      continue;
    }
    if (nth > 0) {
      await lives.runUntil(() => false, Math.max(0, turn.afterS * 1000 - CHANGE_OF_SUBJECT_MS), pace);
      world.next(turn.again);
      // The last one's engine has stopped and the new one's levels are known before the next job begins.
      clock.advanceBy(CHANGE_OF_SUBJECT_MS);
    }
    steps = new SubjectSteps(turn.steps, lives, clock);
    const asked = { ...world.job, ...callerOf(turn.calledBy) };
    const job = before === null ? asked : comingAgain(asked, before, lives, clock);
    const goesOn = nth === 0 && options.store !== undefined;
    const end = await oneJob({ lives, job, steps, goesOn, pace, unmet: world.unmet, untilNormal });
    lives.run.refused ??= end.refused;
    turns.push({ at, expect, job: end.job, refused: end.refused });
    ordersMissed.push(...steps.missed(at), ...missedOrders(end.unmet, [...at, "world"]));
  }
  if (untilNormal) await lives.runUntil(() => false, OUTAGE_NOTED_MS, pace);
  const end = endOf(lives.station, lives.run.store);
  await lives.station.stop();
  world.stop();
  return { ...lives.run, end, turns, ordersMissed };
}

/** As the console asks for it, by the record of before; or why nothing may follow that. */
function comingAgain(
  job: NewJob,
  before: RunRecord,
  lives: StationLives,
  clock: VirtualClock,
): NewJob | Refused {
  const { store } = lives.run;
  const again = comesAgainAfter(job.kind, before.sealed.record, {
    earlier: (record) => earlierRecord(store, before.envelope, record),
    earlierJob: (first) => earlierJob(store, first),
    localDate: civilDateIn(SCENARIO_TIME_ZONE),
    wallMs: () => clock.wallMs(),
  });
  return again.kind === "may"
    ? { ...job, ...again.again }
    : { kind: "refused", about: "subject", reason: again.reason, fault: null, cause: null };
}

/** What the station file would say of them. */
export function secondSignatureOf({
  secondSignature,
}: Pick<Scenario, "secondSignature">): Pick<VirtualStationOptions, "secondSignature"> {
  return secondSignature === undefined ? {} : { secondSignature };
}

export function outageLimitsOf({
  outages,
}: Pick<Scenario, "outages">): Pick<VirtualStationOptions, "outageLimits"> {
  return outages === undefined ? {} : { outageLimits: outages.limits };
}

interface OneJob {
  readonly lives: StationLives;
  /** Or why it cannot even be asked for. */
  readonly job: NewJob | Refused;
  readonly steps: SubjectSteps;
  /** After a restart: the job of the journal goes on, or has ended already with the start; none is opened. */
  readonly goesOn: boolean;
  readonly pace: RunOptions["pace"];
  /** It goes on until no state of outage stands. */
  readonly untilNormal: boolean;
  /** Orders that have had no effect so far. */
  unmet(): readonly UnmetOrder[];
}

type Opened = Pick<TurnEnd, "job" | "refused">;

/** In virtual time a journal answers within the call. */
function openNow({ lives, job, steps }: OneJob): Opened {
  if (job.kind === "refused") return { job: null, refused: job };
  let opened: Opened = { job: null, refused: null };
  lives.station.open(job, (opening) => {
    if (opening.kind === "refused") opened = { job: null, refused: opening };
    else {
      opened = { job: opening.job, refused: null };
      steps.opened(opening.job);
    }
  });
  return opened;
}

/** `refused`: null when it was sealed or came to its limit; `unmet`: what comes while the receipt is waited for comes too late. */
interface OneEnd extends Opened {
  readonly unmet: readonly UnmetOrder[];
}

async function oneJob(order: OneJob): Promise<OneEnd> {
  const { lives, goesOn, pace, steps, untilNormal } = order;
  const before = goesOn ? 0 : lives.run.records.length;
  const opened = goesOn ? { job: null, refused: null } : openNow(order);
  // Nothing is driven: what was ordered of the drive has no moment, and the refusal itself is what is told or expected.
  if (opened.refused !== null) return { ...opened, unmet: [] };
  if (!goesOn || lives.station.openJobs().length > 0)
    await lives.runUntil(() => lives.run.records.length > before, JOB_LIMIT_MS, pace);
  const unmet = order.unmet();
  const isQuiet = (): boolean =>
    lives.station.pendingReceipts() === 0 && !steps.isWaiting && (!untilNormal || lives.isNormal);
  await lives.runUntil(isQuiet, RECEIPT_LIMIT_MS, pace);
  return { ...opened, unmet };
}

interface SimulatedWorld {
  readonly devices: ReturnType<typeof laneDevices>;
  readonly sims: VirtualDevices;
  readonly operator: OperatorFeed;
  readonly job: NewJob;
  /** Somebody else, or the same one `again` for the nth time, from 0. */
  next(again: number | null): void;
  unmet(): readonly UnmetOrder[];
  stop(): void;
}

/** What both kinds take from the file. */
interface Common {
  readonly seed: number;
  readonly clock: VirtualClock;
  readonly job: Pick<NewJob, "rulebooks" | "seat" | "source">;
  readonly validTo: string;
  artifact(path: string): Artifact;
  address(role: string): string;
}

function simulate({ scenario, seed, file }: RunOptions, clock: VirtualClock): SimulatedWorld {
  const rulebooks = [readRulebook(scenarioPath(file, scenario.rulebook ?? DEFAULT_RULEBOOKS[scenario.kind]))];
  const common: Common = {
    ...{ seed, clock },
    job: { rulebooks, seat: null, source: null },
    validTo: scenario.calibrationValidTo,
    artifact: (path) => readArtifact(scenarioPath(file, path)),
    address: (role) => `sim:${role}`,
  };
  return scenario.kind === "inspection"
    ? simulatedLane(scenario, common)
    : simulatedCourse(scenario, common, scenarioPath(file, "config/boards/exam-car-v1.yaml"));
}

function simulatedLane(
  scenario: Extract<SingleScenario, { kind: "inspection" }>,
  { seed, clock, job, validTo, artifact, address }: Common,
): SimulatedWorld {
  const lane = createLaneSimulation({ scenario: scenario.world, seed, clock, timers: clock });
  const { devices, defects, brakePlc, plcDefects, operator } = lane;
  return {
    devices: laneDevices({
      bench: scenario.bench,
      scale: scenario.world.instruments["axle-scale"].model,
      validTo,
      address,
      options: scenario.options,
    }),
    sims: { devices, defects, plc: brakePlc, plcDefects, lines: laneLineBank(lane, clock, clock) },
    operator,
    job: { ...job, kind: "inspection", dossier: artifact(scenario.dossier), course: null, vehicle: null },
    next(nth) {
      const { instruments } = scenario.world;
      const again = nth === null ? undefined : scenario.again[nth];
      lane.newVehicle(again === undefined ? scenario.world : { ...again.world, instruments });
    },
    unmet: () => lane.unmet(),
    stop: () => lane.stop(),
  };
}

function simulatedCourse(
  scenario: Extract<SingleScenario, { kind: "exam" }>,
  { seed, clock, job, validTo, artifact, address }: Common,
  boardProfile: string,
): SimulatedWorld {
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
  const { devices, defects, sentences, operator } = simulation;
  return {
    devices: courseDevices({ validTo, sentences, boardProfile, address }),
    sims: { devices, defects, plc: null, lines: null },
    operator,
    job: { ...job, kind: "exam", dossier: artifact(scenario.candidate), course, vehicle },
    next: (nth) =>
      simulation.newCandidate((nth === null ? undefined : scenario.again[nth])?.world ?? scenario.world),
    unmet: () => simulation.unmet(),
    stop: () => simulation.stop(),
  };
}
