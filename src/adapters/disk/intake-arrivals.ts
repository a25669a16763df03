import { hash } from "node:crypto";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { errnoOf } from "./errno-words.ts";
import { type IntakeFs, isSystemError, modifiedMsOf, syncFolder, writeDurably } from "./intake-fs.ts";
import type { IntakeMoves } from "./intake-moves.ts";
import { unshownSentence } from "./intake-sentences.ts";

/** Begins with a dot, so that nobody calls it; no other program gives such names. */
const STAGED = /^\.check-in-([0-9A-Za-z-]+\.json)$/;

/** A file on the disk under a name that nobody calls: `show` when the act is durable that takes its subject in, `drop` where none comes. */
export interface StagedArrival {
  /** Of the file, as it will wait. */
  readonly modifiedMs: number;
  /** Of its bytes, lower-case hex. */
  readonly sha256: string;
  show(): void;
  drop(): void;
}

/** Of a subject that was taken in, by the journal. */
export interface Arrived {
  readonly file: string;
  readonly sha256: string;
}

/**
 * Files of those who are taken in at a console. Each is whole and on the disk before the act that takes its subject in is appended,
 * under a hidden name; one rename, after the act is durable, makes it wait. So a kill leaves no act and at most a hidden file, which the
 * next start removes, or the act and the file under one of its two names, which the next start shows. The hidden name itself says that
 * the file has not waited yet: one that was shown and is gone was called or taken out, and never comes again.
 */
export class IntakeArrivals {
  readonly #fs: IntakeFs;
  readonly #moves: Pick<IntakeMoves, "path">;
  readonly #onTrouble: (sentence: Sentence) => void;
  /** Taken in and not shown yet: the disk refused it. */
  readonly #owed = new Set<string>();
  /** The last cause that was told, so that no retry tells it again. */
  #told: string | null = null;

  constructor(fs: IntakeFs, moves: Pick<IntakeMoves, "path">, onTrouble: (sentence: Sentence) => void) {
    this.#fs = fs;
    this.#moves = moves;
    this.#onTrouble = onTrouble;
  }

  /** `file`: digits, letters and hyphens, and `.json`. Throws what the file system throws, and leaves nothing then. */
  stage(file: string, bytes: Uint8Array): StagedArrival {
    const hidden = this.#hidden(file);
    if (this.#exists(this.#moves.path(file)))
      throw Object.assign(new Error("the name is taken"), { code: "EEXIST" });
    writeDurably(this.#fs, hidden, bytes);
    try {
      const { identity } = this.#fs.stat(hidden);
      syncFolder(this.#fs, this.#moves.path());
      return {
        modifiedMs: modifiedMsOf(identity),
        sha256: hash("sha256", bytes, "hex"),
        show: () => this.#show(file),
        drop: () => this.#remove(hidden),
      };
    } catch (cause) {
      this.#remove(hidden);
      throw cause;
    }
  }

  /** At start: `arrived` are all whom the journal says were taken in and neither called nor taken out. Throws nothing of a disk. */
  settle(arrived: readonly Arrived[]): void {
    try {
      for (const raw of this.#fs.list(this.#moves.path())) {
        const file = STAGED.exec(raw.toString("latin1"))?.[1];
        if (file === undefined) continue;
        if (arrived.some((known) => known.file === file)) this.#show(file);
        else this.#remove(this.#hidden(file));
      }
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      // Nobody can tell which are there: those of the journal are tried until they are.
      for (const { file } of arrived) this.#owe(file, cause);
    }
  }

  /** What the disk refused before is tried again. */
  retry(): void {
    for (const file of [...this.#owed]) this.#show(file);
  }

  #show(file: string): void {
    try {
      if (!this.#exists(this.#hidden(file))) {
        // Shown before; or away with the disk, and then nothing brings it back.
        this.#owed.delete(file);
        return;
      }
      this.#fs.rename(this.#hidden(file), this.#moves.path(file));
      this.#owed.delete(file);
      this.#told = null;
      syncFolder(this.#fs, this.#moves.path());
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      this.#owe(file, cause);
    }
  }

  #owe(file: string, cause: unknown): void {
    const code = errnoOf(cause);
    if (this.#told !== code) this.#onTrouble(unshownSentence(file, cause));
    this.#told = code;
    this.#owed.add(file);
  }

  /** What stays behind is hidden, and goes with the next start. */
  #remove(path: Buffer): void {
    try {
      this.#fs.remove(path);
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
    }
  }

  #hidden(file: string): Buffer {
    return this.#moves.path(`.check-in-${file}`);
  }

  #exists(path: Buffer): boolean {
    try {
      this.#fs.stat(path);
      return true;
    } catch (cause) {
      if (errnoOf(cause) === "ENOENT") return false;
      throw cause;
    }
  }
}
