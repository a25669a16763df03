import type { ClockNoted, JobOpened, JournalEntry, StationStarted } from "../core/journal/entry.ts";
import { artifactsOf, JournalLedger } from "../core/journal/ledger.ts";
import type { PendingWithdrawal } from "../core/journal/withdrawals-noted.ts";
import { assert } from "../core/machine.ts";
import type { JobId, StationId } from "../core/quantities/ids.ts";
import { buildResult } from "../core/record/build-result.ts";
import { type ClockWord, clockNoted, restarted } from "../core/record/job-clock.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import { buildWithdrawal, type WithdrawalDocument } from "../core/record/withdrawal-document.ts";
import { faultInOneLine } from "./fault-line.ts";
import { JobTrack, type OpenSession } from "./job-track.ts";

/** A job of the journal that today's software cannot open, or cannot fold any further. */
export interface UnopenableJob {
  readonly opened: JobOpened;
  readonly detail: string;
}

/**
 * What the journal amounts to, with the sessions of the open jobs and the texts that they are made from. It is a fold over the
 * entries and nothing else; start-up and replay build it from the file, running adds to it entry by entry.
 */
export class StationMemory {
  readonly station: StationId;
  /** Replaced once, by a start that goes on from a summary. */
  ledger = new JournalLedger();
  /** Texts by their hash. */
  readonly artifacts = new Map<string, string>();
  readonly openJobs = new Map<JobId, JobTrack>();
  /** Neither sealed nor closed, and not to be opened: a station closes them, a replay reports them. */
  readonly unopenable = new Map<JobId, UnopenableJob>();
  readonly #openSession: OpenSession;
  readonly #textAgain: (sha256: string) => string | undefined;

  /** `textAgain`: a text that was forgotten, from where the journal has it. A station needs none: the next job stores it again. */
  constructor(
    station: StationId,
    openSession: OpenSession,
    textAgain: (sha256: string) => string | undefined = () => undefined,
  ) {
    this.station = station;
    this.#openSession = openSession;
    this.#textAgain = textAgain;
  }

  note(entry: JournalEntry, index: number): void {
    const word = this.ledger.clock;
    this.ledger.note(entry, index);
    switch (entry.type) {
      case "station-started":
      case "clock-noted":
        for (const job of this.openJobs.keys()) this.noteClock(job, entry);
        return;
      case "artifact-stored":
        this.artifacts.set(entry.sha256, entry.text);
        return;
      case "job-opened":
        this.open(entry, index, word);
        return;
      case "job-input": {
        const track = this.openJobs.get(entry.job);
        if (track !== undefined) this.#tried(track.opening, () => track.apply(entry, index));
        return;
      }
      case "job-closed":
      case "record-sealed":
        this.openJobs.delete(entry.job);
        this.unopenable.delete(entry.job);
        return;
      case "withdrawal-sealed":
      case "station-summary":
      case "receipt":
      case "segment-archived":
      case "segment-let-go":
      case "trust-list-taken":
      case "outage-noted":
      case "device-fault":
      case "journal-mended":
      case "person-acted":
      case "console-acted":
      case "console-refused":
      case "delivery-locked":
      case "command-received":
      case "recheck-answered":
      case "evidence-kept":
      case "evidence-policy":
        return;
      default:
        // A kind that nobody has thought of here does not compile.
        entry satisfies never;
    }
  }

  /** What the journal says of the clock, to one job that was open then. */
  noteClock(job: JobId, entry: ClockNoted | StationStarted): void {
    const track = this.openJobs.get(job);
    if (track === undefined) return;
    track.clock = entry.type === "clock-noted" ? clockNoted(track.clock, entry) : restarted(track.clock);
  }

  open(entry: JobOpened, index: number, word: ClockWord): void {
    this.#tried(entry, () => {
      const opened = this.#openSession(entry.order, (sha256) => this.#artifact(sha256), entry.at.wallMs);
      this.openJobs.set(entry.job, new JobTrack(entry, index, opened, word));
    });
  }

  /** Drops the texts that the next job would store again, so that a year of them is not kept in memory. */
  forgetTexts(): void {
    const orders = [...this.openJobs.values(), ...[...this.unopenable.values()].map(({ opened }) => opened)];
    const needed = new Set(orders.flatMap(({ order }) => artifactsOf(order)));
    for (const sha256 of this.artifacts.keys())
      if (!this.ledger.artifacts.has(sha256) && !needed.has(sha256)) this.artifacts.delete(sha256);
  }

  /** The document of a job that is over, as the next record of this station. */
  result(track: JobTrack): ResultDocument {
    const { software, recordsSealed } = this.ledger;
    assert(software !== null, "a job runs only after the station has said what software it is");
    const { order, opened } = track;
    return buildResult({
      kind: order.kind,
      station: this.station,
      site: order.seat.site,
      car: order.seat.car,
      job: track.job,
      sequence: recordsSealed,
      after: order.after,
      report: opened.session.report(track.state),
      rulebook: { ...opened.rulebook, sha256: order.rulebookSha256 },
      course:
        opened.course === null || order.courseSha256 === null
          ? null
          : { id: opened.course.id, sha256: order.courseSha256 },
      software,
      devices: order.devices,
      clock: track.clock,
      acts: track.acts,
      preChecks: track.opening.preChecks,
      papers: track.opening.papers,
      licence: track.opening.licence,
      outages: track.opening.outages,
      evidence: { firstIndex: track.openedIndex, endIndex: track.endIndex, entries: track.inputs + 1 },
    });
  }

  /** What says that a record is withdrawn, as the next record of this station. */
  withdrawal(pending: PendingWithdrawal): WithdrawalDocument {
    const { software, recordsSealed } = this.ledger;
    assert(software !== null, "a person acts only after the station has said what software it is");
    return buildWithdrawal(pending, { station: this.station, sequence: recordsSealed, software });
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

  #artifact(sha256: string): string {
    const text = this.artifacts.get(sha256) ?? this.#textAgain(sha256);
    assert(text !== undefined, `the journal holds the artifact ${sha256} before the job that needs it`);
    return text;
  }
}
