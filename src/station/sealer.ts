import type { PendingWithdrawal } from "../core/journal/withdrawals-noted.ts";
import type { JobId, RecordId } from "../core/quantities/ids.ts";
import type { Compress } from "../core/record/gzip.ts";
import { type Reason, reason, sentenceOf } from "../core/trade/reasons.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Signer } from "../ports/signer.ts";
import { faultInOneLine, stackOf } from "./fault-line.ts";
import type { JobTrack } from "./job-track.ts";
import { type SealedDocument, type SealResult, sealResult } from "./seal.ts";

/** A job that is over, or a record of one that a person withdrew. */
export type ToSeal = JobTrack | PendingWithdrawal;

export interface SealerOptions {
  readonly signer: Signer;
  /** Signs beside it. */
  readonly second: Signer | null;
  readonly digest: (bytes: Uint8Array) => Uint8Array;
  readonly compress: Compress;
  /** Whether the list of keys asks for a second signature of what this is. */
  asksSecond(document: SealedDocument): boolean;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly log: Log;
  /** What waits for its signature is another than before, or has waited through one more try. */
  onWaiting(): void;
  /** What is to be signed of it, with the next sequence number. */
  documentOf(about: ToSeal): ToSign;
  /** Makes the sealed record durable, then calls back; false where its document is not so any more, and has to be signed anew. */
  keep(
    about: ToSeal,
    sealed: { record: RecordId; envelope: string; sequence: number },
    isStillSo: () => boolean,
    kept: () => void,
  ): boolean;
  /** No record can ever be made of it: ends a job by an event, then calls back. */
  refuse(about: ToSeal, why: Reason, ended: () => void): void;
}

/** `isStillSo`: whether it would be the same document by all that the journal says meanwhile. */
export interface ToSign {
  readonly document: SealedDocument;
  isStillSo(): boolean;
}

const AGAIN_MS = 5_000;
/** What the journal said meanwhile is durable by then. */
const ANEW_MS = 100;
/** A signer that has not answered by then is asked again; whichever answer comes first counts. */
const ANSWER_MS = 30_000;

/** A record that the signer did not sign so far. */
export interface SealingWaits {
  readonly job: JobId;
  /** Of the first try that failed, by the clock of then. */
  readonly sinceWallMs: number;
  /** The same by the steady clock. */
  readonly sinceMonoMs: number;
  readonly times: number;
  readonly why: Reason;
}

/** One at the signer. `isDone`: a signature was taken, or the job was ended; whatever still comes is nobody's. */
interface Sealing {
  readonly about: ToSeal;
  isDone: boolean;
}

/**
 * Seals jobs and withdrawals one after the other, since each record takes the next sequence number of the station. A signer that fails
 * (a token pulled out), throws or does not answer is asked again; the job waits, nothing is skipped.
 */
export class Sealer {
  readonly #options: SealerOptions;
  readonly #waiting: Sealing[] = [];
  #again: TimerHandle | null = null;
  #stopped = false;
  #waits: SealingWaits | null = null;

  constructor(options: SealerOptions) {
    this.#options = options;
  }

  /** Null while the signer does its work. */
  get waiting(): SealingWaits | null {
    return this.#waits;
  }

  /** Nothing waits to be signed. */
  get isIdle(): boolean {
    return this.#waiting.length === 0;
  }

