import type { CommandsSummary } from "../commands/commands-noted.ts";
import type { SealedRecord } from "../delivery/receipt-book.ts";
import type { EvidencePolicySummary } from "../evidence/policy-noted.ts";
import type { DeviceFault } from "../observation.ts";
import type { NotedOutage, OutageAtOpening } from "../outages/outage-states.ts";
import type { OutageNoted } from "../outages/outages-noted.ts";
import type { ConsoleAct, Doer } from "../people/console-act.ts";
import type { PeopleSummary } from "../people/people-noted.ts";
import type { DecimalString } from "../quantities/exact.ts";
import type { DeviceId, JobId, RecordId, StationId } from "../quantities/ids.ts";
import type { QueueSummary } from "../queue/queue-noted.ts";
import type { ShownAtDesk } from "../queue/shown-at-desk.ts";
import type { TakenInSummary } from "../queue/taken-in-noted.ts";
import type { ClockWord } from "../record/job-clock.ts";
import type { TrustListTaken, TrustNoted } from "../record/trust-noted.ts";
import type { PreChecksUsed } from "../requests/pre-check-result.ts";
import type { SessionInput } from "../session.ts";
import type { Reason } from "../trade/reasons.ts";
import type { Place } from "../trade/words/places.ts";
import type { DeviceRole } from "../trade/words/roles.ts";
import type { ActsSummary } from "./acts-noted.ts";
import type { ArchivedSummary } from "./archived-segments.ts";
import type { CommandEntry, MayAnswer } from "./command-received.ts";
import type { EvidenceEntry } from "./evidence-entries.ts";
import type { JournalMending } from "./mending.ts";
import type { PersonAct } from "./person-act.ts";
import type { KeptFrom } from "./retention.ts";
import type { SegmentArchived, SegmentLetGo } from "./segment-entries.ts";
import type { WithdrawalsSummary } from "./withdrawals-noted.ts";

/**
 * What the journal holds, one JSON document a record. Inputs and the events they led to stand side by side: replay feeds
 * the inputs to the same functions and must reach the same events and the same record bytes. Class instances never.
 */
export type JournalEntry =
  | StationStarted
  | StationSummary
  | JournalMended
  | PersonActed
  | ConsoleActed
  | ConsoleRefused
  | ArtifactStored
  | JobOpened
  | JobInput
  | JobClosed
  | DeviceFaultNoted
  | ClockNoted
  | OutageNoted
  | TrustListTaken
  | RecordSealed
  | WithdrawalSealed
  | ReceiptReceived
  | SegmentArchived
  | SegmentLetGo
  | DeliveryLocked
  | CommandEntry
  | EvidenceEntry;

/** Both clocks of the station at the moment of writing. */
export interface EntryTime {
  readonly monoMs: number;
  readonly wallMs: number;
}

export interface StationStarted {
  readonly type: "station-started";
  readonly at: EntryTime;
  readonly station: StationId;
  readonly boot: string;
  readonly software: SoftwareIdentity;
  readonly timeStatus: string;
}

/**
 * Stands near the beginning of each segment but the first: what all entries before it amount to, so that a start need not read
 * them. Whoever reads the whole journal finds it to be what they say.
 */
export interface StationSummary extends ArchivedSummary {
  readonly type: "station-summary";
  readonly at: EntryTime;
  readonly jobsOpened: number;
  /** Withdrawals among them. */
  readonly recordsSealed: number;
  readonly software: SoftwareIdentity | null;
  readonly clock: ClockWord;
  /** The newest; null where none has come. */
  readonly receipt: Pick<ReceiptReceived, "size" | "checkpoint"> | null;
  /** What waits for a person, and which keys followed which. */
  readonly acts: ActsSummary;
  /** Absent where nobody was ever noted. */
  readonly people?: PeopleSummary;
  /** Sealed records that it does not cover, rising. */
  readonly unreceipted: readonly SealedRecord[];
  readonly openJobs: readonly OpenJob[];
  /** Where the texts stand that the open jobs were made from. Whatever a later job is made from stands after this entry. */
  readonly artifacts: readonly { readonly sha256: string; readonly index: number }[];
  /** Waiting files of the newest jobs, oldest first. */
  readonly sources: readonly OpenedSource[];
  /** Null while nothing was let go. */
  readonly kept: KeptFrom | null;
  /** Records of first attempts that had their second, the newest of them; absent where there are none. */
  readonly retaken?: readonly string[];
  /** Absent where no record was ever withdrawn. */
  readonly withdrawals?: WithdrawalsSummary;
  /** Absent while everybody waits where their name puts them. */
  readonly queue?: QueueSummary;
  /** Absent where nobody was ever taken in at a console. */
  readonly takenIn?: TakenInSummary;
  /** Absent before the first list of keys was taken. */
  readonly trust?: TrustNoted;
  /** Absent where the registry never ordered anything. */
  readonly commands?: CommandsSummary;
  /** Absent while all is normal. */
  readonly outages?: readonly NotedOutage[];
  /** Absent while evidence is sent where it is ordered, and nowhere else. */
  readonly evidence?: EvidencePolicySummary;
}

