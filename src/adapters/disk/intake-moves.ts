import type { Sentence } from "../../core/trade/reason-shape.ts";
import { errnoOf } from "./errno-words.ts";
import {
  type FileIdentity,
  type IntakeFs,
  isSameFile,
  isSystemError,
  syncFolder,
  writeDurably,
} from "./intake-fs.ts";
import { claimName, claimPrefix, claimPrefixesOf, numbered } from "./intake-names.ts";
import { anotherSentence, type OwedFor, owedSentence, unsyncedSentence } from "./intake-sentences.ts";

/** A file as it was read. What lies under its name later and is another file is a new subject, never moved for the old. */
export interface KnownFile {
  readonly raw: Buffer;
  /** The cleaned name. */
  readonly file: string;
  readonly identity: FileIdentity;
}

type Place = "taken" | "rejected" | "taken-out";
type Fate =
  | { readonly into: "taken"; readonly job: string }
  | { readonly into: "rejected"; readonly note: string }
  | { readonly into: "taken-out" };

/** A move that is to be done whatever the disk says: the job is durable, the subject refused, or taken out of the queue by a person. */
interface Move {
  readonly of: KnownFile;
  readonly fate: Fate;
  /** The name in `rejected/` whose reason is written already. */
  noted: string | null;
  /** The last cause that was told, so that no retry tells it again. */
  told: string | null;
}

type Outcome = "owed" | "another" | { readonly movedTo: string };

const NUMBER_MAX = 100_000;

/**
 * Moves files out of an intake, to `taken/`, `rejected/` or `taken-out/`. A move that the disk refuses is kept in memory and tried
 * again; until it is done its file is given to nobody. One rename is all that changes where a file is, so a kill at any
 * moment leaves it in one place.
 */
export class IntakeMoves {
  readonly #fs: IntakeFs;
  readonly #folder: string;
  readonly #onTrouble: (sentence: Sentence) => void;
  readonly #unsynced = new Set<Place>();
  #owed: Move[] = [];
  #syncTold: string | null = null;

  constructor(fs: IntakeFs, folder: string, onTrouble: (sentence: Sentence) => void) {
    this.#fs = fs;
    this.#folder = folder;
    this.#onTrouble = onTrouble;
  }