  add(about: ToSeal): void {
    this.#waiting.push({ about, isDone: false });
    if (this.#waiting.length === 1) this.#next();
  }

  /** The job has ended otherwise. */
  drop(about: ToSeal): void {
    const at = this.#waiting.findIndex((sealing) => sealing.about === about);
    const [sealing] = at < 0 ? [] : this.#waiting.splice(at, 1);
    if (sealing === undefined) return;
    sealing.isDone = true;
    this.#waitsNoMore(sealing);
    if (at === 0) this.#next();
  }

  /** An answer that is still on its way is lost: the next start seals the job. */
  stop(): void {
    this.#stopped = true;
    this.#again?.cancel();
  }

  #next(): void {
    this.#again?.cancel();
    const [sealing] = this.#waiting;
    if (sealing === undefined || this.#stopped) return;
    const { signer, second, digest, compress } = this.#options;
    const toSign = this.#toSign(sealing);
    if (toSign === null) return;
    const { document } = toSign;
    if (this.#lacksSecond(document)) {
      this.#waitsOn(sealing, (waits) => reason("SEALING_LACKS_SECOND", waits));
      this.#askAgain(AGAIN_MS);
      return;
    }
    this.#askAgain(ANSWER_MS, () => {
      this.#options.log.error("the signer does not answer", { job: sealing.about.job });
      this.#waitsOn(sealing, (waits) => reason("SEALING_WAITS", { ...waits, detail: null }));
    });
    try {
      sealResult(document, { signer, second, digest, compress }, (result) =>
        this.#answered(sealing, toSign, result),
      );
    } catch (cause) {
      this.#failed(sealing, stackOf(cause));
    }
  }

  #answered(sealing: Sealing, toSign: ToSign, result: SealResult): void {
    if (sealing.isDone || this.#stopped) return;
    if (result.kind === "refused") this.#refuse(sealing, result.reason);
    else if (result.kind === "failed") this.#failed(sealing, result.reason);
    // A list of keys that asks for a second signature came meanwhile.
    else if (this.#lacksSecond(toSign.document)) this.#next();
    else this.#keep(sealing, toSign, result);
  }

  #keep(
    sealing: Sealing,
    { document: { sequence }, isStillSo }: ToSign,
    { record, envelope }: { record: RecordId; envelope: string },
  ): void {
    sealing.isDone = true;
    this.#again?.cancel();
    const sealed = { record, envelope, sequence };
    try {
      if (this.#options.keep(sealing.about, sealed, isStillSo, () => this.#ended(sealing))) return;
      sealing.isDone = false;
      this.#askAgain(ANEW_MS);
    } catch (cause) {
      sealing.isDone = false;
      this.#failed(sealing, stackOf(cause));
    }
  }

  #lacksSecond(document: SealedDocument): boolean {
    const { second, asksSecond } = this.#options;
    return second === null && asksSecond(document);
  }

  #failed(sealing: Sealing, why: string): void {
    if (sealing.isDone || this.#stopped) return;
    this.#options.log.error("sealing failed", { job: sealing.about.job, reason: why });
    const detail = why.split("\n")[0] ?? null;
    this.#waitsOn(sealing, (waits) => reason("SEALING_WAITS", { ...waits, detail }));
    this.#askAgain(AGAIN_MS);
  }

  #waitsOn(
    { about: { job } }: Sealing,
    whyOf: (waits: { readonly job: string; readonly since: string; readonly times: number }) => Reason,
  ): void {
    const before = this.#waits?.job === job ? this.#waits : null;
    const sinceWallMs = before?.sinceWallMs ?? this.#options.clock.wallMs();
    const times = (before?.times ?? 0) + 1;
    const sinceMonoMs = before?.sinceMonoMs ?? this.#options.clock.monoMs();
    const since = new Date(sinceWallMs).toISOString();
    const why = whyOf({ job, since, times });
    this.#waits = { job, sinceWallMs, sinceMonoMs, times, why };
    this.#options.onWaiting();
  }

  #waitsNoMore({ about }: Sealing): void {
    if (this.#waits?.job !== about.job) return;
    this.#waits = null;
    this.#options.onWaiting();
  }

  #askAgain(afterMs: number, told: () => void = () => undefined): void {
    this.#again?.cancel();
    this.#again = this.#options.timers.start("seal again", afterMs, () => {
      told();
      this.#next();
    });
  }

  #toSign(sealing: Sealing): ToSign | null {
    try {
      return this.#options.documentOf(sealing.about);
    } catch (cause) {
      this.#refuse(sealing, reason("SOFTWARE_FAILED", { detail: faultInOneLine(cause) }), cause);
      return null;
    }
  }

  /** No later try would give another answer: the job ends without a record, and the next one is not held up by it. */
  #refuse(sealing: Sealing, why: Reason, cause: unknown = null): void {
    const { about } = sealing;
    sealing.isDone = true;
    this.#again?.cancel();
    this.#options.log.error("a result can never be sealed", {
      job: about.job,
      code: why.code,
      why: sentenceOf(why).en,
      cause: stackOf(cause),
    });
    this.#options.refuse(about, why, () => this.#ended(sealing));
  }

  #ended(sealing: Sealing): void {
    const at = this.#waiting.indexOf(sealing);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    this.#waitsNoMore(sealing);
    this.#next();
  }
}
