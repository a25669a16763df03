import { hash } from "node:crypto";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import { errnoOf, errnoWords } from "./errno-words.ts";
import { IntakeHand } from "./file-in-hand.ts";
import { IntakeArrivals } from "./intake-arrivals.ts";
import {
  type FileIdentity,
  type IntakeFs,
  isSameFile,
  isSystemError,
  modifiedMsOf,
  nodeIntakeFs,
  readWhole,
} from "./intake-fs.ts";
import { IntakeMoves } from "./intake-moves.ts";
import { cleanName, isSubjectName } from "./intake-names.ts";
import { NOT_A_FILE, unreadableSentence, unsettledSentence, unwritableSentence } from "./intake-sentences.ts";
import { SteadyFiles } from "./steady-files.ts";
import { type ClaimedFile, type OpenedFrom, UnclaimedJobs } from "./unclaimed-jobs.ts";
import type { Choose, IntakeLook, Next, PeekedFile, WaitingFile } from "./waiting-subject.ts";

/** A candidate, or the papers of a vehicle: a few hundred bytes. */
export const SUBJECT_BYTES_MAX = 64 * 1024;
const SETTLE_MS = 1000;
const POLL_MS = 100;

export interface IntakeOptions {
  readonly folder: string;
  readonly clock: { monoMs(): number; wallMs(): number };
  sleep(ms: number): Promise<void>;
  /** What a person should know and nobody has asked for; each cause once, not at every retry. */
  onTrouble(sentence: Sentence): void;
  readonly bytesMax?: number;
  readonly settleMs?: number;
  readonly fs?: IntakeFs;
}

/** Null: the file has gone meanwhile. */
type Offer = Next | { readonly kind: "passed-over"; readonly cause: unknown } | null;

/** Causes that lie in one file: those behind it can be taken all the same. */
const OF_ONE_FILE = new Set(["EACCES", "EPERM", "ELOOP", "ENXIO", "ENODEV", "EIO", "ESTALE", "EISDIR"]);
/** Another program holds the file, as one that copies does on some systems. */
const IN_USE = new Set(["EBUSY", "EAGAIN", "ETXTBSY"]);

/**
 * One folder of waiting subjects, a file each, called in the order of their names. Who copies a file in uses a temporary
 * name (leading dot, `.part`, `.tmp`, `~` at its end) and renames it when it is whole; a file under its own name is left
 * alone until it lies still. Two never hold the same file: see `FileInHand`.
 */
export class IntakeFolder {
  /** Of those who are taken in at a console. */
  readonly arrivals: IntakeArrivals;
  readonly #options: IntakeOptions;
  readonly #fs: IntakeFs;
  readonly #bytesMax: number;
  readonly #settleMs: number;
  readonly #steady: SteadyFiles;
  readonly #moves: IntakeMoves;
  readonly #unclaimed: UnclaimedJobs;
  readonly #hand: IntakeHand;
  #isAsked = false;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#fs = options.fs ?? nodeIntakeFs;
    this.#bytesMax = options.bytesMax ?? SUBJECT_BYTES_MAX;
    this.#settleMs = options.settleMs ?? SETTLE_MS;
    this.#steady = new SteadyFiles(this.#settleMs, options.clock);
    this.#moves = new IntakeMoves(this.#fs, options.folder, (sentence) => options.onTrouble(sentence));
    this.arrivals = new IntakeArrivals(this.#fs, this.#moves, (sentence) => options.onTrouble(sentence));
    this.#unclaimed = new UnclaimedJobs(this.#fs, this.#moves, this.#bytesMax);
    this.#hand = new IntakeHand(this.#moves, options.clock);
  }

