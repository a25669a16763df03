import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "../../src/adapters/disk/journal-reader.ts";
import type { JobOpened, JournalEntry } from "../../src/core/journal/entry.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import type { LoadedStage } from "./loaded-stage.ts";
import { registryRecords } from "./station-evidence.ts";

const KINDS = ["inspection", "exam"] as const;
const PLACES = ["waiting", "taken", "rejected"] as const;
type Place = (typeof PLACES)[number];

interface PutFile {
  readonly kind: JobKind;
  readonly name: string;
  /** False: a file that must be refused. */
  readonly isSound: boolean;
}

interface FoundFile extends PutFile {
  readonly place: Place;
  /** Its name where it lies. */
  readonly as: string;
}

/** What the journal says, as far as files and records go. */
export interface JournalFacts {
  readonly entries: number;
  readonly opened: readonly JobOpened[];
  readonly sealed: readonly { readonly job: string; readonly record: string }[];
  readonly closed: readonly string[];
  readonly receiptedSize: number;
  readonly lastSealedIndex: number;
}

const INPUT = Buffer.from('{"type":"job-input"');

/** Reads the journal through its checks: frames, tree, roots. */
export function journalFacts(data: string): JournalFacts {
  const directory = join(data, "journal");
  const opened: JobOpened[] = [];
  const sealed: { job: string; record: string }[] = [];
  const closed: string[] = [];
  let [entries, receiptedSize, lastSealedIndex] = [0, 0, -1];
  if (existsSync(join(directory, "00000000.segment"))) {
    for (const bytes of readJournal(directory)) {
      entries++;
      if (INPUT.equals(bytes.subarray(0, INPUT.length))) continue;
      const entry = JSON.parse(Buffer.from(bytes).toString("utf8")) as JournalEntry;
      if (entry.type === "job-opened") opened.push(entry);
      if (entry.type === "job-closed") closed.push(entry.job);
      if (entry.type === "receipt") receiptedSize = entry.size;
      if (entry.type !== "record-sealed") continue;
      sealed.push({ job: entry.job, record: entry.record });
      lastSealedIndex = entries - 1;
    }
  }
  return { entries, opened, sealed, closed, receiptedSize, lastSealedIndex };
}

/**
 * Keeps account of every file that was put into an intake and every job that was promised, and holds folders, journal and
 * registry against it. Each content is unique, so that a file is known wherever it is.
 */
export class KillLedger {
  readonly #stage: LoadedStage;
  readonly #put = new Map<string, PutFile>();
  readonly #promised = new Set<string>();
  /** Jobs whose file was not claimed yet at the last look: a start must claim it. */
  #unclaimed: ReadonlySet<string> = new Set();

  constructor(stage: LoadedStage) {
    this.#stage = stage;
  }

  put(kind: JobKind, name: string, content: string, isSound: boolean): void {
    this.#put.set(sha256(Buffer.from(content)), { kind, name, isSound });
    this.#stage.put(kind, name, content);
  }

  /** The station has answered 201. */
  promised(job: string): void {
    this.#promised.add(job);
  }

  get filesPut(): number {
    return this.#put.size;
  }

  get jobsPromised(): number {
    return this.#promised.size;
  }

