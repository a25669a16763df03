import type { JobOrder, JournalEntry, SoftwareIdentity } from "../core/journal/entry.ts";
import { assert } from "../core/machine.ts";
import type { JobId, RecordId, StationId } from "../core/quantities/ids.ts";
import { buildResult } from "../core/record/build-result.ts";
import { endedWallMs } from "../core/record/journal-evidence.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import { JobTrack, type OpenSession } from "./job-track.ts";

export interface SealedRecord {
  readonly job: JobId;
  readonly kind: JobOrder["kind"];
  readonly record: RecordId;
  readonly index: number;
  readonly sequence: number;
}

/**
 * What the journal amounts to: open jobs, artifacts, numbers already used, what is receipted. It is a fold over the
 * entries and nothing else; start-up and replay build it from the file, running adds to it entry by entry.
 */
export class StationMemory {
  readonly station: StationId;
  readonly artifacts = new Map<string, string>();
  readonly openJobs = new Map<JobId, JobTrack>();
  software: SoftwareIdentity | null = null;
  timeStatus = "unknown";
  jobsOpened = 0;
  recordsSealed = 0;
  receiptedSize = 0;
  /** Sealed and not yet below a receipt, oldest first. */
  readonly unreceipted: SealedRecord[] = [];
  readonly #openSession: OpenSession;
  readonly #closedDossiers = new Set<string>();
  /** Jobs whose record comes later in the journal: known by their order alone, no session is made for them. */
  #sealedLater: ReadonlySet<JobId> = new Set();
  readonly #ordersOfSealed = new Map<JobId, JobOrder>();

  constructor(station: StationId, openSession: OpenSession) {
    this.station = station;
    this.#openSession = openSession;
  }

  note(entry: JournalEntry, index: number): void {
    switch (entry.type) {
      case "station-started":
        this.software = entry.software;
        this.timeStatus = entry.timeStatus;
        return;
      case "artifact-stored":
        this.artifacts.set(entry.sha256, entry.text);
        return;
      case "job-opened": {
        this.jobsOpened += 1;
        if (this.#sealedLater.has(entry.job)) {
          this.#ordersOfSealed.set(entry.job, entry.order);
          return;
        }
        const opened = this.#openSession(entry.order, (sha256) => this.#artifact(sha256), entry.at.wallMs);
        this.openJobs.set(entry.job, new JobTrack(entry, index, opened));
        return;
      }
      case "job-input":
        this.openJobs.get(entry.job)?.apply(entry.events, index, entry.at);
        return;
      case "record-sealed":
        this.noteSealed(entry.job, entry.record, index);
        return;
      case "receipt":
        this.noteReceipt(entry.size);
        return;
      case "device-fault":
        return;
    }
  }

  /** Before the fold: these jobs have their record in the journal. */
  expectSealed(jobs: ReadonlySet<JobId>): void {
    this.#sealedLater = jobs;
  }

  noteSealed(job: JobId, record: RecordId, index: number): SealedRecord {
    const order = this.openJobs.get(job)?.order ?? this.#ordersOfSealed.get(job);
    assert(order !== undefined, "a record is sealed of an open job");
    const { kind, dossierSha256 } = order;
    const sealed = { job, kind, record, index, sequence: this.recordsSealed };
    this.recordsSealed += 1;
    this.openJobs.delete(job);
    this.#ordersOfSealed.delete(job);
    this.#closedDossiers.add(dossierSha256);
    this.unreceipted.push(sealed);
    return sealed;
  }

  /** The records that this receipt covers for the first time. */
  noteReceipt(size: number): SealedRecord[] {
    assert(size >= this.receiptedSize, "a receipt never covers less than the one before");
    this.receiptedSize = size;
    let covered = 0;
    while (covered < this.unreceipted.length && (this.unreceipted[covered]?.index ?? size) < size) covered++;
    return this.unreceipted.splice(0, covered);
  }

  /**
   * Drops the dossiers of sealed jobs, so that a year of them is not kept in memory; one that comes again is journalled
   * again. For a running station: a replay may meet a journal that names one twice and holds it once.
   */
  forgetDossiers(): void {
    for (const { order } of this.openJobs.values()) {
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
      startedWallMs: track.openedAt.wallMs,
      endedWallMs: endedWallMs(track.openedAt, track.lastAt),
      timeStatus: this.timeStatus,
      evidence: { firstIndex: track.openedIndex, endIndex: track.endIndex, entries: track.inputs + 1 },
    });
  }

  #artifact(sha256: string): string {
    const text = this.artifacts.get(sha256);
    assert(text !== undefined, `the journal holds the artifact ${sha256} before the job that needs it`);
    return text;
  }
}
