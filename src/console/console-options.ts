import type { EnteredRule } from "../core/exam/entered-rules.ts";
import type { JobTimeline } from "../core/inspection/job-timeline.ts";
import type { LicenceRead, LicenceSessionAnswer, LicenceToRead } from "../core/queue/licence-view.ts";
import type { WaitingName } from "../core/queue/queue-order.ts";
import type {
  PapersAnswer,
  PapersFoundAnswer,
  PapersWanted,
  PlaceAsked,
  QueueView,
  TakeInAnswer,
  TakeInAsked,
  TakeOutAsked,
} from "../core/queue/queue-view.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import type { ResultFound, ResultQuery } from "../core/results/result-line.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { Log } from "../ports/log.ts";
import type { PhotoRead } from "../ports/photo-shelf.ts";
import type { JobAgain } from "../station/live-message.ts";
import type { PeopleDesk } from "../station/people/people-desk.ts";
import type { Answer } from "../station/session-runner.ts";
import type { DeviceRawView, LogLine, StationReport } from "../station/station-report.ts";
import type { ConsoleLimits } from "./console-limits.ts";
import type { CourseMap } from "./course-map.ts";
import type { ScreenSource } from "./screen-source.ts";
import type { PublicScreens } from "./screens/public-screens.ts";
import type { SignedInVisitor } from "./server/route-guards.ts";

export interface ResultsFound {
  /** Newest first. */
  readonly lines: readonly ResultFound[];
  /** There is more before the last of them. */
  readonly more: boolean;
  /** The list is still being made from the journal: what is older may be missing from it. */
  readonly incomplete: boolean;
}

/** A sealed result for whoever looks at it later. */
export interface ResultShown {
  readonly document: ResultDocument;
  /** Null where the journal has not all of it any more, or today's software cannot show it: the document says what came of it. */
  readonly again: JobAgain | null;
}

/** For the page of the station alone, made when it asks. */
export interface StationReports {
  /** `seesPeople`: whoever asks may see who there is. */
  report(seesPeople: boolean): StationReport;
  /** The last frames of a device; null where there is no such device. */
  raw(device: string): DeviceRawView | null;
  /** The newest first. */
  log(): readonly LogLine[];
}

export interface ConsoleOptions {
  readonly host: string;
  /** Names by which browsers ask for it, beside the machine's own; default: none. */
  readonly names?: readonly string[];
  /** 0 takes a free port. */
  readonly port: number;
  readonly screen: ScreenSource;
  /** Board, hall and phones, for which nobody signs in; default: there are none. */
  readonly screens?: PublicScreens;
  readonly log: Log;
  /** Who is at the console, and what they may do. */
  readonly people: PeopleDesk;
  /** PEM; null: plain HTTP, which is for loopback alone. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** What a program of this machine shows to read the status; null: none may. */
  readonly localToken: string | null;
  /** The built pages (`dist/web`). */
  readonly webDirectory: string;
  /** Sealed records and their proofs by record id; null where there is none. */
  record(id: string, part: "record" | "proof"): string | null;
  /** What was sealed, newest first, and one of it as its page was; null where there is none. */
  readonly results: {
    search(query: ResultQuery, most: number): Promise<ResultsFound>;
    show(record: string): Promise<ResultShown | null>;
  };
  readonly reports: StationReports;
  /** Who waits, as this person may see it, and what they make of the order; answered when that is durable. */
  readonly queue: {
    look(by: SignedInVisitor): Promise<QueueView>;
    place(asked: PlaceAsked, by: SignedInVisitor): Promise<Answer>;
  };
  /** Taking people in at the console, correcting what waits, and taking it out; answered when that is durable. */
  readonly checkIn: {
    takeIn(asked: TakeInAsked, by: SignedInVisitor): Promise<TakeInAnswer>;
    takeOut(asked: TakeOutAsked, by: SignedInVisitor): Promise<Answer>;
    papers(kind: JobKind, one: WaitingName, by: SignedInVisitor): PapersAnswer;
    /** From the registry; answered within ten seconds. */
    fetch(wanted: PapersWanted, by: SignedInVisitor): Promise<PapersFoundAnswer>;
  };
  /** Electronic licences: a session for one candidate, and what is made of an answer. Decided here, without a network. */
  readonly licences: {
    begin(certificate: string, by: SignedInVisitor): LicenceSessionAnswer;
    read(shown: LicenceToRead, by: SignedInVisitor): LicenceRead;
  };
  /** By site. */
  courses: ReadonlyMap<string, CourseMap>;
  /** Starts the next job of this kind, there or wherever is free, or says why not; answered when the job is durable. */
  startJob(
    kind: "inspection" | "exam",
    asked: {
      readonly site?: string;
      readonly car?: string;
      readonly after?: string;
      readonly practice?: string;
      /** This one of those who wait. */
      readonly called?: WaitingName;
    },
    by: SignedInVisitor,
  ): Promise<{ kind: "opened"; job: string } | { kind: "refused"; reason: Reason; file: string | null }>;
  /** The machine's answer to a command, once it is durable; `pin` for what is signed for. */
  command(job: string, command: unknown, by: SignedInVisitor, pin: string | null): Promise<Answer>;
  /** Why no photo of this job comes from this person, asked before its bytes are read; null: they may. */
  whyNoPhoto(job: string, by: SignedInVisitor): Reason | null;
  /** A photo for a part that is looked at: kept for good, then told to the machine; its hash, or why it was not taken. */
  photo(
    asked: { readonly job: string; readonly part: string; readonly photo: string },
    bytes: Uint8Array,
    by: SignedInVisitor,
  ): Promise<{ kind: "taken"; sha256: string } | { kind: "refused"; reason: Reason }>;
  /** A photo by the SHA-256 of its bytes, in hex, or why it is not shown. */
  readPhoto(sha256: string): Promise<PhotoRead>;
  /** Takes a sealed record out of force, for a reason of the list of its kind; answered when the act is durable. */
  withdraw(
    asked: {
      readonly record: string;
      readonly choice: string;
      readonly note: string;
      readonly pin: string | null;
    },
    by: SignedInVisitor,
  ): Promise<Answer>;
  /** What may be entered by hand in a job; null where there is no such job. */
  rules(job: string): readonly EnteredRule[] | null;
  /** What happened in an inspection that runs, until now; null where there is no such one. */
  line(job: string): JobTimeline | null;
  /** Somebody has seen that the vehicle of this job is not in the lane any more. */
  seenOut(site: string, job: string, by: SignedInVisitor): Promise<Answer>;
  /** What stops nothing and still has to be said. */
  onNotice?(sentence: string): void;
  /** Default: CONSOLE_LIMITS, within what the system allows this process. */
  readonly limits?: Partial<ConsoleLimits>;
  /** Default: as the kernel says. */
  readonly descriptorsMax?: number | null;
}
