import { join } from "node:path";
import type { DurableFs } from "../adapters/disk/durable-fs.ts";
import { ifThere, readWhole } from "./job-file.ts";
import { jobSchema, monthAt, monthOf, type NationalJob } from "./job-form.ts";

/** Jobs of one station and month that were let go. */
export interface LetGo {
  readonly station: string;
  readonly month: string;
  readonly jobs: number;
}

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;
const FILE = /^(.{1,64})\.json$/;

/**
 * Jobs of which nothing is to be sent any more: `done/STATION/YYYY-MM/JOB.json`, by the month of the login. Nothing of them is in memory;
 * a job is looked for month by month, the newest first.
 */
export class DoneShelf {
  readonly #fs: DurableFs;
  readonly #above: string;
  readonly #directory: string;
  /** Folders that are there: making one costs a call for each part of its path. */
  readonly #made = new Set<string>();

  /** Makes nothing until something is put. */
  constructor(fs: DurableFs, above: string) {
    this.#fs = fs;
    this.#above = above;
    this.#directory = join(above, "done");
  }

  find(station: string, job: string): NationalJob | null {
    for (const month of this.#months(station)) {
      const found = readWhole(this.#fs, this.#path(station, month, job), jobSchema);
      if (found !== null) return found;
    }
    return null;
  }

  /** One after another, newest months first; those that somebody moves meanwhile are left out. */
  *of(station: string): Generator<NationalJob> {
    for (const month of this.#months(station))
      for (const name of this.#names(join(this.#directory, station, month))) {
        const job = readWhole(this.#fs, join(this.#directory, station, month, name), jobSchema);
        if (job !== null) yield job;
      }
  }

  count(): number {
    const folders = this.#stations().flatMap((station) =>
      this.#months(station).map((month) => join(this.#directory, station, month)),
    );
    return folders.reduce((sum, folder) => sum + this.#names(folder).length, 0);
  }

  /** Moves the file of a job here. It is durable as it is, so there is nothing to write. */
  putFrom(path: string, job: NationalJob): void {
    const { station } = job;
    const folder = join(this.#directory, station, monthOf(job));
    this.#make(this.#above, "done", station, monthOf(job));
    this.#fs.rename(path, join(folder, `${job.job}.json`));
    // Where it is first: a crash between both must not leave it in neither place.
    this.#fs.syncDirectory(folder);
    this.#fs.syncDirectory(join(path, ".."));
  }

  /** Moves the file of a job from here; nothing happens where none is. */
  takeTo(path: string, station: string, job: string): void {
    for (const month of this.#months(station)) {
      const from = this.#path(station, month, job);
      const isMoved = ifThere(() => {
        this.#fs.rename(from, path);
        return true;
      });
      if (isMoved === null) continue;
      this.#fs.syncDirectory(join(path, ".."));
      this.#fs.syncDirectory(join(from, ".."));
      return;
    }
  }

  /**
   * Removes what is older than so many months. Counted from the clock or from the newest month that is here, whichever is earlier: neither
   * a clock that is wrong nor a station whose clock was wrong lets anything go by itself.
   */
  letGo(nowMs: number, keepMonths: number): readonly LetGo[] {
    const stations = this.#stations();
    const newest = Math.max(0, ...stations.flatMap((station) => this.#months(station).map(monthNumber)));
    const before = Math.min(monthNumber(monthAt(nowMs)), newest) - keepMonths;
    const gone: LetGo[] = [];
    for (const station of stations)
      for (const month of this.#months(station)) {
        // A month that no calendar has is nobody's to judge.
        if (!MONTH.test(month) || monthNumber(month) >= before) continue;
        const folder = join(this.#directory, station, month);
        const names = this.#names(folder);
        for (const name of names) this.#fs.remove(join(folder, name));
        this.#fs.syncDirectory(folder);
        this.#made.delete(folder);
        if (this.#fs.list(folder).length === 0) this.#fs.removeDirectory(folder);
        if (names.length > 0) gone.push({ station, month, jobs: names.length });
      }
    return gone;
  }

  #path(station: string, month: string, job: string): string {
    return join(this.#directory, station, month, `${job}.json`);
  }

  #stations(): readonly string[] {
    return ifThere(() => this.#fs.list(this.#directory)) ?? [];
  }

  /** Newest first. */
  #months(station: string): readonly string[] {
    const names = ifThere(() => this.#fs.list(join(this.#directory, station))) ?? [];
    return names.filter((name) => /^\d{4}-\d\d$/.test(name)).sort((a, b) => (a < b ? 1 : -1));
  }

  #names(folder: string): readonly string[] {
    return (ifThere(() => this.#fs.list(folder)) ?? []).filter((name) => FILE.test(name));
  }

  /** Each with its name durable in the folder above. */
  #make(above: string, ...parts: readonly string[]): void {
    const [name, ...rest] = parts;
    if (name === undefined) return;
    const folder = join(above, name);
    if (!this.#made.has(folder)) {
      this.#fs.makeDirectory(folder);
      this.#fs.syncDirectory(above);
      this.#made.add(folder);
    }
    this.#make(folder, ...rest);
  }
}

/** Months since the year 0. */
function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
}
