import { onTestFinished } from "vitest";
import { civilDateIn } from "../../src/adapters/clock/civil-date.ts";
import { MemoryResultLines } from "../../src/adapters/disk/memory-result-lines.ts";
import type { StationReports } from "../../src/console/console-options.ts";
import { type ConsoleServer, startConsole } from "../../src/console/console-server.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { ConsoleDesk } from "../../src/runtime/console-desk.ts";
import { earlierJob } from "../../src/runtime/earlier-job.ts";
import { earlierRecord, isWithdrawal } from "../../src/runtime/earlier-record.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { ResultsBook } from "../../src/runtime/results-book.ts";
import { ResultsDesk, resultsSource } from "../../src/runtime/results-desk.ts";
import { WithdrawalDesk } from "../../src/runtime/withdrawal-desk.ts";
import { LiveHistory } from "../../src/station/live-history.ts";
import type { StationView } from "../../src/station/live-message.ts";
import type { NewJob } from "../../src/station/station-options.ts";
import { StationReporter } from "../../src/station/station-reporter.ts";
import { StationWatch } from "../../src/station/station-watch.ts";
import { demoCourse } from "../browser/recorded-jobs.ts";
import { laneAndCourse, type Rig, type RigOptions } from "./lane-and-course.ts";
import { MemoryPhotoShelf } from "./memory-photo-shelf.ts";
import { noCheckIn } from "./no-check-in.ts";
import { noLicences } from "./no-licences.ts";
import { noQueue } from "./no-queue.ts";
import { QUIET_REPORT } from "./no-reports.ts";
import { type PeopleWorld, peopleWorld } from "./signed-in.ts";

export interface AttendedRig {
  readonly rig: Rig;
  readonly people: PeopleWorld;
  readonly url: string;
  readonly photos: MemoryPhotoShelf;
  /** Lets so much time pass, in which the pages are told what happens. */
  pass(seconds: number): Promise<void>;
  /**
   * From now on the station's time goes on by itself as well, as fast as ours. A press at a page reaches the station when the machine
   * gets to it, perhaps after the time that a test lets pass; what the station says of it would wait for time that never came.
   */
  goOn(): void;
}

const STEP_MS = 500;
const ALONG_MS = 100;

/** What the page of the station is told, of the links that the rig has. */
function reportsOf({ station, clock, links }: Rig, { desk }: PeopleWorld): StationReports {
  const view = (): StationView => station.screen.snapshot().station;
  const freeBytes = (): null => null;
  const watch = new StationWatch({ clock, timers: clock, freeBytes, view });
  const present = () => desk.present();
  const { which } = QUIET_REPORT.registry;
  const reporter = new StationReporter({
    ...{ clock, links, identities: [], watch, freeBytes, view, present, which },
  });
  return {
    report: (seesPeople) => reporter.report(seesPeople),
    raw: (id) => reporter.raw(id),
    log: () => [],
  };
}

/** `called`: what is other of whoever is called than of the usual one. A whole station in virtual time with a real console, at which people sign in: what they do stands in its journal. */
export async function attendedRig(
  webDirectory: string,
  { called = {}, ...options }: RigOptions & { called?: Partial<NewJob> } = {},
): Promise<AttendedRig> {
  const rig = await laneAndCourse({ ...options, isWatched: true });
  const { station, clock } = rig;
  const people = peopleWorld({
    clock,
    timers: clock,
    people: station.people,
    append: (entries, then) => station.note(entries, then),
  });
  station.screen.history = new LiveHistory();
  const jobs: ConstructorParameters<typeof ConsoleDesk>[0]["jobs"] = {
    ask: async (kind, _asked, caller, again) => {
      const opening = rig.ask(kind, { ...called, ...caller, ...again });
      if (opening?.kind === "opened") return { kind: "opened", job: opening.job };
      return { kind: "refused", reason: opening?.reason ?? reason("NOBODY_WAITS", {}), file: null };
    },
  };
  const photos = new MemoryPhotoShelf();
  const desk = new ConsoleDesk({
    station,
    people: people.desk,
    jobs,
    photos,
    earlier: (record) => earlier(record),
    earlierJob: (first) => earlierJob(rig.kept, first),
    localDate: civilDateIn("Asia/Shanghai"),
    wallMs: () => clock.wallMs(),
  });
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const localDate = civilDateIn("Asia/Shanghai");
  const book = new ResultsBook({
    lines: new MemoryResultLines(),
    store: rig.kept,
    timers: clock,
    log,
    localDate,
  });
  const shown = new ResultsDesk({
    store: rig.kept,
    openSession,
    log,
    localDate,
    receiptedSize: () => station.screen.snapshot().station.registry.receiptedSize,
  });
  const recordText = (record: string): string | null => {
    const entry = rig
      .entries()
      .find(
        (one) => (one.type === "record-sealed" || one.type === "withdrawal-sealed") && one.record === record,
      );
    return entry?.type === "record-sealed" || entry?.type === "withdrawal-sealed" ? entry.envelope : null;
  };
  const earlier = (record: string) => earlierRecord(rig.kept, recordText(record), record);
  const withdrawals = new WithdrawalDesk({
    station,
    people: people.desk,
    earlier,
    isWithdrawal: (record) => isWithdrawal(recordText(record)),
  });
  const server: ConsoleServer = await startConsole({
    host: "127.0.0.1",
    port: 0,
    screen: station.screen,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    people: people.desk,
    tls: null,
    localToken: null,
    webDirectory,
    reports: reportsOf(rig, people),
    queue: noQueue,
    checkIn: noCheckIn,
    licences: noLicences,
    results: resultsSource(book, shown),
    record: () => null,
    courses: new Map([["course-1", demoCourse()]]),
    startJob: (kind, asked, who) => desk.startJob(kind, asked, who),
    seenOut: (site, job, who) => desk.seenOut(site, asId<"job">(job), who),
    command: (job, command, who, pin) => desk.command(job, command, who, pin),
    whyNoPhoto: (job, who) => desk.whyNoPhoto(job, who),
    photo: ({ job, part, photo }, bytes, who) => desk.photo(job, part, photo, bytes, who),
    readPhoto: (sha256) => photos.read(sha256),
    rules: (job) => desk.rules(job),
    line: () => null,
    withdraw: (asked, who) => withdrawals.withdraw(asked, who),
  });
  let along: ReturnType<typeof setInterval> | undefined;
  onTestFinished(async () => {
    clearInterval(along);
    await server.close();
    people.desk.stop();
    await rig.close();
  });
  return {
    rig,
    people,
    photos,
    url: server.url.replace("localhost", "127.0.0.1"),
    goOn: () => {
      along ??= setInterval(() => clock.advanceBy(ALONG_MS), ALONG_MS);
    },
    pass: async (seconds) => {
      book.follow();
      for (let ms = 0; ms < seconds * 1000; ms += STEP_MS) {
        clock.advanceBy(STEP_MS);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
