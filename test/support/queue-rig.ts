import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { civilDateIn } from "../../src/adapters/clock/civil-date.ts";
import type { IntakeFs } from "../../src/adapters/disk/intake-fs.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import type { QueueRow, QueueView } from "../../src/core/queue/queue-view.ts";
import type { PersonRole } from "../../src/core/trade/words/person-roles.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import { CheckInDesk } from "../../src/runtime/check-in-desk.ts";
import { ConsoleDesk, type Present } from "../../src/runtime/console-desk.ts";
import { IntakeSource } from "../../src/runtime/intake-source.ts";
import { JobDesk, type OpenAnswer } from "../../src/runtime/job-desk.ts";
import type { LicenceDesk } from "../../src/runtime/licence-desk.ts";
import { QueueDesk } from "../../src/runtime/queue-desk.ts";
import type { DeviceConfig, StationConfig } from "../../src/runtime/station-config.ts";
import { CarDay } from "../../src/stage/car-day.ts";
import { LaneDay } from "../../src/stage/lane-day.ts";
import { scenarioPath } from "../../src/stage/scenario-file.ts";
import { seatResolver } from "../../src/stage/virtual-resolver.ts";
import { START_WALL_MS, virtualStation } from "../../src/stage/virtual-station.ts";
import { isSameSeat, type Seat } from "../../src/station/sites.ts";
import { MemoryPhotoShelf } from "./memory-photo-shelf.ts";
import { noLicences } from "./no-licences.ts";
import { OWN_ADDRESS, type PeopleWorld, peopleWorld } from "./signed-in.ts";
import { temporaryDirectory } from "./temporary-directory.ts";
import { stationPlan } from "./whole-day.ts";

const PLAN = stationPlan({
  lanes: ["lane-1", "lane-2"].map((lane) => ({
    lane,
    positions: [{ position: "1", places: ["slip", "scale", "bench", "headlamp", "exhaust"] }],
    vehicles: [{ expect: { verdict: "pass" } }],
  })),
  courses: [
    {
      course: "course-1",
      cars: ["car-1", "car-2"].map((car) => ({ car, candidates: [{ expect: { verdict: "pass" } }] })),
    },
  ],
});
const path = (file: string): string => scenarioPath("test/scenarios/in-a-test.yaml", file);
/** An hour before the station's clock begins. */
const EARLIER_MS = START_WALL_MS - 3_600_000;

export interface QueueRigOptions {
  /** By name, for the intake folders. */
  readonly inspection?: Readonly<Record<string, string | Uint8Array>>;
  readonly exam?: Readonly<Record<string, string | Uint8Array>>;
  /** Of the intake folders; default: the file system. */
  readonly fs?: IntakeFs;
  /** Path of the rulebook of inspections; default: the shipped one. */
  readonly rulebook?: string;
  devices?(all: readonly DeviceConfig[]): readonly DeviceConfig[];
  /** The desk of electronic licences; default: the station reads none. */
  readonly licences?: Pick<LicenceDesk, "noted">;
  /** Of an earlier life: its journal and its folders. */
  readonly before?: {
    readonly store: MemoryJournalStore;
    readonly folders: Readonly<Record<JobKind, string>>;
  };
}

export type QueueRig = Awaited<ReturnType<typeof queueRig>>;

