import type { JobClosed, JobInput, JournalEntry, RecordSealed } from "../core/journal/entry.ts";
import type { JobId, StationId } from "../core/quantities/ids.ts";
import { PAYLOAD_BYTES_MAX, parseEnvelope } from "../core/record/dsse.ts";
import { gunzip } from "../core/record/gzip.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import { foreignType } from "../core/record/verify-record.ts";
import type { SessionInput, SessionReport } from "../core/session.ts";
import type { Told } from "../core/trade/reason-shape.ts";
import { type Reason, reason, told } from "../core/trade/reasons.ts";
import { faultInOneLine } from "./fault-line.ts";
import type { JobTrack, OpenSession } from "./job-track.ts";
import { StationMemory } from "./station-memory.ts";

export interface ReplayedJob {
  readonly job: JobId;
  readonly verdict: string | null;
  readonly inputs: number;
  /**
   * `unsealed`: the journal ends before this job's record. `closed`: the station ended it by an event, without a record.
   * `unreadable`: this software cannot open what the job was made from, so nothing is said of its verdict.
   */
  readonly outcome: "same" | "differs" | "unsealed" | "closed" | "unreadable";
  /** The first difference, or why there is nothing to compare. */
  readonly difference: Told | null;
}

export interface ReplayOptions {
  readonly station: StationId;
  readonly openSession: OpenSession;
  /** Of a document, before it is compressed. */
  bytesOf(document: ResultDocument): Uint8Array;
  /**
   * The text of that hash from entry `index`, once more. An older software stored some texts once, for jobs of years: they are not kept in memory,
   * where this is given. May throw.
   */
  textAgain?(index: number, sha256: string): string;
}

/**
 * Recomputes every verdict from the raw evidence: each journalled input is decided anew by the session's own functions,
 * and must lead to the journalled events and, at the end, to the very document that was signed, byte for byte. How it was compressed says
 * nothing of the verdict.
 */
export class Replay {
  readonly jobs: ReplayedJob[] = [];
  readonly #options: ReplayOptions;
  readonly #memory: StationMemory;
  readonly #differences = new Map<JobId, Reason>();
  /** Index of the entry that stored it first, by its hash. */
  readonly #texts = new Map<string, number>();
  #index = 0;

