import { readFileSync, statSync } from "node:fs";
import { watch } from "node:fs/promises";
import { join } from "node:path";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import { proofmark } from "./cli-run.ts";
import { type JournalFacts, journalFacts, KillLedger } from "./kill-ledger.ts";
import { LoadedStage, soundSubject } from "./loaded-stage.ts";
import type { LoadedStation } from "./loaded-station.ts";

/** When a life ends: what the station is doing just then. */
export const MOMENTS = [
  "starting",
  "pressed",
  "appended",
  "promised",
  "claimed",
  "sealing",
  "running",
] as const;
export type Moment = (typeof MOMENTS)[number];

const KINDS = ["inspection", "exam"] as const;
const REVERSED = ["exam", "inspection"] as const;
const WAITING_MIN = 3;
/** One file in so many must be refused. */
const UNSOUND_EVERY = 6;
const STARTING_MS = 700;
const RUNNING_MS = 2_500;
const TRIES_MAX = 40;
/** About as long as the instruments need to be connected. */
const CONNECTING_MS = 2_500;
const CHANGE_MS = 4_000;
const PEACE_MS = 30_000;

export interface LivesOptions {
  readonly directory: string;
  readonly seed: number;
  readonly lives: number;
  /** The registry is out of reach for all of these lives, so that nothing is receipted before the last start. */
  readonly unreachable: boolean;
  readonly program?: readonly string[];
  tell(line: string): void;
}

export interface LivesOutcome {
  readonly kills: number;
  readonly moments: Readonly<Record<Moment, number>>;
  readonly files: number;
  readonly jobs: number;
  readonly promised: number;
  readonly records: number;
  readonly entries: number;
  readonly problems: readonly string[];
}

/** One station that is killed `lives` times and then left in peace until all is delivered. */
export async function killedLives(options: LivesOptions): Promise<LivesOutcome> {
  const stage = await LoadedStage.start(options.directory, options.seed, options.program);
  const lives = new Lives(stage, options);
  try {
    return await lives.all();
  } finally {
    await lives.end();
    await stage.close();
  }
}

class Lives {
  readonly #stage: LoadedStage;
  readonly #options: LivesOptions;
  readonly #ledger: KillLedger;
  readonly #random: SeededRandom;
  readonly #problems: string[] = [];
  /** Shuffled, and dealt to the last before it is shuffled again: no moment is left out of a long row. */
  #dealt: Moment[] = [];
  readonly #moments = Object.fromEntries(MOMENTS.map((moment) => [moment, 0])) as Record<Moment, number>;
  #number = 0;
  #kills = 0;
  /** Read in while the one before it lives. */
  #next: LoadedStation;

  constructor(stage: LoadedStage, options: LivesOptions) {
    this.#stage = stage;
    this.#options = options;
    this.#ledger = new KillLedger(stage);
    this.#random = new SeededRandom(options.seed, "kills");
    stage.writeStationFile(!options.unreachable);
    this.#next = stage.station();
  }

  async all(): Promise<LivesOutcome> {
    for (let life = 0; life < this.#options.lives; life++) await this.#life(life);
    this.#stage.writeStationFile(true);
    const facts = await this.#peace();
    await this.#strangersAgree();
    return {
      kills: this.#kills,
      moments: this.#moments,
      files: this.#ledger.filesPut,
      jobs: facts.opened.length,
      promised: this.#ledger.jobsPromised,
      records: facts.sealed.length,
      entries: facts.entries,
      problems: this.#problems,
    };
  }

  async end(): Promise<void> {
    await this.#next.kill();
  }

  async #life(life: number): Promise<void> {
    this.#fill();
    const station = await this.#next.loaded();
    this.#next = this.#stage.station();
    const moment = this.#deal();
    await station.start();
    let failure: unknown = null;
    try {
      await this.#live(station, moment);
    } catch (cause) {
      failure = cause;
    }
    if (!station.isAlive)
      this.#problem(life, moment, `it ended by itself: ${station.complaints.join(" | ")}`);
    else if (failure !== null) this.#problem(life, moment, String(failure));
    const wasUp = station.isUp;
    await station.kill();
    this.#kills++;
    this.#moments[moment]++;
    const { problems } = this.#ledger.audit(wasUp);
    for (const problem of problems) this.#problem(life, moment, problem);
  }

  #deal(): Moment {
    if (this.#dealt.length === 0) this.#dealt = [...MOMENTS];
    return this.#dealt.splice(this.#random.below(this.#dealt.length), 1)[0] ?? "starting";
  }

