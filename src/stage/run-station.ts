import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import type { SoftwareIdentity } from "../core/journal/entry.ts";
import { assert } from "../core/machine.ts";
import type { SiteConfig } from "../runtime/site-config.ts";
import type { DeviceResolver } from "../runtime/wire-devices.ts";
import type { StationScenario } from "../scenario/scenario-schema.ts";
import type { LiveListener } from "../station/live-feed.ts";
import type { LaneView } from "../station/live-message.ts";
import { CarDay } from "./car-day.ts";
import type { Day, DaySubject } from "./day-subject.ts";
import { LaneDay } from "./lane-day.ts";
import type { PlacedMiss } from "./orders-unmet.ts";
import { endOf } from "./run-end.ts";
import { OUTAGE_NOTED_MS, outageLimitsOf, secondSignatureOf } from "./run-scenario.ts";
import { scenarioPath } from "./scenario-file.ts";
import { StationLives } from "./station-lives.ts";
import { stationSteps } from "./subject-steps.ts";
import { seatResolver } from "./virtual-resolver.ts";
import { type RunRecord, type ScenarioRun, START_WALL_MS } from "./virtual-station.ts";

const DAY_LIMIT_MS = 24 * 3_600_000;
/** A registry may be away for longer than a job takes. */
const RECEIPT_LIMIT_MS = 3_600_000;

export interface StationRun extends ScenarioRun {
  readonly subjects: readonly DaySubject[];
  /** Collisions, and what somebody was asked that nobody understands. */
  readonly problems: readonly string[];
  readonly lanes: readonly LaneFigures[];
  /** Steps that were not taken, or not answered as they say, and orders that came to nothing. */
  readonly ordersMissed: readonly PlacedMiss[];
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
  const lives = livesOf(options, clock, days, resolve);
  for (const day of all) day.meet(lives);
  const stepsMissed = stationSteps(options.scenario.steps, lives, clock);
  await lives.begin();
  for (const day of all) day.begin(() => lives.station);
  const ended = (): boolean =>
    lives.run.records.length + subjects.filter(({ refused }) => refused !== null).length >= subjects.length;
  await lives.runUntil(ended, DAY_LIMIT_MS);
  const isQuiet = (): boolean =>
    (options.scenario.outages === undefined || lives.isNormal) &&
    lives.station.pendingReceipts() === 0 &&
    !subjects.some(({ steps }) => steps?.isWaiting === true);
  await lives.runUntil(isQuiet, RECEIPT_LIMIT_MS);
  if (options.scenario.outages !== undefined) await lives.runUntil(() => false, OUTAGE_NOTED_MS);
  const { station, run } = lives;
  const views = station.screen.snapshot().station.lanes;
  const end = endOf(station, run.store);
  await station.stop();
  for (const day of all) day.stop();
  return {
    ...run,
    end,
    subjects,
    ordersMissed: [...stepsMissed(), ...all.flatMap((day) => [...day.ordersMissed()])],
    problems: all.flatMap((day) => [...day.problems()]),
    lanes: days.lanes.map(([lane, day]) => figures(lane, day, run.records, views)),
  };
}

function livesOf(
  { seed, software, scenario, onMessage, onLamp }: StationRunOptions,
  clock: VirtualClock,
  { lanes, cars }: ReturnType<typeof daysOf>,
  resolve: DeviceResolver,
): StationLives {
  const days: readonly (readonly [string, Day])[] = [...lanes, ...cars];
  const lives: StationLives = new StationLives({
    seed,
    software,
    clock,
    devices: days.flatMap(([, day]) => [...day.devices]),
    sites: sitesOf(scenario),
    resolve,
    operator: { show: (prompt, atMs, job) => void days.some(([, day]) => day.show(job, prompt, atMs)) },
    carOutput: ({ site, car, line }, on) => onLamp?.(`${site} ${car}`, line, on),
    onRecord: (record) => {
      for (const [, day] of days) day.sealed(() => lives.station, record);
    },
    ...(onMessage === undefined ? {} : { onMessage }),
    ...outageLimitsOf(scenario),
    ...secondSignatureOf(scenario),
  });
  return lives;
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
  const lanes = scenario.lanes.map((plan, index): [string, LaneDay] => [
    plan.lane,
    new LaneDay({ plan, index, seed: seed + 7919 * index, clock, path }),
  ]);
  const cars = scenario.courses.flatMap((course, i) =>
    course.cars.map((plan, j): [string, CarDay] => [
      `${course.course} ${plan.car}`,
      new CarDay({ course, plan, at: ["courses", i, "cars", j], seed, clock, path }),
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