/** A station with two lanes, two cars and intake folders, whose people do nothing but call and arrange; in virtual time. */
export async function queueRig(options: QueueRigOptions = {}) {
  const clock = new VirtualClock(START_WALL_MS);
  const lanes = PLAN.lanes.map((plan) => new LaneDay({ index: 0, plan, seed: 1, clock, path }));
  const [course] = PLAN.courses;
  if (course === undefined) throw new Error("the plan has a course");
  const cars = course.cars.map(
    (plan) => new CarDay({ at: ["courses", 0, "cars", 0], course, plan, seed: 1, clock, path }),
  );
  const days = [...lanes, ...cars];
  const store = options.before?.store ?? new MemoryJournalStore();
  const all = days.flatMap(({ devices }) => [...devices]);
  const devices = options.devices?.(all) ?? all;
  const sites = [
    ...PLAN.lanes.map(({ lane, positions }) => ({ lane, positions })),
    {
      course: course.course,
      file: course.file,
      cars: course.cars.map(({ car, vehicle }) => ({ car, vehicle })),
    },
  ];
  const dayOf = (device: string) => {
    const day = days.find((one) => one.devices.some((own) => own.device === device));
    if (day === undefined) throw new Error(`no day has ${device}`);
    return day;
  };
  const { station, run } = virtualStation({
    seed: 1,
    software: { name: "proofmark", version: "test", sha256: "00" },
    store,
    clock,
    devices,
    sites,
    resolve: seatResolver(
      ({ device }) => ({ name: `${device} `, sims: dayOf(device).sims }),
      1,
      clock,
      clock,
    ),
    operator: { show: () => undefined },
  });
  const folders = options.before?.folders ?? newFolders();
  const config = {
    intake: folders,
    rulebooks: {
      inspection: [options.rulebook ?? path("config/rules/cn-inspection-2021.yaml")],
      exam: [path("config/rules/cn-exam-c1-2022.yaml")],
    },
    course: null,
    vehicle: null,
    sites: sites.map((site) =>
      "course" in site
        ? {
            ...site,
            file: path(site.file),
            cars: site.cars.map(({ car, vehicle }) => ({ car, vehicle: path(vehicle) })),
          }
        : site,
    ),
  } as unknown as StationConfig;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const notices: string[] = [];
  const source = new IntakeSource({
    config,
    clock,
    log,
    notice: (sentence) => notices.push(sentence),
    ...(options.fs === undefined ? {} : { fs: options.fs }),
  });
  source.check();
  station.start();
  source.settle(station.takeSources(), station.takenIn);
  await new Promise((resolve) => setImmediate(resolve));
  clock.advanceBy(5_000);
  for (const kind of ["inspection", "exam"] as const)
    for (const [name, text] of Object.entries(options[kind] ?? {})) putIn(folders, kind, name, text);
  const people = peopleWorld({
    clock,
    timers: clock,
    people: station.people,
    append: (entries, then) => station.note(entries, then),
  });
  const jobs = new JobDesk({ station, source, clock, log, tell: () => undefined });
  const localDate = civilDateIn("Asia/Shanghai");
  const checkIn = new CheckInDesk({
    station,
    source,
    folder: source,
    people: people.desk,
    licences: options.licences ?? noLicences,
    clock,
  });
  const queue = new QueueDesk({ station, source, jobs, people: people.desk, checkIn, clock, log, localDate });
  const desk = new ConsoleDesk({
    station,
    people: people.desk,
    jobs,
    photos: new MemoryPhotoShelf(),
    earlier: () => null,
    earlierJob: () => null,
    localDate,
    wallMs: () => clock.wallMs(),
  });
  onTestFinished(async () => {
    people.desk.stop();
    await station.stop();
    for (const day of days) day.stop();
  });
  const who = await present(people, ["operator", "examiner"]);
  return {
    ...{
      clock,
      station,
      run,
      store,
      folders,
      people,
      jobs,
      queue,
      checkIn,
      desk,
      source,
      who,
      lanes,
      notices,
    },
    put: (kind: JobKind, name: string, text: string | Uint8Array) => putIn(folders, kind, name, text),
    /** As somebody sees it who may do both, looked at anew. */
    async look(by: Present = who): Promise<QueueView> {
      clock.advanceBy(500);
      return await queue.look(by);
    },
    /** Calls this one there, as the page does, while time goes on. */
    async call(kind: JobKind, row: Pick<QueueRow, "file" | "modifiedMs">, seat: Partial<Seat> = {}) {
      const called = { file: row.file, modifiedMs: row.modifiedMs };
      return await whileTimeGoes(clock, desk.startJob(kind, { ...seat, called }, who));
    },
    async next(kind: JobKind, seat: Partial<Seat> = {}): Promise<OpenAnswer> {
      return await whileTimeGoes(clock, desk.startJob(kind, seat, who));
    },
  };
}

export async function present(people: PeopleWorld, roles: readonly PersonRole[]): Promise<Present> {
  const token = await people.enter(await people.person({ roles: [...roles] }));
  const visitor = people.desk.visitor(token, OWN_ADDRESS, true);
  if (visitor.kind !== "in") throw new Error("not in");
  return visitor;
}

/** Why this row cannot be taken at this seat, by code; null where it can. */
export function whyAt(view: QueueView, kind: JobKind, file: string, seat: Seat): string | null {
  const queue = view.queues.find((one) => one.kind === kind);
  const at = queue?.seats.findIndex((one) => isSameSeat(one, seat)) ?? -1;
  const why = queue?.rows.find((row) => row.file === file)?.at[at];
  if (why === undefined) throw new Error(`no ${file} at ${JSON.stringify(seat)}`);
  return why === null ? null : (view.whys[why]?.code ?? "?");
}

async function whileTimeGoes<T>(clock: VirtualClock, asked: Promise<T>): Promise<T> {
  let isOver = false;
  const over = asked.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    clock.advanceBy(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return await over;
}

function newFolders(): Readonly<Record<JobKind, string>> {
  const directory = temporaryDirectory();
  const folders = { inspection: join(directory, "inspection"), exam: join(directory, "exam") };
  for (const folder of Object.values(folders)) mkdirSync(folder);
  return folders;
}

function putIn(
  folders: Readonly<Record<JobKind, string>>,
  kind: JobKind,
  name: string,
  text: string | Uint8Array,
): void {
  const file = join(folders[kind], name);
  writeFileSync(file, text);
  utimesSync(file, EARLIER_MS / 1000, EARLIER_MS / 1000);
}

/** What it comes to, while time goes by at the rig. */
export async function going<T>(rig: Pick<QueueRig, "clock">, act: Promise<T>): Promise<T> {
  let isOver = false;
  const over = act.finally(() => {
    isOver = true;
  });
  over.catch(() => undefined);
  for (let turn = 0; !isOver && turn < 200; turn++) {
    rig.clock.advanceBy(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return await over;
}
