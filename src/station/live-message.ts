import type { DrivenTrace } from "../core/exam/driven-trace.ts";
import type { DrivenWay } from "../core/exam/driven-way.ts";
import type { ExamPose } from "../core/exam/exam-pose.ts";
import type { JobTimeline } from "../core/inspection/job-timeline.ts";
import type { DeviceFault } from "../core/observation.ts";
import type { OfflineGrade, OutageState } from "../core/outages/outage-states.ts";
import type { ToldFinding } from "../core/record/told-finding.ts";
import type { ToldScope } from "../core/record/told-scope.ts";
import type { Verdict } from "../core/rules/finding.ts";
import type { Following, ItemReport, ManualPartReport, Prompt, SigningReport } from "../core/session.ts";
import type { Told } from "../core/trade/reason-shape.ts";

/**
 * What the console's page is told over its WebSocket, one JSON document a message. A new page first gets a `snapshot`;
 * everything after is a change. Everything told here is already durable in the journal; every reason comes with its code, its
 * parameters and its sentences.
 */
export type LiveMessage =
  | { readonly type: "snapshot"; readonly station: StationView; readonly jobs: readonly JobView[] }
  | { readonly type: "station"; readonly station: StationView }
  /** The station goes on: once a second, whatever else is told. `clockMs`: its steady clock, milliseconds. */
  | { readonly type: "beat"; readonly clockMs: number }
  | { readonly type: "job"; readonly job: JobView }
  | {
      readonly type: "force";
      readonly job: string;
      readonly item: string;
      readonly samples: readonly ForceSample[];
    }
  | { readonly type: "gas"; readonly job: string; readonly samples: readonly GasSample[] }
  | { readonly type: "pose"; readonly job: string; readonly pose: PoseView }
  /** The way so far, told once to a page that comes later. */
  | { readonly type: "track"; readonly job: string; readonly pieces: DrivenWay };

/** [milliseconds since the item began, left N, right N]; null where that side gave no sample. */
export type ForceSample = readonly [number, number | null, number | null];

export interface GasSample {
  readonly atMs: number;
  readonly coPct: number;
  readonly hcPpm: number;
  readonly engineSpeedRpm: number;
}

/** `named`: by the station's file. `own`: of a demonstration. */
export type RegistryIs = "named" | "own" | "stand-in" | "absent";

/** One lane: who has which position, who waits for one, and where the time went since the station started. */
export interface LaneView {
  readonly site: string;
  /** Vehicles that have left it, and how many that is in an hour; null before anything can be said. */
  readonly vehicles: number;
  readonly vehiclesPerHour: number | null;
  readonly positions: readonly {
    readonly position: string;
    readonly places: readonly { readonly place: string; readonly zh: string; readonly en: string }[];
    readonly job: string | null;
    /** Since when that vehicle has it, by the station's wall clock, or since the start; null while nobody has. */
    readonly heldSinceWallMs?: number | null;
    readonly occupancy: "occupied" | "clear" | "unknown";
    readonly vehicles: number;
    readonly heldMs: number;
    readonly awaitedMs: number;
  }[];
  readonly waiting: readonly { readonly job: string; readonly wants: string; readonly because: Told }[];
  /** Whose job is over and who is still seen. */
  readonly leaving: readonly string[];
}

export interface StationView {
  readonly station: string;
  readonly software: string;
  /** True if any device address is a simulator's. */
  readonly simulated: boolean;
  readonly devices: readonly DeviceView[];
  readonly lanes: readonly LaneView[];
  readonly registry: {
    /** What is at the other end, where that is no registry; absent where it is one. */
    readonly is?: Exclude<RegistryIs, "named" | "own">;
    readonly connected: boolean;
    readonly pending: number;
    readonly receiptedSize: number;
    /** Why nothing is sent any more, until a person has looked into it. */
    readonly locked?: { readonly zh: string; readonly en: string } | null;
    /** What the registry last refused, until it takes something. */
    readonly refusal?: { readonly zh: string; readonly en: string } | null;
    /** What is wrong on the way to the registry, and what to do. */
    readonly trouble: { readonly zh: string; readonly en: string } | null;
    /** Of the oldest record without a receipt, by the station's clock. */
    readonly oldestSealedWallMs: number | null;
    /** When the station tries again, by its clock; absent where it does not wait. */
    readonly nextAttemptWallMs?: number;
  };
  /** `word`: what a person has to know of it, and whether it stops new jobs; null where all is well. */
  readonly clock: {
    readonly status: string;
    readonly by: string | null;
    readonly aheadMs: number | null;
    /** Its wall clock when this was told. */
    readonly nowWallMs: number;
    readonly word: (Told & { readonly stops: boolean }) | null;
  };
  /** What a person has to know of the disk, and whether it stops new jobs. */
  readonly disk: (Told & { readonly stops: boolean }) | null;
  /** The record of this job could not be signed since then, and others wait behind it; null when it was. */
  readonly sealing: (Told & { readonly job: string; readonly sinceWallMs: number }) | null;
  /** What a person has to know of the journal on it. */
  readonly journal: (Told & { readonly stops: boolean }) | null;
  /** What a person has to know of the station's keys, and whether it stops new jobs; absent where nothing is wrong. */
  readonly keys?: readonly (Told & { readonly stops: boolean })[];
  readonly calendar: CalendarView;
  readonly journalSize: number;
  /** What was refused lately, newest first. */
  readonly refusals: readonly RefusalView[];
  /** Of a lane or a car that serves a kind of job: what its jobs need and the station file does not name. Absent: nothing. */
  readonly missing?: readonly MissingView[];
  /** Absent where the registry never ordered anything. */
  readonly commands?: CommandsView;
  /** States of outage that stand, the one first that is told first; absent while all is normal. */
  readonly outages?: readonly OutageStandingView[];
  /** Roles that only some vehicles need: what is wrong with them stops nobody else. Absent: none. */
  readonly neededBySome?: readonly SomeNeedView[];
}

