import { join } from "node:path";
import { civilDateIn } from "../adapters/clock/civil-date.ts";
import { freeSpaceOf } from "../adapters/disk/free-space.ts";
import { DiskPhotoShelf } from "../adapters/disk/photo-shelf.ts";
import type { StationReports } from "../console/console-options.ts";
import { type ConsoleServer, startConsole } from "../console/console-server.ts";
import type { CourseMap } from "../console/course-map.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import type { PeopleDesk } from "../station/people/people-desk.ts";
import type { Station } from "../station/station.ts";
import type { CheckInDesk } from "./check-in-desk.ts";
import { ConsoleDesk } from "./console-desk.ts";
import { consoleTls } from "./console-tls.ts";
import { courseMap } from "./course-map-from.ts";
import { earlierJob } from "./earlier-job.ts";
import { earlierRecord, isWithdrawal } from "./earlier-record.ts";
import type { JobDesk } from "./job-desk.ts";
import type { LicenceDesk } from "./licence-desk.ts";
import { leaveLocalToken } from "./local-token.ts";
import { openSession } from "./open-session.ts";
import { packageRoot } from "./package-files.ts";
import type { QueueDesk } from "./queue-desk.ts";
import type { RecordShelf } from "./record-shelf.ts";
import type { ResultsBook } from "./results-book.ts";
import { ResultsDesk, resultsSource } from "./results-desk.ts";
import type { StationConfig } from "./station-config.ts";
import { photosDirectory } from "./station-keys.ts";
import { courseFilesOf, seatsFor } from "./station-sites.ts";
import { WithdrawalDesk } from "./withdrawal-desk.ts";

export interface LiveConsoleOptions {
  readonly config: StationConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly station: Station;
  readonly people: PeopleDesk;
  readonly jobs: JobDesk;
  readonly shelf: RecordShelf;
  readonly results: ResultsBook;
  readonly queue: QueueDesk;
  readonly checkIn: CheckInDesk;
  readonly licences: LicenceDesk;
  readonly store: JournalStore;
  readonly reports: StationReports;
  /** By which the tokens of screens without sign-in are made. */
  readonly screenSecret: Uint8Array;
  /** For the terminal. */
  tell(line: string): void;
  /** What stops nothing and still has to be said. */
  onNotice(sentence: string): void;
}

function licencesOf({ isThere }: Pick<LicenceDesk, "isThere">): { readonly licences?: true } {
  return isThere ? { licences: true } : {};
}

/**
 * The console of a live station: over TLS wherever it is reached from another machine, with a token that a program of this one reads
 * the status by. Throws EdgeError for whatever the operator must mend.
 */
export async function openConsole(options: LiveConsoleOptions): Promise<ConsoleServer> {
  const { config, clock, station, people, shelf, tell, onNotice } = options;
  const tls = await consoleTls(config, clock.wallMs(), onNotice);
  const { photos, atConsole, results, withdrawals } = desksOf(options);
  const local = leaveLocalToken(config.data);
  try {
    const server = await startConsole({
      ...config.console,
      screen: station.screen,
      screens: { secret: options.screenSecret, waiting: () => options.queue.waiting() },
      log: options.log,
      webDirectory: join(packageRoot(), "dist", "web"),
      record: (id, part) => shelf.read(id, part),
      results: results,
      reports: options.reports,
      queue: {
        look: async (by) => ({ ...(await options.queue.look(by)), ...licencesOf(options.licences) }),
        place: (asked, by) => options.queue.place(asked, by),
      },
      checkIn: options.checkIn,
      licences: options.licences,
      courses: courseMaps(config),
      onNotice,
      people,
      tls,
      localToken: local.token,
      startJob: (kind, asked, who) => atConsole.startJob(kind, asked, who),
      seenOut: (site, job, who) => atConsole.seenOut(site, job, who),
      command: (job, command, who, pin) => atConsole.command(job, command, who, pin),
      whyNoPhoto: (job, who) => atConsole.whyNoPhoto(job, who),
      photo: ({ job, part, photo }, bytes, who) => atConsole.photo(job, part, photo, bytes, who),
      readPhoto: (sha256) => photos.read(sha256),
      rules: (job) => atConsole.rules(job),
      line: (job) => atConsole.line(job),
      withdraw: (asked, who) => withdrawals.withdraw(asked, who),
    });
    if (tls?.isOwn === true)
      tell(`The console shows a certificate of the station's own. SHA-256 fingerprint: ${tls.fingerprint}`);
    return {
      url: server.url,
      close: async () => {
        local.remove();
        await server.close();
      },
    };
  } catch (error) {
    local.remove();
    throw error;
  }
}

/** What people ask for at the console, and where it leads. */
function desksOf(options: LiveConsoleOptions) {
  const { config, clock, station, people, shelf, store, log, onNotice } = options;
  const localDate = civilDateIn(config.timeZone);
  const photos = new DiskPhotoShelf({
    directory: photosDirectory(config.data),
    freeBytes: freeSpaceOf(config.data),
    log: log,
  });
  // Nobody waits for it: photos that come meanwhile have their turn between two folders.
  void photos.sweep().then((why) => {
    if (why === null) return;
    const { zh, en } = sentenceOf(why);
    onNotice(`${en} ${zh}`);
  });
  const atConsole = new ConsoleDesk({
    ...options,
    photos,
    earlierJob: (first) => earlierJob(store, first),
    earlier: (record) => earlierRecord(store, shelf.read(record, "record"), record),
    localDate,
    wallMs: () => clock.wallMs(),
  });
  const shown = new ResultsDesk({
    store: store,
    openSession,
    log: log,
    localDate,
    receiptedSize: () => station.screen.snapshot().station.registry.receiptedSize,
  });
  const withdrawals = new WithdrawalDesk({
    station,
    people,
    earlier: (record) => earlierRecord(store, shelf.read(record, "record"), record),
    isWithdrawal: (record) => isWithdrawal(shelf.read(record, "record")),
  });
  return { photos, atConsole, results: resultsSource(options.results, shown), withdrawals };
}

/** By site. */
function courseMaps(config: StationConfig): ReadonlyMap<string, CourseMap> {
  const maps = new Map<string, CourseMap>();
  for (const seat of seatsFor(config.sites, "gnss")) {
    const { course } = courseFilesOf(config, seat);
    if (course !== null && !maps.has(seat.site)) maps.set(seat.site, courseMap(course));
  }
  return maps;
}