  /** At start. Throws EdgeError FILE_UNREADABLE; a folder that may only be read is told as trouble. */
  check(): void {
    const { folder } = this.#options;
    const path = this.#moves.path();
    try {
      if (this.#fs.statFolder(path).kind !== "folder") throw unusable(folder, "it is not a folder");
      this.#fs.list(path);
      this.#fs.stat(this.#moves.path("."));
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      throw unusable(folder, errnoWords(cause).en, cause);
    }
    try {
      this.#fs.access(path, "write");
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      this.#options.onTrouble(unwritableSentence(folder, cause));
    }
  }

  /** At start, before anything is given out: `opened` are the jobs of the journal whose file may not have been claimed, and files taken out of the queue. */
  settle(opened: readonly OpenedFrom[]): { readonly claimed: readonly ClaimedFile[] } {
    this.#unclaimed.remember(opened);
    try {
      return { claimed: this.#unclaimed.settle(this.#list()) };
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      this.#options.onTrouble(unsettledSentence(this.#options.folder, cause));
      return { claimed: [] };
    }
  }

  /** The first of the queue, or of those that `choose` says. While that is in somebody's hand, or looked for, nobody gets another. */
  async next(choose: Choose | null = null): Promise<Next> {
    if (this.#isAsked || this.#hand.isFull) return none(reason("OPENING_ALREADY", {}));
    this.#isAsked = true;
    try {
      return await this.#first(choose);
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      return this.#unreadable(cause);
    } finally {
      this.#isAsked = false;
    }
  }

  look(): IntakeLook {
    try {
      const names = this.#settledNames();
      return { waiting: names.flatMap((raw) => this.#lookAt(raw) ?? []), unreadable: null };
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      return { waiting: [], unreadable: this.#unreadable(cause).reason };
    }
  }

  async #first(choose: Choose | null): Promise<Next> {
    let fault: { readonly cause: unknown; readonly file: string } | null = null;
    const names = this.#settledNames();
    for (const raw of choose === null ? names : this.#chosen(names, choose)) {
      const offer = await this.#offer(raw);
      if (offer === null) continue;
      if (offer.kind !== "passed-over") return offer;
      if (offer.cause !== null) fault ??= { cause: offer.cause, file: cleanName(raw) };
    }
    // All may be gone because the folder is.
    this.#list();
    return fault === null ? none(reason("NOBODY_WAITS", {})) : this.#unreadable(fault.cause, fault.file);
  }

  #chosen(names: readonly Buffer[], choose: Choose): readonly Buffer[] {
    const waiting = names.flatMap((raw) => {
      const modifiedMs = this.#modifiedMs(raw);
      return modifiedMs === null ? [] : [{ raw, file: cleanName(raw), modifiedMs }];
    });
    return choose(waiting).flatMap((one) => waiting.find((known) => known === one)?.raw ?? []);
  }

  /** Null: it has gone. */
  #modifiedMs(raw: Buffer): number | null {
    try {
      return modifiedMsOf(this.#fs.stat(this.#moves.path(raw)).identity);
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      return null;
    }
  }

  async #offer(raw: Buffer): Promise<Offer> {
    const file = cleanName(raw);
    const path = this.#moves.path(raw);
    try {
      const { kind, identity } = this.#fs.stat(path);
      if (kind !== "file" || this.#moves.owedFor(raw, identity) !== null)
        return { kind: "passed-over", cause: null };
      if (!(await this.#liesStill(raw, path, identity))) return beingWritten(file);
      const reading = readWhole(this.#fs, path, identity, this.#bytesMax);
      if (reading.kind === "changed") return beingWritten(file);
      const known = { raw, file, identity };
      if (reading.kind === "oversize")
        return { kind: "oversize", subject: this.#hand.giveOversize(known, this.#bytesMax) };
      const isOfOldJob = this.#unclaimed.claimIfOwn(known, hash("sha256", reading.bytes, "hex")) !== null;
      if (isOfOldJob) return { kind: "passed-over", cause: null };
      return { kind: "subject", subject: this.#hand.giveSubject(known, reading.bytes) };
    } catch (cause) {
      const code = errnoOf(cause) ?? "";
      if (!isSystemError(cause)) throw cause;
      if (code === "ENOENT") return null;
      if (IN_USE.has(code)) return beingWritten(file);
      if (OF_ONE_FILE.has(code)) return { kind: "passed-over", cause };
      throw cause;
    }
  }

  async #liesStill(raw: Buffer, path: Buffer, identity: FileIdentity): Promise<boolean> {
    // Counted too, for a clock that stands.
    for (let polls = this.#settleMs / POLL_MS + 1; polls > 0; polls--) {
      if (this.#steady.isWhole(raw, identity)) return true;
      await this.#options.sleep(POLL_MS);
      const now = this.#fs.stat(path).identity;
      if (isSameFile(now, identity)) continue;
      this.#steady.isWhole(raw, now);
      return false;
    }
    return this.#steady.isWhole(raw, identity);
  }

  #list(): readonly Buffer[] {
    return this.#fs.list(this.#moves.path()).filter(isSubjectName).sort(Buffer.compare);
  }

  /** After what is owed was tried again. Some of them may be gone by that. */
  #settledNames(): readonly Buffer[] {
    this.arrivals.retry();
    const names = this.#list();
    this.#steady.keepOnly(names);
    this.#moves.retry(names);
    this.#unclaimed.settle(names);
    return names;
  }

  #lookAt(raw: Buffer): WaitingFile | null {
    const file = cleanName(raw);
    const path = this.#moves.path(raw);
    try {
      const { kind, identity } = this.#fs.stat(path);
      const { device, inode, size, modifiedNs } = identity;
      const known = {
        file,
        modifiedMs: modifiedMsOf(identity),
        mark: `${device} ${inode} ${size} ${modifiedNs}`,
        read: (): PeekedFile => this.#peek(path, identity),
      };
      if (this.#hand.holds(raw)) return { ...known, state: "in-hand" };
      if (kind !== "file") return { ...known, state: "cannot-be-taken", why: NOT_A_FILE[kind] };
      const owed = this.#moves.owedFor(raw, identity);
      if (owed !== null) return { ...known, state: "cannot-be-taken", why: owed };
      this.#fs.access(path, "read");
      return { ...known, state: this.#steady.isWhole(raw, identity) ? "ready" : "being-written" };
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      if (errnoOf(cause) === "ENOENT") return null;
      const why = unreadableSentence(cause);
      return {
        file,
        modifiedMs: 0,
        state: "cannot-be-taken",
        why,
        mark: "",
        read: () => ({ kind: "changed" }),
      };
    }
  }

  #peek(path: Buffer, identity: FileIdentity): PeekedFile {
    try {
      const reading = readWhole(this.#fs, path, identity, this.#bytesMax);
      return reading.kind === "oversize"
        ? { kind: "oversize", size: identity.size, bytesMax: this.#bytesMax }
        : reading;
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      return errnoOf(cause) === "ENOENT" || IN_USE.has(errnoOf(cause) ?? "")
        ? { kind: "changed" }
        : { kind: "unreadable", why: unreadableSentence(cause) };
    }
  }

  /** `file`: what alone is at fault. */
  #unreadable(cause: unknown, file?: string): Extract<Next, { kind: "none" }> {
    const { zh, en } = errnoWords(cause);
    const why = `${file === undefined ? "" : `${file}: `}${zh} / ${en}`;
    return none(reason("INTAKE_UNREADABLE", { folder: this.#options.folder, why }));
  }
}

function none(why: Reason): Extract<Next, { kind: "none" }> {
  return { kind: "none", reason: why };
}

function beingWritten(file: string): Next {
  return none(reason("FILE_BEING_WRITTEN", { file }));
}

function unusable(folder: string, why: string, cause?: unknown): EdgeError {
  return new EdgeError(
    "FILE_UNREADABLE",
    `Cannot use the intake folder ${folder}: ${why}.`,
    { path: folder },
    cause,
  );
}
