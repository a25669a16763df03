import type {
  JobClosed,
  JobInput,
  JournalEntry,
  RecordSealed,
  WithdrawalSealed,
} from "../core/journal/entry.ts";
import type { PendingWithdrawal } from "../core/journal/withdrawals-noted.ts";
import type { JobId, StationId } from "../core/quantities/ids.ts";
import { PAYLOAD_BYTES_MAX, parseEnvelope } from "../core/record/dsse.ts";
import { gunzip } from "../core/record/gzip.ts";
import type { Refusal } from "../core/record/verification-failure.ts";
import { foreignType } from "../core/record/verify-record.ts";
import { foreignWithdrawal } from "../core/record/verify-withdrawal.ts";
import type { SessionInput, SessionReport } from "../core/session.ts";
import type { Told } from "../core/trade/reason-shape.ts";
import { type Reason, reason, told } from "../core/trade/reasons.ts";
import { faultInOneLine } from "./fault-line.ts";
import type { JobTrack, OpenSession } from "./job-track.ts";
import type { SealedDocument } from "./seal.ts";
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
  /** Where it is no job but the withdrawal of one's record: that record. */
  readonly withdraws?: string;
}

export interface ReplayOptions {
  readonly station: StationId;
  readonly openSession: OpenSession;
  /** Of a document, before it is compressed. */
  bytesOf(document: SealedDocument): Uint8Array;
  /**
   * The text of that hash from entry `index`, once more. An older software stored some texts once, for jobs of years: they are not kept in memory,
   * where this is given. May throw.
   */
  textAgain?(index: number, sha256: string): string;
  /**
   * Where the entries are those of one job, the records before it are not among them: the number that its record, or the withdrawal of it, has by its own
   * word. Whoever gives it has looked at that word.
   */
  numberOf?(record: string): number | null;
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

  /** `index`: its place, where the entries do not follow each other. */
  note(entry: JournalEntry, index = this.#index): void {
    this.#index = index;
    if (entry.type === "record-sealed" || entry.type === "withdrawal-sealed") this.#numberAs(entry.record);
    if (entry.type === "artifact-stored" && !this.#texts.has(entry.sha256))
      this.#texts.set(entry.sha256, this.#index);
    if (entry.type === "job-input") this.#compareInput(entry);
    if (entry.type === "record-sealed") this.#compareRecord(entry);
    if (entry.type === "withdrawal-sealed") this.#compareWithdrawal(entry);
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
    for (const { job, withdraws } of this.#memory.ledger.withdrawals.pending)
      this.#tellWithdrawal(job, withdraws.record, "unsealed", null);
  }

  #numberAs(record: string): void {
    const { ledger } = this.#memory;
    ledger.recordsSealed = this.#options.numberOf?.(record) ?? ledger.recordsSealed;
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

  #compareBytes({ envelope, job }: RecordSealed, now: Uint8Array): void {
    const why = unlikeSealed(envelope, now, foreignType);
    if (why !== null) this.#differ(job, why);
  }

  /** Made again from the act of the person that stands before it. */
  #compareWithdrawal({ job, withdraws, envelope }: WithdrawalSealed): void {
    const pending = this.#memory.ledger.withdrawals.pendingOf(withdraws);
    const why =
      pending === null
        ? reason("WITHDRAWAL_WITHOUT_ACT", { record: withdraws })
        : this.#withdrawalUnlike(pending, envelope);
    this.#tellWithdrawal(job, withdraws, why === null ? "same" : "differs", why);
  }

  #withdrawalUnlike(pending: PendingWithdrawal, envelope: string): Reason | null {
    try {
      const now = this.#options.bytesOf(this.#memory.withdrawal(pending));
      return unlikeSealed(envelope, now, foreignWithdrawal);
    } catch (cause) {
      return reason("NOT_SEALABLE_TODAY", { detail: faultInOneLine(cause) });
    }
  }

  #tellWithdrawal(job: JobId, withdraws: string, outcome: ReplayedJob["outcome"], why: Reason | null): void {
    const difference = why === null ? null : told(why);
    this.jobs.push({ job, verdict: null, inputs: 0, outcome, difference, withdraws });
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

/** Where the signed document is not byte by byte what it is made again; null where it is. `foreign`: of its payload type. */
function unlikeSealed(
  text: string,
  now: Uint8Array,
  foreign: (payloadType: string) => Refusal | null,
): Reason | null {
  const parsed = parseEnvelope(text);
  if (parsed.kind === "malformed") return reason("ENVELOPE_MALFORMED", { because: parsed.reason });
  const { payloadType, payload } = parsed.envelope;
  const opened = foreign(payloadType) ?? gunzip(payload, PAYLOAD_BYTES_MAX);
  if (opened.kind === "refused") return opened.reason;
  const then = opened.bytes;
  if (then.length === now.length && then.every((byte, at) => byte === now[at])) return null;
  let at = 0;
  while (at < then.length && then[at] === now[at]) at++;
  const decoder = new TextDecoder();
  const near = (bytes: Uint8Array): string => decoder.decode(bytes.slice(Math.max(0, at - 30), at + 40));
  return reason("OTHER_BYTES", { at, sealed: near(then), recomputed: near(now) });
}