/** What it means for the work says the table of `core/outages`. */
export interface OutageStandingView {
  readonly state: OutageState;
  readonly grade: OfflineGrade | null;
  /** By the station's wall clock as it is set now. */
  readonly sinceWallMs: number;
  readonly because: readonly Told[];
}

/** What the registry ordered, newest first. */
export interface CommandsView {
  /** That stand: who ordered it, why, and what ends it. */
  readonly locks: readonly LockView[];
  readonly newest: readonly CommandRow[];
  /** Vehicles to be inspected again, oldest order first; absent where there are none. */
  readonly rechecks?: readonly RecheckView[];
  /** Lists of keys to be fetched, oldest order first; absent where there are none. */
  readonly lists?: readonly ListView[];
  /** Rulebooks to judge by from their first day on, oldest order first; absent where there are none. */
  readonly books?: readonly BookView[];
  /** Evidence to be sent, oldest order first; absent where there is none. */
  readonly evidence?: readonly EvidenceView[];
}

export interface EvidenceView extends Told {
  readonly number: number;
  readonly by: string;
  readonly atWallMs: number;
  /** Until when it is owed. */
  readonly untilMs: number;
  /** Records, and those whose evidence the registry has or wants no more. */
  readonly records: number;
  readonly ended: number;
}

/** Of the command that brought its last part. */
export interface BookView extends Told {
  readonly number: number;
  readonly by: string;
  readonly atWallMs: number;
  /** What it calls itself. */
  readonly id: string;
  /** Its first day. */
  readonly validFrom: string;
}

export interface ListView extends Told {
  readonly number: number;
  readonly by: string;
  readonly atWallMs: number;
  /** The list of this number, or a later one. */
  readonly from: number;
  /** The number that the station held when it was done; null while it is to be done. */
  readonly held: number | null;
}

export interface RecheckView extends Told {
  readonly number: number;
  readonly by: string;
  readonly atWallMs: number;
  readonly dueMs: number;
  /** By lot, and not by a person. */
  readonly isDrawn: boolean;
  readonly of: readonly {
    readonly vin: string;
    readonly plate: string;
    /** The result that is checked; null where the vehicle alone is meant. */
    readonly record: string | null;
    /** The newest job that was begun for it. */
    readonly job: string | null;
    /** The record that answers it. */
    readonly answered: string | null;
  }[];
}

export interface LockView extends Told {
  readonly number: number;
  readonly by: string;
  readonly atWallMs: number;
  /** As `station`, `site lane-1`, `kind exam`. */
  readonly scope: string;
}

export interface CommandRow {
  readonly number: number;
  readonly kind: string;
  readonly by: string;
  /** When it was taken in, by the station's clock. */
  readonly atWallMs: number;
  readonly outcome: "taken" | "refused" | "expired";
  /** Why it was refused. */
  readonly why: Told | null;
  /** RFC 3339: a station that took it later would have done nothing of it. Null where the journal does not say. */
  readonly until: string | null;
  /** As `station`, `site lane-1`, `kind exam`; null of an order that is of no place, and where the journal does not say. */
  readonly scope: string | null;
  /** Which part of which rulebook it brought; absent of any other order. */
  readonly book?: { readonly id: string; readonly part: number; readonly parts: number };
}

export interface MissingView {
  readonly kind: "inspection" | "exam";
  /** Which lane or car; empty where there is one alone. */
  readonly seat: string;
  readonly roles: readonly string[];
  readonly reason: Told;
}

export interface SomeNeedView {
  readonly role: string;
  /** Which vehicles they are. */
  readonly reason: Told;
}

/** What ends on a day: calibrations, rulebooks, certificates. What is missing or ended first, then what ends first. */
export interface CalendarView {
  /** The station's civil date that it holds for. */
  readonly today: string;
  readonly entries: readonly CalendarRow[];
}

