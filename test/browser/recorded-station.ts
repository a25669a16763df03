import type { ConsoleOptions } from "../../src/console/console-options.ts";
import { type ConsoleServer, startConsole } from "../../src/console/console-server.ts";
import type { CourseMap } from "../../src/console/course-map.ts";
import type { ScreenSource } from "../../src/console/screen-source.ts";
import type { EnteredRule } from "../../src/core/exam/entered-rules.ts";
import type { JobTimeline } from "../../src/core/inspection/job-timeline.ts";
import { commandName } from "../../src/core/trade/command-reading.ts";
import { type Reason, reason } from "../../src/core/trade/reasons.ts";
import { isDeskAct } from "../../src/core/trade/words/desk-acts.ts";
import { LiveFeed } from "../../src/station/live-feed.ts";
import { LiveHistory } from "../../src/station/live-history.ts";
import type { JobView, LiveMessage, StationView } from "../../src/station/live-message.ts";
import { noCheckIn } from "../support/no-check-in.ts";
import { noLicences } from "../support/no-licences.ts";
import { noQueue } from "../support/no-queue.ts";
import { noReports } from "../support/no-reports.ts";
import { noResults } from "../support/no-results.ts";
import { cookiesOf, type PeopleWorld, peopleWorld, signIn } from "../support/signed-in.ts";
import type { RecordedJob } from "./recorded-jobs.ts";

const QUIET: StationView = {
  station: "TEST-0001",
  software: "proofmark test",
  simulated: true,
  devices: [],
  lanes: [],
  registry: {
    connected: true,
    pending: 0,
    receiptedSize: 0,
    locked: null,
    trouble: null,
    oldestSealedWallMs: null,
    refusal: null,
  },
  disk: null,
  journal: null,
  clock: { status: "synchronised", by: "kernel", aheadMs: 0, nowWallMs: 0, word: null },
  calendar: { today: "2026-11-27", entries: [] },
  sealing: null,
  journalSize: 0,
  refusals: [],
};

/** By which the tokens of its screens without sign-in are made. */
export const SCREEN_SECRET = new Uint8Array(32).fill(9);

/** A station that tells recorded messages, when it is told to: every state of the pages at once and without waiting. */
export class RecordedStation implements ScreenSource {
  readonly feed = new LiveFeed((cause) => {
    throw cause;
  });
  history: LiveHistory | null = new LiveHistory();
  view: StationView = QUIET;
  readonly asked: unknown[] = [];
  /** What was sealed before. */
  results: ConsoleOptions["results"] = noResults;
  /** What the page of the station is told. */
  reports: ConsoleOptions["reports"] = noReports;
  /** Who waits. */
  queue: ConsoleOptions["queue"] = noQueue;
  /** What its console may take, where that is other than usual. */
  limits: NonNullable<ConsoleOptions["limits"]> = {};
  checkIn: ConsoleOptions["checkIn"] = noCheckIn;
  licences: ConsoleOptions["licences"] = noLicences;
  /** What may be entered by hand in an exam. */
  rules: readonly EnteredRule[] = [];
  line: (job: string) => JobTimeline | null = () => null;
  /** Why a command is refused; null where it is not. */
  refusing: (command: unknown) => Reason | null = () => null;
  /** What starting a job does. */
  startJob: ConsoleOptions["startJob"] = async () => ({
    kind: "refused",
    reason: reason("NOBODY_WAITS", {}),
    file: null,
  });
  readonly people: PeopleWorld;
  readonly #jobs = new Map<string, JobView>();
  readonly #records = new Map<string, string>();
  #server: ConsoleServer | null = null;

  /** `people`: of a station whose console is started again while somebody is signed in. */
  constructor(people: PeopleWorld = peopleWorld()) {
    this.people = people;
  }