  path(...names: readonly (string | Buffer)[]): Buffer {
    const parts = names.flatMap((name) => [Buffer.from("/"), Buffer.from(name)]);
    return Buffer.concat([Buffer.from(this.#folder), ...parts]);
  }

  claim(of: KnownFile, job: string): void {
    this.#begin({ of, fate: { into: "taken", job }, noted: null, told: null });
  }

  /** Where the file is now, for people; null if it lies where it was: the move is owed, or it is another file by now. */
  reject(of: KnownFile, note: string): string | null {
    const outcome = this.#begin({ of, fate: { into: "rejected", note }, noted: null, told: null });
    return typeof outcome === "object" ? outcome.movedTo : null;
  }

  /** A person's act took it out of the queue, and is durable. Answers as `reject` does. */
  takeOut(of: KnownFile): string | null {
    const outcome = this.#begin({ of, fate: { into: "taken-out" }, noted: null, told: null });
    return typeof outcome === "object" ? outcome.movedTo : null;
  }

  /** Why this file is given to nobody, if so. */
  owedFor(raw: Buffer, identity: FileIdentity): Sentence | null {
    const move = this.#owed.find(({ of }) => of.raw.equals(raw) && isSameFile(of.identity, identity));
    return move === undefined ? null : owedSentence(move.of.file, fateOf(move));
  }

  /** `names`: what the intake holds now. What is owed for a file that is gone is forgotten. */
  retry(names: readonly Buffer[]): void {
    if (this.#unsynced.size > 0) this.#syncMoved();
    this.#owed = this.#owed.filter(({ of }) => names.some((raw) => raw.equals(of.raw)));
    for (const move of [...this.#owed]) this.#settle(move);
  }

  /** Which of these jobs have their file in `taken/`. Throws what the file system throws; no `taken/` is no file. */
  jobsWithFile(jobs: readonly string[]): ReadonlySet<string> {
    const taken = this.path("taken");
    if (!this.#exists(taken)) return new Set();
    const prefixes = new Set(this.#fs.list(taken).flatMap((raw) => claimPrefixesOf(raw.toString("utf8"))));
    return new Set(jobs.filter((job) => prefixes.has(claimPrefix(job))));
  }

  #begin(move: Move): Outcome {
    this.#owed.push(move);
    return this.#settle(move);
  }

  #settle(move: Move): Outcome {
    const outcome = this.#attempt(move);
    if (outcome !== "owed") this.#owed = this.#owed.filter((other) => other !== move);
    return outcome;
  }

  #attempt(move: Move): Outcome {
    const { of, fate } = move;
    let target: string;
    try {
      const source = this.path(of.raw);
      const now = this.#fs.stat(source);
      if (now.kind !== "file" || !isSameFile(now.identity, of.identity)) {
        this.#onTrouble(anotherSentence(of.file));
        return "another";
      }
      this.#makeFolder(fate.into);
      target = this.#targetOf(move);
      this.#fs.rename(source, this.path(fate.into, target));
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      if (move.told !== errnoOf(cause)) this.#onTrouble(owedSentence(move.of.file, fateOf(move), cause));
      move.told = errnoOf(cause);
      return "owed";
    }
    this.#unsynced.add(fate.into);
    this.#syncMoved();
    return { movedTo: `${fate.into}/${target}` };
  }

  #makeFolder(name: Place): void {
    try {
      this.#fs.makeFolder(this.path(name));
    } catch (cause) {
      if (errnoOf(cause) === "EEXIST") return;
      throw cause;
    }
    syncFolder(this.#fs, this.path());
  }

  #targetOf(move: Move): string {
    const { of, fate } = move;
    switch (fate.into) {
      case "taken":
        return this.#freeName("taken", claimName(fate.job, of.file));
      case "taken-out":
        return this.#freeName("taken-out", of.file);
      case "rejected":
        return this.#notedName(move, fate.note);
    }
  }

  #freeName(place: Place, wanted: string): string {
    for (let number = 1; number <= NUMBER_MAX; number++) {
      const name = numbered(wanted, number);
      if (!this.#exists(this.path(place, name))) return name;
    }
    throw noNameLeft();
  }

  /** A name in `rejected/` that is free, with its reason on disk. */
  #notedName(move: Move, note: string): string {
    const rejected = this.path("rejected");
    if (move.noted === null || this.#exists(this.path("rejected", move.noted))) {
      move.noted = this.#writeNote(move.of.file, note);
    }
    syncFolder(this.#fs, rejected);
    return move.noted;
  }

  /** Where a kill came between a reason and its rename, the reason lies alone; its name counts as used. */
  #writeNote(file: string, note: string): string {
    for (let number = 1; number <= NUMBER_MAX; number++) {
      const name = numbered(file, number);
      if (this.#exists(this.path("rejected", name))) continue;
      try {
        writeDurably(this.#fs, this.path("rejected", `${name}.reason.txt`), Buffer.from(note));
        return name;
      } catch (cause) {
        if (errnoOf(cause) !== "EEXIST") throw cause;
      }
    }
    throw noNameLeft();
  }

  /** Tried again if it fails. Only a power cut could undo the rename until then; `settle` and the next reading mend that. */
  #syncMoved(): void {
    try {
      for (const place of this.#unsynced) syncFolder(this.#fs, this.path(place));
      syncFolder(this.#fs, this.path());
      this.#unsynced.clear();
      this.#syncTold = null;
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      if (this.#syncTold !== errnoOf(cause)) this.#onTrouble(unsyncedSentence(this.#folder, cause));
      this.#syncTold = errnoOf(cause);
    }
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

function noNameLeft(): Error {
  return Object.assign(new Error("no free name"), { code: "EEXIST" });
}

function fateOf({ fate }: Move): OwedFor {
  return fate.into === "taken" ? { job: fate.job } : fate.into;
}
