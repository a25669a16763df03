import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../adapters/disk/memory-journal-store.ts";
import type { SoftwareIdentity } from "../core/journal/entry.ts";
import { assert } from "../core/machine.ts";
import type { SiteConfig } from "../runtime/site-config.ts";
import type { DeviceResolver } from "../runtime/wire-devices.ts";
import type { StationScenario } from "../scenario/scenario-schema.ts";
import type { LiveListener } from "../station/live-feed.ts";
import type { LaneView } from "../station/live-message.ts";
import type { Station } from "../station/station.ts";
import { CarDay } from "./car-day.ts";
import type { Day, DaySubject } from "./day-subject.ts";
import { LaneDay } from "./lane-day.ts";
import { scenarioPath } from "./scenario-file.ts";
import { seatResolver } from "./virtual-resolver.ts";
import {
  type RunInProgress,
  type RunRecord,
  type ScenarioRun,
  START_WALL_MS,
  virtualStation,
} from "./virtual-station.ts";

const DAY_LIMIT_MS = 24 * 3_600_000;
const RECEIPT_LIMIT_MS = 600_000;
/** From the end of the process to its next start. */
const DOWN_MS = 5_000;

export interface StationRun extends ScenarioRun {
  readonly subjects: readonly DaySubject[];
  /** Collisions, and what somebody was asked that nobody understands. */
  readonly problems: readonly string[];
  readonly lanes: readonly LaneFigures[];
}

export interface LaneFigures {
  readonly lane: string;
  readonly vehicles: number;
  readonly vehiclesPerHour: number | null;
  /** As the station itself counts. */
  readonly view: LaneView;
}

export interface StationRunOptions {
  readonly file: string;
  readonly scenario: StationScenario;
  readonly seed: number;
  readonly software: SoftwareIdentity;
  readonly onMessage?: LiveListener;
  /** `at`: the lane, or course and car. */
  onLamp?(at: string, line: string, on: boolean): void;
}

/** A stretch of time at a whole station, in virtual time, with all its lanes and cars at once. Same seed, same bytes. */
export async function runStation(options: StationRunOptions): Promise<StationRun> {
  const clock = new VirtualClock(START_WALL_MS);
  const days = daysOf(options, clock);
  const all = [...days.lanes, ...days.cars].map(([, day]) => day);
  const subjects = all.flatMap((day) => [...day.subjects]);
  const named: readonly (readonly [string, Day])[] = [...days.lanes, ...days.cars];
  const resolve = lampsSeen(
    seatResolver(({ site, car }) => simsAt(named, site, car), options.seed, clock, clock),
    options,
  );
  let life = await liveAgain(options, clock, days, resolve, null);
  for (const day of all) day.begin(() => life.station);
  const ended = (): boolean =>
    life.run.records.length + subjects.filter(({ refused }) => refused !== null).length >= subjects.length;
  for (const atS of options.scenario.restartsAtS) {
    clock.runUntil(ended, atS * 1000 - clock.monoMs());
    await life.station.stop();
    clock.advanceBy(DOWN_MS);
    life = await liveAgain(options, clock, days, resolve, life.run);
  }
  clock.runUntil(ended, DAY_LIMIT_MS);
  const { station, run } = life;
  clock.runUntil(() => station.pendingReceipts() === 0, RECEIPT_LIMIT_MS);
  const views = station.screen.snapshot().station.lanes;
  await station.stop();
  for (const day of all) day.stop();
  return {
    ...run,
    subjects,
    problems: all.flatMap((day) => [...day.problems()]),
    lanes: days.lanes.map(([lane, day]) => figures(lane, day, run.records, views)),
  };
}

interface Life {
  readonly station: Station;
  readonly run: RunInProgress;
}

/** One life of the station's process: the first, or one that goes on with the journal of the one before. */
async function liveAgain(
  { seed, software, scenario, onMessage, onLamp }: StationRunOptions,
  clock: VirtualClock,
  { lanes, cars }: ReturnType<typeof daysOf>,
  resolve: DeviceResolver,
  before: RunInProgress | null,
): Promise<Life> {
  const days: readonly (readonly [string, Day])[] = [...lanes, ...cars];
  const store = new MemoryJournalStore();
  if (before !== null) store.append([...before.store.read(0)], () => undefined);
  const life: Life = virtualStation({
    seed,
    software,
    store,
    clock,
    devices: days.flatMap(([, day]) => [...day.devices]),
    sites: sitesOf(scenario),
    resolve,
    operator: { show: (prompt, atMs, job) => void days.some(([, day]) => day.show(job, prompt, atMs)) },
    ...(before === null ? {} : { before }),
    carOutput: ({ site, car, line }, on) => onLamp?.(`${site} ${car}`, line, on),
    onRecord: ({ sealed }) => {
      for (const [, car] of cars) car.sealed(() => life.station, sealed.job);
    },
  });
  if (onMessage !== undefined) life.station.screen.feed.subscribe(onMessage);
  life.station.start();
  // Opening a bank of lines is a promise; after this everything runs in virtual time alone.
  await new Promise((resolve) => setImmediate(resolve));
  return life;
}

function lampsSeen(resolve: DeviceResolver, { onLamp }: StationRunOptions): DeviceResolver {
  if (onLamp === undefined) return resolve;
  return {
    ...resolve,
    lines(config, address) {
      const bank = resolve.lines(config, address);
      return {
        open: () => bank.open(),
        watch: (line, listener) => bank.watch(line, listener),
        write(line, active) {
          onLamp(config.site ?? "", line, active);
          bank.write(line, active);
        },
        close: () => bank.close(),
        onLost: (listener) => bank.onLost(listener),
      };
    },
  };
}

function simsAt(days: readonly (readonly [string, Day])[], site = "", car?: string) {
  const name = [site, ...(car === undefined ? [] : [car])].join(" ");
  const day = days.find(([known]) => known === name)?.[1];
  assert(day !== undefined, `the scenario has a ${name}`);
  return { name: `${name} `, sims: day.sims };
}

function daysOf({ file, scenario, seed }: StationRunOptions, clock: VirtualClock) {
  const path = (name: string): string => scenarioPath(file, name);
  const lanes = scenario.lanes.map((plan, at): [string, LaneDay] => [
    plan.lane,
    new LaneDay({ plan, seed: seed + 7919 * at, clock, path }),
  ]);
  const cars = scenario.courses.flatMap((course) =>
    course.cars.map((plan): [string, CarDay] => [
      `${course.course} ${plan.car}`,
      new CarDay({ course, plan, seed, clock, path }),
    ]),
  );
  return { lanes, cars };
}

function sitesOf({ lanes, courses }: StationScenario): SiteConfig[] {
  return [
    ...lanes.map(({ lane, positions }) => ({ lane, positions })),
    ...courses.map(({ course, file, cars }) => ({
      course,
      file,
      cars: cars.map(({ car, vehicle }) => ({ car, vehicle })),
    })),
  ];
}

function figures(
  lane: string,
  day: LaneDay,
  records: readonly RunRecord[],
  views: readonly LaneView[],
): LaneFigures {
  const jobs = new Set(day.subjects.map(({ job }) => job));
  const sealedMs = records.filter(({ sealed }) => jobs.has(sealed.job)).map((record) => record.sealedMs);
  const view = views.find(({ site }) => site === lane);
  assert(view !== undefined, `the station has the lane ${lane}`);
  return { lane, vehicles: sealedMs.length, vehiclesPerHour: day.perHour(sealedMs), view };
}