  snapshot(): { readonly station: StationView; readonly jobs: readonly JobView[] } {
    return { station: this.view, jobs: [...this.#jobs.values()].reverse() };
  }

  /** Tells messages until one fulfils `last` (it is told too); gives the index after it. */
  tell(recorded: RecordedJob, from = 0, last: (message: LiveMessage) => boolean = () => false): number {
    for (const [id, envelope] of recorded.records) this.#records.set(id, envelope);
    for (let at = from; at < recorded.messages.length; at++) {
      const message = recorded.messages[at];
      if (message === undefined) break;
      this.tellOne(message);
      if (last(message)) return at + 1;
    }
    return recorded.messages.length;
  }

  tellOne(message: LiveMessage): void {
    if (message.type === "job") this.#jobs.set(message.job.job, message.job);
    if (message.type === "station") this.view = message.station;
    this.history?.note(message);
    this.feed.tell(message);
  }

  async listen(webDirectory: string, course: CourseMap | null, port = 0): Promise<string> {
    this.#server = await startConsole({
      host: "127.0.0.1",
      port,
      screen: this,
      screens: { secret: SCREEN_SECRET },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      webDirectory,
      limits: this.limits,
      results: this.results,
      reports: this.reports,
      queue: {
        look: (by) => this.queue.look(by),
        place: (asked, by) => {
          this.asked.push(asked);
          return this.queue.place(asked, by);
        },
      },
      checkIn: {
        takeIn: (asked, by) => {
          this.asked.push(asked);
          return this.checkIn.takeIn(asked, by);
        },
        takeOut: (asked, by) => {
          this.asked.push(asked);
          return this.checkIn.takeOut(asked, by);
        },
        papers: (kind, one, by) => this.checkIn.papers(kind, one, by),
        fetch: (wanted, by) => this.checkIn.fetch(wanted, by),
      },
      licences: {
        begin: (certificate, by) => this.licences.begin(certificate, by),
        read: (shown, by) => this.licences.read(shown, by),
      },
      record: (id, part) => (part === "record" ? (this.#records.get(id) ?? null) : this.#proof(id)),
      courses: new Map(course === null ? [] : [["course-1", course]]),
      people: this.people.desk,
      tls: null,
      localToken: null,
      startJob: (kind, asked, by) => {
        this.asked.push({ kind, ...asked });
        return this.startJob(kind, asked, by);
      },
      seenOut: async (site, job) => {
        this.asked.push({ site, job });
        return { kind: "accepted" };
      },
      whyNoPhoto: () => null,
      photo: async () => ({ kind: "refused", reason: reason("PHOTO_KIND_UNKNOWN", {}) }),
      readPhoto: async () => ({ kind: "none", reason: reason("PHOTO_UNKNOWN", {}) }),
      withdraw: async (asked) => {
        this.asked.push(asked);
        return { kind: "accepted" };
      },
      line: (job) => this.line(job),
      rules: (job) => (this.#jobs.get(job)?.kind === "exam" ? this.rules : []),
      command: async (job, command, by, pin) => {
        const act = `${this.#jobs.get(job)?.kind}.${commandName(command)}`;
        if (isDeskAct(act)) {
          const no = await new Promise<Reason | null>((told) => this.people.desk.confirm(by, act, pin, told));
          if (no !== null) return { kind: "refused", reason: no };
        }
        this.asked.push({ job, command });
        const refused = this.refusing(command);
        if (refused !== null) return { kind: "refused", reason: refused };
        return this.#jobs.get(job)?.state === "running"
          ? { kind: "accepted" }
          : { kind: "refused", reason: reason("JOB_UNKNOWN", { job }) };
      },
    });
    return this.#server.url;
  }

  /** Cookies by which a browser's context is somebody who may do everything. */
  async cookies(url: string): Promise<ReturnType<typeof cookiesOf>> {
    const { token } = await signIn(this.people, url);
    return cookiesOf(url, token);
  }

  async close(): Promise<void> {
    await this.#server?.close();
    this.#server = null;
  }

  #proof(id: string): string | null {
    return this.#records.has(id) ? JSON.stringify({ proofOf: id }) : null;
  }
}