  constructor(options: ReplayOptions) {
    const { station, openSession, textAgain } = options;
    this.#options = options;
    this.#memory = new StationMemory(station, openSession, (sha256) => {
      const stored = this.#texts.get(sha256);
      return stored === undefined ? undefined : textAgain?.(stored, sha256);
    });
  }

  note(entry: JournalEntry): void {
    if (entry.type === "artifact-stored" && !this.#texts.has(entry.sha256))
      this.#texts.set(entry.sha256, this.#index);
    if (entry.type === "job-input") this.#compareInput(entry);
    if (entry.type === "record-sealed") this.#compareRecord(entry);
    if (entry.type === "job-closed") this.#tellClosed(entry);
    this.#memory.note(entry, this.#index);
    const isEnd = entry.type === "record-sealed" || entry.type === "job-closed";
    if (isEnd && this.#options.textAgain !== undefined) this.#memory.forgetTexts();
    this.#index += 1;
  }

  /** Jobs still open at the end of the journal. */
  finish(): void {
    for (const track of this.#memory.openJobs.values()) {
      const { job, inputs } = track;
      const verdict = this.#reported(track)?.verdict ?? null;
      const difference = this.#difference(job);
      const outcome = difference === null ? "unsealed" : "differs";
      this.jobs.push({ job, verdict, inputs, outcome, difference });
    }
    for (const job of this.#memory.unopenable.keys()) this.#tellUnreadable(job);
  }

  #reported(track: JobTrack): SessionReport | null {
    try {
      return track.opened.session.report(track.state);
    } catch (cause) {
      this.#differ(track.job, reason("NOT_REPORTABLE_TODAY", { detail: faultInOneLine(cause) }));
      return null;
    }
  }

  #tellClosed({ job, reason: why }: JobClosed): void {
    const inputs = this.#memory.openJobs.get(job)?.inputs ?? 0;
    const difference = this.#difference(job) ?? told(why);
    this.jobs.push({ job, verdict: null, inputs, outcome: "closed", difference });
  }

  #tellUnreadable(job: JobId): void {
    const detail = this.#memory.unopenable.get(job)?.detail ?? "";
    const difference = told(reason("NOT_OPENABLE_TODAY", { detail }));
    this.jobs.push({ job, verdict: null, inputs: 0, outcome: "unreadable", difference });
  }

  #compareInput(entry: JobInput): void {
    const track = this.#memory.openJobs.get(entry.job);
    if (this.#memory.unopenable.has(entry.job)) return;
    if (track === undefined) {
      this.#differNotOpen(entry);
      return;
    }
    const decision = this.#decided(track, entry);
    if (decision === null) return;
    const now =
      decision.kind === "accepted" ? { events: decision.events } : { rejected: decision.reason, events: [] };
    const then =
      entry.rejected === undefined
        ? { events: entry.events }
        : { rejected: entry.rejected, events: entry.events };
    if (JSON.stringify(now) !== JSON.stringify(then)) {
      const input = entry.input.kind;
      this.#differ(entry.job, reason("OTHER_EVENTS", { index: this.#index, input }));
    }
  }

  #decided(track: JobTrack, entry: JobInput) {
    try {
      return track.opened.session.decide(track.state, entry.input as SessionInput<never>);
    } catch (cause) {
      const detail = faultInOneLine(cause);
      this.#differ(entry.job, reason("NOT_DECIDABLE_TODAY", { index: this.#index, detail }));
      return null;
    }
  }

  #compareRecord(entry: RecordSealed): void {
    const track = this.#memory.openJobs.get(entry.job);
    if (this.#memory.unopenable.has(entry.job)) {
      this.#tellUnreadable(entry.job);
      return;
    }
    if (track === undefined) {
      this.#differNotOpen(entry);
      return;
    }
    const verdict = this.#verdict(track, entry);
    const difference = this.#difference(entry.job);
    this.jobs.push({
      job: entry.job,
      verdict,
      inputs: track.inputs,
      outcome: difference === null ? "same" : "differs",
      difference,
    });
  }

  #verdict(track: JobTrack, entry: RecordSealed): string | null {
    const report = this.#reported(track);
    if (report === null) return null;
    try {
      if (report.phase !== "over") this.#differ(entry.job, reason("EVIDENCE_WITHOUT_END", {}));
      else this.#compareBytes(entry, this.#options.bytesOf(this.#memory.result(track)));
    } catch (cause) {
      this.#differ(entry.job, reason("NOT_SEALABLE_TODAY", { detail: faultInOneLine(cause) }));
    }
    return report.verdict;
  }

  #compareBytes(entry: RecordSealed, now: Uint8Array): void {
    const parsed = parseEnvelope(entry.envelope);
    if (parsed.kind === "malformed") {
      this.#differ(entry.job, reason("ENVELOPE_MALFORMED", { because: parsed.reason }));
      return;
    }
    const foreign = foreignType(parsed.envelope.payloadType);
    const opened = foreign ?? gunzip(parsed.envelope.payload, PAYLOAD_BYTES_MAX);
    if (opened.kind === "refused") {
      this.#differ(entry.job, opened.reason);
      return;
    }
    const then = opened.bytes;
    if (then.length === now.length && then.every((byte, at) => byte === now[at])) return;
    let at = 0;
    while (at < then.length && then[at] === now[at]) at++;
    const text = new TextDecoder();
    const near = (bytes: Uint8Array): string => text.decode(bytes.slice(Math.max(0, at - 30), at + 40));
    this.#differ(entry.job, reason("OTHER_BYTES", { at, sealed: near(then), recomputed: near(now) }));
  }

  #difference(job: JobId): Told | null {
    const why = this.#differences.get(job);
    return why === undefined ? null : told(why);
  }

  #differNotOpen({ type, job }: JobInput | RecordSealed): void {
    this.#differ(job, reason("ENTRY_OF_NO_JOB", { entry: type, job }));
  }

  #differ(job: JobId, why: Reason): void {
    if (!this.#differences.has(job)) this.#differences.set(job, why);
  }
}
