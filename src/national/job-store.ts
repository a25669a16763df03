import { join } from "node:path";
import { z } from "zod";
import type { DurableFs } from "../adapters/disk/durable-fs.ts";
import { jobEventSchema } from "../core/events/station-event.ts";
import { anyReasonSchema } from "../core/trade/reason-schema.ts";
import { EdgeError } from "../errors.ts";

const place = z.strictObject({ index: z.int().min(0), part: z.int().min(0) });

const jobSchema = z.strictObject({
  schema: z.literal("proofmark/national-job/v1"),
  station: z.string(),
  job: z.string(),
  events: z.array(z.strictObject({ at: z.string(), wallMs: z.number(), event: jobEventSchema })),
  done: z.array(z.string()).describe("Keys of calls that the other side has, in their order."),
  asked: z.string().nullable().describe("The call that was sent last and is not known to be there."),
  again: z.boolean().describe("A person said that this call is to be sent once more."),
  tries: z.int().min(0),
  problem: anyReasonSchema.nullable(),
  isStopped: z.boolean().describe("true: a person must settle it."),
  /** Ours may be missing; the job waits for a person when it comes to its next call. */
  missed: anyReasonSchema.nullable(),
});

export type NationalJob = z.infer<typeof jobSchema>;

const cursorSchema = z.strictObject({
  position: z.int().min(0),
  stations: z.record(z.string(), place),
});

export type Cursor = z.infer<typeof cursorSchema>;

const FILE_BYTES_MAX = 16 * 1024 * 1024;
const NAME = /^([A-Za-z0-9._-]{1,64})~([A-Za-z0-9._-]{1,64})\.json$/;
const PART = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * A file for each job, and one for how far the events were read. Each is written beside and renamed, so that it is there whole or as it
 * was; a job is on disk before the cursor passes its event.
 */
export class JobStore {
  readonly #fs: DurableFs;
  readonly #directory: string;
  readonly #jobs = new Map<string, NationalJob>();

  /** Throws EdgeError CONFIG_INVALID where a file of it is damaged. */
  constructor(fs: DurableFs, directory: string) {
    this.#fs = fs;
    this.#directory = directory;
    fs.makeDirectory(join(directory, "jobs"));
    for (const name of fs.list(join(directory, "jobs"))) {
      if (!NAME.test(name)) continue;
      const job = this.#read(join("jobs", name), jobSchema);
      this.#jobs.set(keyOf(job.station, job.job), job);
    }
  }

  jobs(): readonly NationalJob[] {
    return [...this.#jobs.values()];
  }

  job(station: string, job: string): NationalJob | null {
    return this.#jobs.get(keyOf(station, job)) ?? null;
  }

  /** Whether a name of it could be a file's. */
  static isName(text: string): boolean {
    return PART.test(text);
  }

  put(job: NationalJob): void {
    this.#write(join("jobs", `${job.station}~${job.job}.json`), job);
    this.#jobs.set(keyOf(job.station, job.job), job);
  }

  cursor(): Cursor {
    const isThere = this.#fs.list(this.#directory).includes("cursor.json");
    return isThere ? this.#read("cursor.json", cursorSchema) : { position: 0, stations: {} };
  }

  putCursor(cursor: Cursor): void {
    this.#write("cursor.json", cursor);
  }

  #write(name: string, value: unknown): void {
    const path = join(this.#directory, name);
    const file = this.#fs.open(`${path}.new`, "create");
    try {
      file.write(new TextEncoder().encode(JSON.stringify(value)), 0);
      file.sync();
    } finally {
      file.close();
    }
    this.#fs.rename(`${path}.new`, path);
    this.#fs.syncDirectory(join(path, ".."));
  }

  #read<Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> {
    const path = join(this.#directory, name);
    const file = this.#fs.open(path, "read");
    try {
      const bytes = new Uint8Array(Math.min(file.size(), FILE_BYTES_MAX));
      file.read(bytes, 0);
      return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    } catch (cause) {
      throw new EdgeError("CONFIG_INVALID", `${path} is not what this program wrote.`, { file: path }, cause);
    } finally {
      file.close();
    }
  }
}

function keyOf(station: string, job: string): string {
  return `${station}~${job}`;
}