  waitingOf(kind: JobKind): number {
    return readdirSync(this.#stage.waiting(kind)).filter((name) => name.endsWith(".yaml")).length;
  }

  /**
   * What is wrong after a life has ended; empty when all is well. `wasUp`: that life had come so far that everything older
   * than it must be in its place.
   */
  audit(wasUp: boolean): { readonly problems: string[]; readonly facts: JournalFacts } {
    const problems: string[] = [];
    const facts = journalFacts(this.#stage.data);
    const files = this.#found(problems);
    this.#checkFiles(files, facts, problems);
    this.#checkJobs(files, facts, wasUp, problems);
    this.#checkRecords(facts, problems);
    return { problems, facts };
  }

  #found(problems: string[]): Map<string, FoundFile> {
    const found = new Map<string, FoundFile>();
    for (const kind of KINDS) {
      for (const place of PLACES) {
        const folder =
          place === "waiting" ? this.#stage.waiting(kind) : join(this.#stage.waiting(kind), place);
        for (const as of namesIn(folder)) {
          const hash = sha256(readFileSync(join(folder, as)));
          const put = this.#put.get(hash);
          const before = found.get(hash);
          if (put === undefined) problems.push(`${kind}/${place}/${as} is no file that was ever put there`);
          else if (put.kind !== kind) problems.push(`${as} of ${put.kind} lies in ${kind}/${place}`);
          else if (before !== undefined) problems.push(`${put.name} is in ${before.place} and in ${place}`);
          else found.set(hash, { ...put, place, as });
        }
      }
    }
    for (const [hash, { kind, name }] of this.#put)
      if (!found.has(hash)) problems.push(`${kind}/${name} is lost: in none of ${PLACES.join(", ")}`);
    return found;
  }

  #checkFiles(files: ReadonlyMap<string, FoundFile>, { opened }: JournalFacts, problems: string[]): void {
    const jobs = new Map<string, JobOpened>(opened.map((entry) => [entry.job, entry]));
    for (const [hash, { kind, name, isSound, place, as }] of files) {
      if (place === "rejected" && isSound) problems.push(`${kind}/${name} is sound and was rejected`);
      if (place === "rejected" && !existsSync(join(this.#stage.waiting(kind), place, `${as}.reason.txt`)))
        problems.push(`${kind}/${name} was rejected without a reason`);
      if (place !== "taken") continue;
      const job = jobs.get(as.slice(0, as.indexOf("--")));
      if (!isSound) problems.push(`${kind}/${name} is not sound and was taken`);
      if (job === undefined) problems.push(`taken/${as} names a job that the journal does not have`);
      else if (job.source?.sha256 !== hash) problems.push(`taken/${as} is not the file of its job`);
    }
  }

  #checkJobs(
    files: ReadonlyMap<string, FoundFile>,
    { opened }: JournalFacts,
    wasUp: boolean,
    problems: string[],
  ): void {
    const owners = new Map<string, string>();
    const unclaimed = new Set<string>();
    for (const { job, source } of opened) {
      const hash = source?.sha256 ?? "";
      const owner = owners.get(hash);
      if (owner !== undefined) problems.push(`${owner} and ${job} were both made of one file`);
      owners.set(hash, job);
      const file = files.get(hash);
      if (file === undefined) problems.push(`the file of ${job} is nowhere`);
      else if (file.place === "waiting") unclaimed.add(job);
      else if (file.place === "rejected") problems.push(`the file of ${job} was rejected`);
    }
    const numbers = new Set(opened.map(({ job }) => job));
    if (numbers.size !== opened.length) problems.push("two jobs have one number");
    for (const job of unclaimed)
      if (wasUp && this.#unclaimed.has(job)) problems.push(`a start left the file of ${job} waiting`);
    this.#unclaimed = unclaimed;
    for (const job of this.#promised)
      if (!numbers.has(job as JobOpened["job"]))
        problems.push(`${job} was promised and is not in the journal`);
  }

  #checkRecords({ opened, sealed, closed }: JournalFacts, problems: string[]): void {
    const jobs = new Set<string>(opened.map(({ job }) => job));
    const ended = [...sealed.map(({ job }) => job), ...closed];
    if (new Set(ended).size !== ended.length) problems.push("a job has ended twice");
    for (const job of closed) problems.push(`${job} was closed without a record`);
    for (const job of ended) if (!jobs.has(job)) problems.push(`${job} has ended and was never opened`);
    const records = sealed.map(({ record }) => record);
    const held = registryRecords(this.#stage.data);
    // In order and without a gap: the registry holds the first of the journal's records.
    if (held.some((record, at) => record !== records[at])) problems.push("the registry holds other records");
  }
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".reason.txt"))
    .map(({ name }) => name);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