  /** Returns when the moment has come. */
  async #live(station: LoadedStation, moment: Moment): Promise<void> {
    if (moment === "starting") return pause(this.#random.unit() * STARTING_MS);
    await station.until("the console is up", () => station.isUp, 30_000);
    const kinds = this.#random.below(2) === 0 ? KINDS : REVERSED;
    // Sometimes what earlier lives left goes on, and nobody can be called.
    if (this.#random.below(5) > 0) await this.#endRunning(station);
    const calls = kinds.map((kind) => this.#call(station, kind));
    switch (moment) {
      case "pressed":
        return pause(this.#random.unit() * (this.#random.below(2) === 0 ? 20 : CONNECTING_MS));
      case "appended":
        return changed(join(this.#stage.data, "journal"), this.#jobAppended(), this.#random.unit() * 3);
      case "claimed":
        return changed(this.#stage.waiting(kinds[0]), () => true, this.#random.unit());
      case "promised":
        await Promise.race(calls);
        return undefined;
      case "sealing": {
        const jobs = (await Promise.all(calls)).filter((job) => job !== null);
        for (const job of jobs) await station.abort(job);
        return pause(this.#random.unit() * 60);
      }
      default:
        await Promise.all(calls);
        return pause(this.#random.unit() * RUNNING_MS);
    }
  }

  /** Calls until somebody is taken: those who must be refused come first. */
  async #call(station: LoadedStation, kind: JobKind): Promise<string | null> {
    this.#stage.comes(kind, this.#number);
    for (;;) {
      let answer: Awaited<ReturnType<LoadedStation["call"]>>;
      try {
        answer = await station.call(kind);
      } catch {
        // Killed meanwhile: nothing was promised.
        return null;
      }
      const { status, body } = answer;
      if (status === 201) {
        this.#ledger.promised(String(body.job));
        return String(body.job);
      }
      if (body.code !== "FILE_REFUSED") return null;
    }
  }

  /** What earlier lives left running is ended, so that the next ones can be called. */
  async #endRunning(station: LoadedStation): Promise<void> {
    const { opened, sealed } = journalFacts(this.#stage.data);
    const ended = new Set(sealed.map(({ job }) => job));
    for (const { job } of opened) {
      if (ended.has(job)) continue;
      // Right after it is up, a station may not have gone on with this job yet.
      let answer = await station.abort(job);
      for (let tries = 0; answer.body.code === "JOB_UNKNOWN" && tries < TRIES_MAX; tries++) {
        if (station.hasSealed(job)) break;
        await pause(50);
        answer = await station.abort(job);
      }
      await station.until(`${job} is sealed, aborted with ${answer.status}`, () => station.hasSealed(job));
    }
  }

  #fill(): void {
    for (const kind of KINDS) {
      for (let wanted = WAITING_MIN - this.#ledger.waitingOf(kind); wanted > 0; wanted--) {
        const number = ++this.#number;
        const isSound = number % UNSOUND_EVERY !== 0;
        const text = soundSubject(kind, number);
        const content = isSound ? text : `${text}unknown: key\n`;
        this.#ledger.put(kind, `${String(number).padStart(6, "0")}.yaml`, content, isSound);
      }
    }
  }

  /** The last start: what runs is ended, everything is delivered, and the station stops as it should. */
  async #peace(): Promise<JournalFacts> {
    const station = await this.#next.up();
    const untilMs = performance.now() + PEACE_MS;
    while (!isDelivered(journalFacts(this.#stage.data)) && performance.now() < untilMs) {
      await this.#endRunning(station);
      await pause(200);
    }
    const { code } = await station.interrupt();
    if (code !== 0)
      this.#problems.push(`the last start ended with ${code}: ${station.complaints.join(" | ")}`);
    const { problems, facts } = this.#ledger.audit(true);
    this.#problems.push(...problems.map((problem) => `at the end: ${problem}`));
    const ended = new Set(facts.sealed.map(({ job }) => job));
    if (!isDelivered(facts)) this.#problems.push(`not delivered in ${PEACE_MS} ms`);
    for (const { job } of facts.opened) if (!ended.has(job)) this.#problems.push(`${job} was never sealed`);
    return facts;
  }

  async #strangersAgree(): Promise<void> {
    const journal = join(this.#stage.data, "journal");
    const { trustFile } = this.#stage.registry;
    const verified = await proofmark("verify", journal, "--trust", trustFile);
    if (verified.code !== 0) this.#problems.push(`verify: ${verified.code} ${verified.out} ${verified.err}`);
    const replayed = await proofmark("replay", journal);
    if (replayed.code !== 0) this.#problems.push(`replay: ${replayed.code} ${replayed.out} ${replayed.err}`);
  }

  /** True once the journal holds a job that it did not hold before. */
  #jobAppended(): () => boolean {
    const segment = join(this.#stage.data, "journal", "00000000.segment");
    const from = statSync(segment).size;
    return () => readFileSync(segment).includes('{"type":"job-opened"', from);
  }

  #problem(life: number, moment: Moment, what: string): void {
    const line = `seed ${this.#options.seed}, life ${life}, ${moment}: ${what}`;
    this.#problems.push(line);
    this.#options.tell(line);
  }
}

function isDelivered({ opened, sealed, receiptedSize, lastSealedIndex }: JournalFacts): boolean {
  return sealed.length === opened.length && receiptedSize > lastSealedIndex;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The kernel says at once when anything in this folder changes; what is waited for may never come. */
async function changed(folder: string, isIt: () => boolean, afterMs: number): Promise<void> {
  const abandon = AbortSignal.timeout(CHANGE_MS);
  try {
    for await (const _ of watch(folder, { signal: abandon })) if (isIt()) break;
  } catch (cause) {
    if (!abandon.aborted) throw cause;
  }
  const stopMs = performance.now() + afterMs;
  while (performance.now() < stopMs) await new Promise((resolve) => setImmediate(resolve));
}
