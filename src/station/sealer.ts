import type { RecordId } from "../core/quantities/ids.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import type { Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Signer } from "../ports/signer.ts";
import { faultInOneLine, stackOf } from "./fault-line.ts";
import type { JobTrack } from "./job-track.ts";
import { sealResult } from "./seal.ts";

export interface SealerOptions {
  readonly signer: Signer;
  readonly digest: (bytes: Uint8Array) => Uint8Array;
  readonly timers: Timers;
  readonly log: Log;
  /** The document of a job that is over, with the next sequence number. */
  documentOf(track: JobTrack): ResultDocument;
  /** Makes the sealed record durable, then calls back. */
  keep(
    track: JobTrack,
    sealed: { record: RecordId; envelope: string; sequence: number },
    kept: () => void,
  ): void;
  /** No record can ever be made of this job: ends it by an event, then calls back. */
  refuse(track: JobTrack, detail: string, ended: () => void): void;
}

const AGAIN_MS = 5_000;

/**
 * Seals jobs one after the other, since each record takes the next sequence number of the station. A signer that fails
 * (a token pulled out) is asked again; the job waits, nothing is skipped.
 */
export class Sealer {
  readonly #options: SealerOptions;
  readonly #waiting: JobTrack[] = [];
  #stopped = false;

  constructor(options: SealerOptions) {
    this.#options = options;
  }

  add(track: JobTrack): void {
    this.#waiting.push(track);
    if (this.#waiting.length === 1) this.#next();
  }

  stop(): void {
    this.#stopped = true;
  }

  #next(): void {
    const [track] = this.#waiting;
    if (track === undefined || this.#stopped) return;
    const { signer, digest, timers, log } = this.#options;
    const document = this.#document(track);
    if (document === null) return;
    sealResult(document, signer, digest, (result) => {
      if (result.kind === "refused") {
        this.#refuse(track, result.reason);
        return;
      }
      if (result.kind === "failed") {
        log.error("sealing failed", { job: track.job, reason: result.reason });
        timers.start("seal again", AGAIN_MS, () => this.#next());
        return;
      }
      const { record, envelope } = result;
      this.#options.keep(track, { record, envelope, sequence: document.sequence }, () => {
        this.#waiting.shift();
        this.#next();
      });
    });
  }

  #document(track: JobTrack): ResultDocument | null {
    try {
      return this.#options.documentOf(track);
    } catch (cause) {
      this.#refuse(track, faultInOneLine(cause), cause);
      return null;
    }
  }

  /** No later try would give another answer: the job ends without a record, and the next one is not held up by it. */
  #refuse(track: JobTrack, reason: string, cause: unknown = null): void {
    this.#options.log.error("a result can never be sealed", {
      job: track.job,
      reason,
      cause: stackOf(cause),
    });
    this.#options.refuse(track, reason, () => {
      this.#waiting.shift();
      this.#next();
    });
  }
}