export interface CalendarRow {
  readonly what: "calibration" | "rulebook" | "certificate" | "trust-list";
  /** Of a calibration. */
  readonly role: string | null;
  /** The device, the rulebook's id, the certificate's file, or the number of the list of keys. */
  readonly name: string;
  readonly certificate: string | null;
  readonly validTo: string | null;
  /** Whole days until `validTo`: 0 on it, negative after it. */
  readonly daysLeft: number | null;
  readonly state: "valid" | "ends-soon" | "ended" | "none";
  /** What a person has to know and to do, and whether it stops something already; null where all is well. */
  readonly word: (Told & { readonly stops: boolean }) | null;
}

export interface RefusalView {
  readonly atWallMs: number;
  readonly kind: "inspection" | "exam";
  /** The waiting file it is about; null where none was looked at. */
  readonly file: string | null;
  readonly reason: Told;
}

export interface DeviceView {
  readonly site: string;
  readonly car: string | null;
  readonly role: string;
  readonly device: string;
  readonly model: string;
  readonly address: string;
  readonly state: "connecting" | "ready" | "fault";
  readonly faults: readonly FaultView[];
}

export interface FaultView extends Omit<DeviceFault, "detail"> {
  readonly detail: Told | null;
}

export interface JobView {
  readonly job: string;
  readonly kind: "inspection" | "exam";
  /** Which lane or course, and which car of the course. */
  readonly site: string;
  readonly car: string | null;
  /** e.g. plate and VIN, or name and licence class. */
  readonly subject: Readonly<Record<string, string>>;
  readonly state: "running" | "concluded" | "sealed" | "receipted" | "closed";
  /** Driven for practice: no result comes of it. */
  readonly practice: boolean;
  readonly items: readonly ItemView[];
  readonly currentItem: string | null;
  readonly prompt: PromptView | null;
  /** Exams only. */
  readonly score: { readonly points: number; readonly passMark: number } | null;
  /** Findings that belong to no item (general rules). */
  readonly findings: readonly ToldFinding[];
  /** Who has to confirm the result of what was driven, and who has; null where nobody is asked to, or not yet. */
  readonly signing: SigningView | null;
  /** Inspections only: what inspectors look at by hand; null where that is nothing. */
  readonly manual: ManualView | null;
  readonly verdict: Verdict | null;
  readonly reasons: readonly Told[];
  /** Inspections only: what the law asks for, and what of it was done. */
  readonly scope: ToldScope | null;
  /** What a person has to judge, with any verdict. */
  readonly notes: readonly Told[];
  /** Why a job that is `closed` has no record. */
  readonly closed: Told | null;
  readonly record: string | null;
  /** The record that this one follows: of a first attempt, or of an earlier inspection. */
  readonly after: string | null;
  /** What may follow its record, unless a job has; null where nothing may, or not yet. */
  readonly following: FollowingView | null;
  readonly receiptSize: number | null;
  readonly startedWallMs: number;
  /** Absent while the record is in force. */
  readonly withdrawn?: WithdrawnView;
}

/** A person has taken the record of this job out of force. */
export interface WithdrawnView {
  readonly reason: Told;
  readonly atWallMs: number;
  /** Of the withdrawal; null while it waits for its seal. */
  readonly record: string | null;
  readonly receiptSize: number | null;
}

export interface SigningView extends SigningReport {
  /** By the station's wall clock; null once all have confirmed. */
  readonly sinceWallMs: number | null;
}

export interface FollowingView extends Pick<Following, "as"> {
  /** The last civil date of the station on which it is taken, as `calendar.today`. */
  readonly lastOn: string;
}

export interface ManualView {
  readonly parts: readonly ManualPartView[];
}

export interface ManualPartView extends Omit<ManualPartReport, "countedMs" | "sinceMs"> {
  /** Not before it can be ended, by the station's wall clock (`clock.nowWallMs`); null while nobody works on it. */
  readonly endableWallMs: number | null;
  /** How long it was worked on, as of its last act. */
  readonly countedS: number;
}

export interface PromptView extends Omit<Prompt, "text"> {
  readonly text: Told;
}

export interface ItemView extends Omit<ItemReport, "reasons" | "findings" | "meanwhile" | "instrument"> {
  readonly reasons: readonly Told[];
  readonly findings: readonly ToldFinding[];
  /** Deducted while it was driven by rules of the whole test, among whose findings they stand as well. */
  readonly meanwhile?: readonly ToldFinding[];
  /** The curve that its samples draw. */
  readonly chart: "force" | "gas" | null;
}

export type PoseView = ExamPose;

/** A job of before as its page was when it ended, with its curves or its way. */
export interface JobAgain {
  readonly job: JobView;
  readonly told: readonly LiveMessage[];
  /** To look through how it was driven; null for what was not. */
  readonly trace: DrivenTrace | null;
  /** An inspection on one line of time; null for what is none. */
  readonly timeline: JobTimeline | null;
}
