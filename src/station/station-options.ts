import type { SealedRecord } from "../core/delivery/receipt-book.ts";
import type { DeviceIdentity, EarlierAttempt, SoftwareIdentity, WaitingFile } from "../core/journal/entry.ts";
import type { OutageLimits } from "../core/outages/outage-limits.ts";
import type { Doer } from "../core/people/console-act.ts";
import type { SubjectWords } from "../core/people/interest.ts";
import type { DeviceId, JobId, StationId } from "../core/quantities/ids.ts";
import type { Compress } from "../core/record/gzip.ts";
import type { Objection } from "../core/trade/admission.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { Clock, ClockDiscipline, Timers } from "../ports/clock.ts";
import type { FreeBytes } from "../ports/disk-space.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import type { OperatorFeed } from "../ports/operator-feed.ts";
import type { Signer } from "../ports/signer.ts";
import type { AgreementKeeper } from "./agreement-keeper.ts";
import type { Retention } from "./archivist.ts";
import type { CertificateKeeper } from "./certificate-keeper.ts";
import type { CommandDesk } from "./command-desk.ts";
import type { DeviceLink } from "./device-link.ts";
import type { EventSender, EventSenderOptions } from "./event-sender.ts";
import type { EvidenceDesk } from "./evidence-desk.ts";
import type { OpenSession } from "./job-track.ts";
import type { CalendarView, MissingView, SomeNeedView, StationView } from "./live-message.ts";
import type { Outbox } from "./outbox.ts";
import type { OutboxOwner } from "./outbox-owner.ts";
import type { RequestDesk } from "./request-desk.ts";
import type { Seat, Site } from "./sites.ts";
import type { StrangerWatch } from "./stranger-watch.ts";
import type { TimeAsker } from "./time-asker.ts";
import type { TrustKeeper } from "./trust-keeper.ts";

export interface Artifact {
  readonly text: string;
  readonly mediaType: string;
}

/** `name`: what people call the file. */
export interface RulebookFile extends Artifact {
  readonly name: string;
}

export interface NewJob {
  readonly kind: "inspection" | "exam";
  readonly dossier: Artifact;
  /** All that the station has for this kind of job; the door takes the one that judges this subject on the day. */
  readonly rulebooks: readonly RulebookFile[];
  readonly course: Artifact | null;
  readonly vehicle: Artifact | null;
  /** Where; null: wherever is free. */
  readonly seat: Seat | null;
  /** The waiting file that the dossier is, where it is one. */
  readonly source: WaitingFile | null;
  /** Of a second attempt: the first one. */
  readonly after?: EarlierAttempt;
  /** An exam that is driven for practice. */
  readonly practice?: true;
  /** Who called for it; absent where nobody did. */
  readonly by?: Doer;
  /** Why whoever called may not have this subject, by the words that name it; null where they may. */
  objection?(subject: SubjectWords): Reason | null;
}

/**
 * Which of a job's rulebooks judges it on this civil date, or why none of them can. Whether the chosen one holds for the subject is
 * asked when the job is opened. Throws EdgeError CONFIG_INVALID for a malformed file, with `context.part` and, of a rulebook, `called`.
 */
export type ChooseRulebook = (
  job: Pick<NewJob, "kind" | "dossier" | "rulebooks">,
  localDate: string,
) => { readonly kind: "chosen"; readonly rulebook: Artifact } | ({ readonly kind: "refused" } & Objection);

/** A line that shows something to a driver: of a car, or of a position of a lane. */
export interface Lamp extends Seat {
  readonly position: string | null;
  readonly line: string;
}

export type EventSenderOwner = Pick<EventSenderOptions, "mayGo" | "onStanding">;

export interface StationOptions {
  readonly station: StationId;
  readonly software: SoftwareIdentity;
  /** Names this start of the process. */
  readonly boot: string;
  readonly store: JournalStore;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly discipline: ClockDiscipline;
  readonly freeBytes: FreeBytes;
  /** Null where everything is kept. */
  readonly retention: Retention | null;
  /** When this software was released, milliseconds since 1970: no time is before it. */
  readonly releasedMs: number;
  /** From when on something is an outage; absent: OUTAGE_LIMITS. */
  readonly outageLimits?: OutageLimits;
  readonly log: Log;
  readonly links: readonly DeviceLink[];
  readonly identities: readonly DeviceIdentity[];
  readonly sites: readonly Site[];
  /** Where a device stands. */
  seatOf(device: DeviceId): Seat;
  /** Addresses by device id, for the screen. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly recordSigner: Signer;
  /** Signs records beside it, in SM2; absent: nobody does. */
  readonly secondSigner?: Signer | null;
  readonly digest: (bytes: Uint8Array) => Uint8Array;
  /** How a record is compressed before it is signed. */
  readonly compress: Compress;
  readonly openSession: OpenSession;
  readonly chooseRulebook: ChooseRulebook;
  /** Switches a lamp of a lane or a car. */
  output(lamp: Lamp, on: boolean): void;
  readonly operator: OperatorFeed;
  /** Civil date where the station stands, `2026-01-31`. */
  localDate(wallMs: number): string;
  /** What is at the other end of delivery, where that is no registry; absent where it is one. */
  readonly registryIs?: NonNullable<StationView["registry"]["is"]>;
  /** What ends on a day, at this moment. */
  calendar(): CalendarView;
  /** What jobs need and the station file does not name, at this moment. */
  missing?(): readonly MissingView[];
  /** Of what only some vehicles need, which those are, at this moment. */
  neededBySome?(): readonly SomeNeedView[];
  /** A job ended without a record; told when that is durable. */
  onClosed?(job: JobId, kind: JobKind, why: Reason): void;
  makeOutbox(owner: OutboxOwner): Outbox;
  /** Sends what happened beside the records; absent or null where the station tells nobody. */
  makeEventSender?(owner: EventSenderOwner): EventSender | null;
  /** What it asks of the registry beside the outbox. */
  readonly requests: RequestDesk;
  /** What the registry orders of it. */
  readonly commands: CommandDesk;
  /** Absent: the registry is not asked for the time. */
  readonly timeAsker?: TimeAsker;
  /** Absent: the registry is not asked what it speaks. */
  readonly agreement?: AgreementKeeper;
  /** Counts what comes as the registry's and is not. */
  readonly strangers?: StrangerWatch;
  /** Absent: it sends the registry no evidence. */
  readonly evidence?: EvidenceDesk;
  /** Absent: a person renews its certificate for the broker. */
  readonly certificate?: CertificateKeeper;
  /** Absent: no list of keys is fetched. */
  readonly trust?: TrustKeeper;
  /** A record became durable; `receipted` comes later, once, when the registry has cosigned. */
  onRecord(event: {
    kind: "sealed" | "receipted";
    sealed: SealedRecord;
    envelope: string | null;
    checkpoint: string | null;
  }): void;
}