/** A job without an end, as its opening said. */
export interface OpenJob {
  readonly job: JobId;
  /** Of its `job-opened`. */
  readonly index: number;
  readonly order: JobOrder;
  /** What the journal said of the clock before it. */
  readonly word: ClockWord;
}

/** What the opening of the journal put right, told by the start that came after it; more than once where that start was cut short. */
export interface JournalMended {
  readonly type: "journal-mended";
  readonly at: EntryTime;
  readonly mending: JournalMending;
}

/** By a command on the stopped station, so its steady time is that of no start. `by`: a user of the system, or whom the command named. */
export interface PersonActed {
  readonly type: "person-acted";
  readonly at: EntryTime;
  readonly by: string;
  readonly act: PersonAct;
}

/** What a person did at a console of the running station, beside the jobs. `by`: null where the station itself did it, as for whoever sets it up. */
export interface ConsoleActed {
  readonly type: "console-acted";
  readonly at: EntryTime;
  readonly by: Doer | null;
  readonly act: ConsoleAct;
}

/** Somebody asked for what they may not have; `count` of them from there for that reason within a minute or so. */
export interface ConsoleRefused {
  readonly type: "console-refused";
  readonly at: EntryTime;
  /** Null where nobody knows who it was. */
  readonly person: string | null;
  /** The address. */
  readonly from: string;
  /** What was asked for, by its code. */
  readonly act: string;
  readonly why: Reason;
  readonly count: number;
}

export interface SoftwareIdentity {
  readonly name: string;
  readonly version: string;
  /** SHA-256 over the legally relevant modules, hex. */
  readonly sha256: string;
}

/** A rulebook, course, vehicle or dossier as it was in force, so that the journal replays alone. Stands before
 * the first job that names it; a dossier that comes again after its job was sealed is stored again, and so is whatever a job
 * names after a summary.
 */
export interface ArtifactStored {
  readonly type: "artifact-stored";
  readonly at: EntryTime;
  readonly sha256: string;
  readonly mediaType: string;
  readonly text: string;
}

export interface JobOpened extends MayAnswer, ShownAtDesk {
  readonly type: "job-opened";
  readonly at: EntryTime;
  readonly job: JobId;
  readonly order: JobOrder;
  /** Who called for it; absent where the station did, and in old journals. */
  readonly by?: Doer;
  /** The waiting file it was made from: a start that finds this file still waiting knows that it is taken. */
  readonly source?: WaitingFile;
  /** Who took the subject in at a console, and when; absent where its file came otherwise. */
  readonly takenIn?: { readonly by: string; readonly wallMs: number };
  /** What the registry said of the vehicle before; its reply stands before this entry. Absent where its rulebook asks nothing. */
  readonly preChecks?: PreChecksUsed;
  /** Outages in which it was begun, as far as they matter to its result; absent where there were none. */
  readonly outages?: readonly OutageAtOpening[];
}

export interface WaitingFile {
  /** Name within the folder of its kind. */
  readonly file: string;
  /** Of the file's exact bytes, hex. */
  readonly sha256: string;
  readonly modifiedMs: number;
}

/** A job and the waiting file it was made from. */
export interface OpenedSource extends WaitingFile {
  readonly job: JobId;
  readonly kind: JobOrder["kind"];
}

/** Everything a session machine is made from; each hash names an artifact of this journal. */
export interface JobOrder {
  readonly kind: "inspection" | "exam";
  readonly dossierSha256: string;
  readonly rulebookSha256: string;
  /** Only for exams. */
  readonly courseSha256: string | null;
  readonly vehicleSha256: string | null;
  readonly seat: JobSeat;
  /** Those of its seat. */
  readonly devices: readonly DeviceIdentity[];
  /** Of a second attempt: the first one. */
  readonly after?: EarlierAttempt;
  /** Driven for practice: it ends without a record. */
  readonly practice?: true;
  /** A person called for it: somebody is there to confirm what comes of it. */
  readonly attended?: true;
  /** Civil date where the station stands, `2026-01-31`: validity and calibrations count by it. Absent in old journals: UTC. */
  readonly localDate?: string;
}

/** The first attempt of the same booking. */
export interface EarlierAttempt {
  readonly job: string;
  readonly record: string;
  /** Items that were passed in it without a deduction. */
  readonly clean: readonly string[];
  /** Of an inspection: what came of it, so that what passed need not be done again. */
  readonly kept?: EarlierInspection;
}

