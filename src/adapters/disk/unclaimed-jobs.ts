import { hash } from "node:crypto";
import { type IntakeFs, isSystemError, modifiedMsOf, readWhole } from "./intake-fs.ts";
import type { IntakeMoves, KnownFile } from "./intake-moves.ts";
import { cleanName } from "./intake-names.ts";

/** A job of the journal and the file it was made from; `job` null: a person took the file out of the queue. */
export interface OpenedFrom {
  readonly job: string | null;
  readonly file: string;
  readonly sha256: string;
  readonly modifiedMs: number;
}

export interface ClaimedFile {
  readonly job: string | null;
  readonly file: string;
}

/**
 * Jobs from before this start whose file may still wait, and files that people took out of the queue: a kill came between the entry
 * and the move. Each stays here until it is known whether its file waits, so that a disk that fails for a moment does not give one file out twice.
 */
export class UnclaimedJobs {
  readonly #fs: IntakeFs;
  readonly #moves: IntakeMoves;
  readonly #bytesMax: number;
  #jobs: readonly OpenedFrom[] = [];
  /** Jobs with a file in `taken/` are among them still. */
  #isFresh = false;

  constructor(fs: IntakeFs, moves: IntakeMoves, bytesMax: number) {
    this.#fs = fs;
    this.#moves = moves;
    this.#bytesMax = bytesMax;
  }

  remember(opened: readonly OpenedFrom[]): void {
    this.#jobs = opened;
    this.#isFresh = true;
  }

  /** Throws what the file system throws where `taken/` cannot be read: nothing is to be given out then. */
  settle(names: readonly Buffer[]): readonly ClaimedFile[] {
    if (this.#jobs.length === 0) return [];
    if (this.#isFresh) {
      const withFile = this.#moves.jobsWithFile(this.#jobs.flatMap(({ job }) => job ?? []));
      this.#jobs = this.#jobs.filter(({ job }) => job === null || !withFile.has(job));
      this.#isFresh = false;
    }
    const claimed: ClaimedFile[] = [];
    const unknown = new Set<string>();
    const wanted = new Set(this.#jobs.map(({ file }) => file));
    for (const raw of names) {
      const file = cleanName(raw);
      if (!wanted.has(file)) continue;
      try {
        const own = this.#claimIfWaiting(raw, file);
        if (own !== null) claimed.push(own);
      } catch (cause) {
        if (!isSystemError(cause)) throw cause;
        // Gone or not: the next list shows it.
        unknown.add(file);
      }
    }
    this.#jobs = this.#jobs.filter(({ file }) => unknown.has(file));
    return claimed;
  }

  /** True if the file belongs to one of these jobs; it is claimed for it then. */
  claimIfOwn(known: KnownFile, sha256: string): ClaimedFile | null {
    const modifiedMs = modifiedMsOf(known.identity);
    const own = this.#jobs.find(
      (job) => job.file === known.file && job.modifiedMs === modifiedMs && job.sha256 === sha256,
    );
    if (own === undefined) return null;
    this.#jobs = this.#jobs.filter((job) => job !== own);
    if (own.job === null) this.#moves.takeOut(known);
    else this.#moves.claim(known, own.job);
    return { job: own.job, file: own.file };
  }

  #claimIfWaiting(raw: Buffer, file: string): ClaimedFile | null {
    const path = this.#moves.path(raw);
    const { kind, identity } = this.#fs.stat(path);
    if (kind !== "file" || this.#moves.owedFor(raw, identity) !== null) return null;
    const modifiedMs = modifiedMsOf(identity);
    if (!this.#jobs.some((job) => job.file === file && job.modifiedMs === modifiedMs)) return null;
    const reading = readWhole(this.#fs, path, identity, this.#bytesMax);
    if (reading.kind !== "bytes") return null;
    return this.claimIfOwn({ raw, file, identity }, hash("sha256", reading.bytes, "hex"));
  }
}
