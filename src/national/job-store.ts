import { join } from "node:path";
import { z } from "zod";
import type { DurableFs } from "../adapters/disk/durable-fs.ts";
import { DoneShelf, type LetGo } from "./done-shelf.ts";
import { ifThere, readWhole, writeWhole } from "./job-file.ts";
import { jobSchema, keyOf, type NationalJob } from "./job-form.ts";

const place = z.strictObject({ index: z.int().min(0), part: z.int().min(0) });

const cursorSchema = z.strictObject({
  position: z.int().min(0),
  stations: z.record(z.string(), place),
});

export type Cursor = z.infer<typeof cursorSchema>;

/** As ids are; one that begins with a dot would lead out of a folder. */
const PART = "[A-Za-z0-9][A-Za-z0-9._:-]{0,63}";
const ID = new RegExp(`^${PART}$`);
const FILE = new RegExp(`^${PART}~${PART}\\.json$`);

/**
 * A file for each job, and one for how far the events were read. Each is written beside and renamed, so that it is there whole or as it
 * was; a job is on disk before the cursor passes its event. Jobs of which something may still be sent are in memory and in `jobs/`; those
 * that are done lie on the shelf and nowhere else, until something late is told of them. At each moment a job is in one of both places.
 */
export class JobStore {
  readonly #fs: DurableFs;
  readonly #directory: string;
  readonly #jobs = new Map<string, NationalJob>();
  readonly #shelf: DoneShelf;

  /** Throws EdgeError CONFIG_INVALID where a file of it is damaged. */
  constructor(fs: DurableFs, directory: string) {
    this.#fs = fs;
    this.#directory = directory;
    this.#shelf = new DoneShelf(fs, directory);
    if (!(ifThere(() => fs.list(directory)) ?? []).includes("jobs")) {
      fs.makeDirectory(join(directory, "jobs"));
      fs.syncDirectory(directory);
      fs.syncDirectory(join(directory, ".."));
    }
    for (const name of fs.list(join(directory, "jobs"))) {
      if (!FILE.test(name)) continue;
      const job = readWhole(fs, join(directory, "jobs", name), jobSchema);
      // Null: another process, which sends, has moved it since it was listed.
      if (job !== null) this.#jobs.set(keyOf(job.station, job.job), job);
    }
  }

  /** Those that are not done. */
  jobs(): readonly NationalJob[] {
    return [...this.#jobs.values()];
  }

  /** Also one that is done. */
  job(station: string, job: string): NationalJob | null {
    return this.#jobs.get(keyOf(station, job)) ?? this.#shelf.find(station, job);
  }

  /** Those of a station that are done, one after another. */
  doneOf(station: string): Iterable<NationalJob> {
    return this.#shelf.of(station);
  }

  doneCount(): number {
    return this.#shelf.count();
  }

  /** Whether a name of it could be a file's. */
  static isName(text: string): boolean {
    return ID.test(text);
  }

  /** One that was done is not any more. */
  put(job: NationalJob): void {
    const key = keyOf(job.station, job.job);
    if (!this.#jobs.has(key)) this.#shelf.takeTo(this.#path(job), job.station, job.job);
    writeWhole(this.#fs, this.#path(job), job);
    this.#jobs.set(key, job);
  }

  /** Of this job, which was put as it is, nothing is to be sent any more. */
  setAside(job: NationalJob): void {
    this.#shelf.putFrom(this.#path(job), job);
    this.#jobs.delete(keyOf(job.station, job.job));
  }

  /** Lets done jobs go that are older than so many months by the clock `nowMs` (UTC) and by the newest of them. */
  letGo(nowMs: number, keepMonths: number): readonly LetGo[] {
    return this.#shelf.letGo(nowMs, keepMonths);
  }

  cursor(): Cursor {
    const path = join(this.#directory, "cursor.json");
    return readWhole(this.#fs, path, cursorSchema) ?? { position: 0, stations: {} };
  }

  putCursor(cursor: Cursor): void {
    writeWhole(this.#fs, join(this.#directory, "cursor.json"), cursor);
  }

  #path({ station, job }: NationalJob): string {
    return join(this.#directory, "jobs", `${keyOf(station, job)}.json`);
  }
}
