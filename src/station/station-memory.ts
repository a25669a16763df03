import type { SealedRecord } from "../core/delivery/receipt-book.ts";
import type {
  ClockNoted,
  JobOpened,
  JobOrder,
  JournalEntry,
  SoftwareIdentity,
  StationStarted,
} from "../core/journal/entry.ts";
import { assert } from "../core/machine.ts";
import type { JobId, RecordId, StationId } from "../core/quantities/ids.ts";
import { buildResult } from "../core/record/build-result.ts";
import { type ClockWord, clockNoted, restarted } from "../core/record/job-clock.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import { ActsNoted } from "./acts-noted.ts";
import { faultInOneLine } from "./fault-line.ts";
import { JobTrack, type OpenSession } from "./job-track.ts";

/** A job of the journal that today's software cannot open, or cannot fold any further. */
export interface UnopenableJob {
  readonly opened: JobOpened;
  readonly detail: string;
}

/**
 * What the journal amounts to: open jobs, artifacts, numbers already used. It is a fold over the
 * entries and nothing else; start-up and replay build it from the file, running adds to it entry by entry.
 */
export class StationMemory {
  readonly station: StationId;
  readonly artifacts = new Map<string, string>();
  readonly openJobs = new Map<JobId, JobTrack>();
  /** Neither sealed nor closed, and not to be opened: a station closes them, a replay reports them. */
  readonly unopenable = new Map<JobId, UnopenableJob>();
  software: SoftwareIdentity | null = null;
  clockWord: ClockWord = { status: "unknown", doubt: null };
  readonly acts = new ActsNoted();
  /** The highest number that a job has, or that is given up. */
  jobsOpened = 0;
  recordsSealed = 0;
  readonly #openSession: OpenSession;
  readonly #closedDossiers = new Set<string>();
  /** Of jobs for which no session is made as long as their end may still come in the journal. */
  readonly #unopenedOrders = new Map<JobId, JobOrder>();

  constructor(station: StationId, openSession: OpenSession) {
    this.station = station;
    this.#openSession = openSession;
  }

  note(entry: JournalEntry, index: number): void {
    switch (entry.type) {
      case "station-started":
        this.software = entry.software;
        this.clockWord = { status: entry.timeStatus, doubt: null };
        for (const job of this.openJobs.keys()) this.noteClock(job, entry);
        return;
      case "clock-noted":
        this.clockWord = entry;
        for (const job of this.openJobs.keys()) this.noteClock(job, entry);
        return;
      case "artifact-stored":
        this.artifacts.set(entry.sha256, entry.text);
        return;
      case "job-opened":
        this.noteOrder(entry);
        this.open(entry, index);
        return;
      case "job-input": {
        const track = this.openJobs.get(entry.job);
        if (track !== undefined) this.#tried(track.opening, () => track.apply(entry.events, index, entry.at));
        return;
      }
      case "job-closed":
        this.noteClosed(entry.job);
        return;
      case "record-sealed":
        this.noteSealed(entry.job, entry.record, index, entry.at.wallMs);
        return;
      case "receipt":
      case "device-fault":
      case "journal-mended":
        return;
      case "person-acted":
      case "delivery-locked":
        this.acts.note(entry);
        this.jobsOpened = Math.max(this.jobsOpened, this.acts.jobsGivenUp);
        return;
    }
  }

  /** What the journal says of the clock, to one job that was open then. */
  noteClock(job: JobId, entry: ClockNoted | StationStarted): void {
    const track = this.openJobs.get(job);
    if (track === undefined) return;
    track.clock = entry.type === "clock-noted" ? clockNoted(track.clock, entry) : restarted(track.clock);
  }

  /** A job that is opened later, if its end does not come first. */
  noteOrder({ job, order }: JobOpened): void {
    this.jobsOpened += 1;
    this.#unopenedOrders.set(job, order);
  }

  open(entry: JobOpened, index: number, word: ClockWord = this.clockWord): void {
    this.#unopenedOrders.delete(entry.job);
    this.#tried(entry, () => {
      const opened = this.#openSession(entry.order, (sha256) => this.#artifact(sha256), entry.at.wallMs);
      this.openJobs.set(entry.job, new JobTrack(entry, index, opened, word));
    });
  }

  noteSealed(job: JobId, record: RecordId, index: number, sealedWallMs: number): SealedRecord {
    const order = this.#orderOf(job);
    assert(order !== undefined, "a record is sealed of an open job");
    const { kind, dossierSha256 } = order;
    const sealed = { job, kind, record, index, sequence: this.recordsSealed, sealedWallMs };
    this.recordsSealed += 1;
    this.#ended(job, dossierSha256);
    return sealed;
  }

  /** A job that ended without a record. */
  noteClosed(job: JobId): void {
    const order = this.#orderOf(job);
    if (order !== undefined) this.#ended(job, order.dossierSha256);
  }

  /**
   * Drops the dossiers of sealed jobs, so that a year of them is not kept in memory; one that comes again is journalled
   * again. For a running station: a replay may meet a journal that names one twice and holds it once.
   */
  forgetDossiers(): void {
    const orders = [...this.openJobs.values(), ...[...this.unopenable.values()].map(({ opened }) => opened)];
    for (const { order } of orders) {
      for (const named of Object.values(order)) this.#closedDossiers.delete(String(named));
    }
    for (const sha256 of this.#closedDossiers) this.artifacts.delete(sha256);
    this.#closedDossiers.clear();
  }

  /** The document of a job that is over, as the next record of this station. */
  result(track: JobTrack): ResultDocument {
    assert(this.software !== null, "a job runs only after the station has said what software it is");
    const { order, opened } = track;
    return buildResult({
      kind: order.kind,
      station: this.station,
      site: order.seat.site,
      car: order.seat.car,
      job: track.job,
      sequence: this.recordsSealed,
      report: opened.session.report(track.state),
      rulebook: { ...opened.rulebook, sha256: order.rulebookSha256 },
      course:
        opened.course === null || order.courseSha256 === null
          ? null
          : { id: opened.course.id, sha256: order.courseSha256 },
      software: this.software,
      devices: order.devices,
      clock: track.clock,
      evidence: { firstIndex: track.openedIndex, endIndex: track.endIndex, entries: track.inputs + 1 },
    });
  }

  /** What an older software made durable may not be what today's can read: that is this job's end, and no other's. */
  #tried(opened: JobOpened, step: () => void): void {
    try {
      step();
    } catch (cause) {
      this.openJobs.delete(opened.job);
      this.unopenable.set(opened.job, { opened, detail: faultInOneLine(cause) });
    }
  }

  #orderOf(job: JobId): JobOrder | undefined {
    const open = this.openJobs.get(job)?.order ?? this.unopenable.get(job)?.opened.order;
    return open ?? this.#unopenedOrders.get(job);
  }

  #ended(job: JobId, dossierSha256: string): void {
    this.openJobs.delete(job);
    this.unopenable.delete(job);
    this.#unopenedOrders.delete(job);
    this.#closedDossiers.add(dossierSha256);
  }

  #artifact(sha256: string): string {
    const text = this.artifacts.get(sha256);
    assert(text !== undefined, `the journal holds the artifact ${sha256} before the job that needs it`);
    return text;
  }
}