export interface EarlierInspection {
  /** How often the vehicle is inspected with this one: 2 for the first re-inspection (检验次数). */
  readonly times: number;
  /** Civil date of the first one. */
  readonly on: string;
  /** A rule of the whole vehicle was not passed. */
  readonly openRules: boolean;
  /** By item code. */
  readonly results: Readonly<Record<string, EarlierResult>>;
  readonly manual: Readonly<Record<string, EarlierEntry>>;
}

/** What one item measured, in the form of its session. */
export type EarlierResult =
  | {
      readonly kind: "measured";
      readonly measurement: {
        readonly facts: Readonly<Record<string, DecimalString>>;
        readonly absent: Readonly<Record<string, Reason>>;
        readonly notes: Readonly<Record<string, string>>;
      };
    }
  | { readonly kind: "void"; readonly reason: Reason };

/** What one inspector found by hand. */
export interface EarlierEntry {
  readonly found: "in-order" | "defect";
  readonly note: string;
  readonly values: Readonly<Record<string, string>>;
  readonly by: string;
}

/** Where a job is done: in a lane with these positions, in the order in which a vehicle comes to them, or in one car of a course. */
export interface JobSeat {
  readonly site: string;
  readonly car: string | null;
  readonly positions: readonly { readonly position: string; readonly places: readonly Place[] }[] | null;
}

export interface DeviceIdentity {
  readonly role: DeviceRole;
  readonly device: DeviceId;
  readonly model: string;
  readonly serial: string;
  /** True if its address is a simulator's; stands in the record. */
  readonly simulated: boolean;
  readonly calibration: { readonly certificate: string; readonly validTo: string } | null;
  /** Of a brake bench alone; absent in old journals. */
  readonly bench?: BenchTraits;
}

/** What a brake bench does by itself, as its model and the station file say: what its evidence is held against. */
export interface BenchTraits {
  /** Sampling instants a second. */
  readonly sampleRateHz: number;
  /** True where it tells its own maxima after each run. */
  readonly summary: boolean;
}

export interface JobInput {
  readonly type: "job-input";
  readonly at: EntryTime;
  readonly job: JobId;
  readonly input: SessionInput<unknown>;
  /** Present when the machine refused the input. */
  readonly rejected?: Reason;
  readonly events: readonly unknown[];
}

/**
 * The end of a job that has no record: its artifacts cannot be opened any more, or the software failed on it and could not
 * even abort it. Nothing of it is delivered; whoever reads the journal is told why.
 */
export interface JobClosed {
  readonly type: "job-closed";
  readonly at: EntryTime;
  readonly job: JobId;
  readonly reason: Reason;
}

/** How the station's clock stands, whenever that changes, and each time somebody sets it. */
export interface ClockNoted {
  readonly type: "clock-noted";
  readonly at: EntryTime;
  readonly status: string;
  /** What agrees with it, and how far it is ahead of that; null where nothing does. */
  readonly by: string | null;
  readonly aheadMs: number | null;
  readonly doubt: Reason | null;
  /** By how much it was set just now; 0 where it was not. */
  readonly steppedMs: number;
}

/** Device faults outside any job; inside one they are also job inputs. */
export interface DeviceFaultNoted {
  readonly type: "device-fault";
  readonly at: EntryTime;
  readonly fault: DeviceFault;
}

export interface RecordSealed {
  readonly type: "record-sealed";
  readonly at: EntryTime;
  readonly job: JobId;
  readonly record: RecordId;
  /** The DSSE envelope, JSON text, exactly the bytes that are delivered. */
  readonly envelope: string;
}

/** A record of before is not in force any more. It is one of the station's records itself, with the next number, and delivered as they are. */
export interface WithdrawalSealed {
  readonly type: "withdrawal-sealed";
  readonly at: EntryTime;
  /** Of the withdrawn record. */
  readonly job: JobId;
  /** Of the withdrawal. */
  readonly record: RecordId;
  readonly withdraws: RecordId;
  readonly envelope: string;
  /** Whose act it was, by their id alone: this entry leaves the station, and from where they did it is in the act. */
  readonly by: string;
}

export interface ReceiptReceived {
  readonly type: "receipt";
  readonly at: EntryTime;
  /** All records with an index below this are receipted. */
  readonly size: number;
  /** The checkpoint as signed note with the log's and the witness's signature lines. */
  readonly checkpoint: string;
}

/** The registry has proof of a history of this log that is not this journal's. It stands until an act says otherwise, starts or not. */
export interface DeliveryLocked {
  readonly type: "delivery-locked";
  readonly at: EntryTime;
  readonly kind: "fork" | "rollback";
  /** Size of the proof. */
  readonly size: number;
  /** The proof: a checkpoint with the log's and the witness's signature lines. */
  readonly checkpoint: string;
}
