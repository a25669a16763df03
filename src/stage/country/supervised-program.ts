import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { PRIVATE_FILE } from "../../adapters/disk/file-modes.ts";
import { EdgeError } from "../../errors.ts";
import type { Clock, TimerHandle, Timers } from "../../ports/clock.ts";

export interface ProgramOptions {
  /** As it is called in this country: `broker`, `station-HB`. */
  readonly name: string;
  /** Words behind `proofmark`. */
  readonly words: readonly string[];
  /** What it prints when it is there. */
  readonly ready: RegExp;
  /** Everything it prints is kept there. */
  readonly logFile: string;
  readonly clock: Clock & Timers;
  tell(line: string): void;
  /** It runs, under another number each time. */
  onStarted(pid: number): void;
  /** It does not stay up, however often it is started again. */
  onGivenUp(cause: Error): void;
}

const AGAIN_MS = 1_000;
const AGAIN_MOST_MS = 10_000;
/** Up for so long, it counts as healthy again. */
const HEALTHY_MS = 30_000;
const ENDS_MOST = 12;
const READY_MS = 120_000;
const STOP_MS = 15_000;
const LOOK_MS = 50;
const LINES_KEPT = 200;

/** A `proofmark` of its own process, which is started again when it ends, as a service manager would. */
export class SupervisedProgram {
  readonly lines: string[] = [];
  readonly #options: ProgramOptions;
  #child: ChildProcess | null = null;
  #again: TimerHandle | null = null;
  #isEnding = false;
  #ends = 0;
  #startedMs = 0;

  constructor(options: ProgramOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Resolves when it has said that it is there, be it at the second try. Throws EdgeError PROGRAM_ENDED where it does not get so far. */
  async start(): Promise<void> {
    this.#spawn();
    await this.prints(this.#options.ready);
  }

  /** The line that it prints, or has printed since it was last started. */
  async prints(pattern: RegExp, limitMs = READY_MS): Promise<string> {
    const { clock, name } = this.#options;
    const untilMs = clock.monoMs() + limitMs;
    for (;;) {
      const line = this.lines.findLast((one) => pattern.test(one));
      if (line !== undefined) return line;
      if (this.#isEnding || clock.monoMs() > untilMs)
        throw new EdgeError(
          "PROGRAM_ENDED",
          `${name} does not come up; the last that it said: ${this.lines.at(-1) ?? "nothing"}`,
          { name },
        );
      await new Promise<void>((resolve) => clock.start("look at a program", LOOK_MS, resolve));
    }
  }

  type(line: string): void {
    this.#child?.stdin?.write(`${line}\n`);
  }

  /** False where it is not running. */
  signal(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT" | "SIGINT"): boolean {
    const { pid } = this;
    return pid !== null && this.#child?.kill(signal) === true;
  }

  /** Ends it in order, does this while it is away, and starts it again. */
  async pause(meanwhile: () => void): Promise<void> {
    await this.end();
    meanwhile();
    this.#isEnding = false;
    await this.start();
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    this.#again?.cancel();
    const child = this.#child;
    if (child === null) return;
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    // One that is frozen hears nothing.
    child.kill("SIGCONT");
    child.kill("SIGINT");
    const late = this.#options.clock.start("end a program", STOP_MS, () => child.kill("SIGKILL"));
    await ended;
    late.cancel();
  }

  #spawn(): void {
    const { words, clock } = this.#options;
    const [script = ""] = process.argv.slice(1);
    this.lines.length = 0;
    this.#startedMs = clock.monoMs();
    // Its own process group: Ctrl-C at the terminal is for the country, which ends its parts in their order.
    const child = spawn(process.execPath, [...process.execArgv, script, ...words], {
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#child = child;
    if (child.pid !== undefined) this.#options.onStarted(child.pid);
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => this.#hear(line));
    // What is typed at one that has just ended is typed in vain.
    child.stdin.on("error", () => undefined);
    child.on("error", (cause) => this.#options.onGivenUp(cause));
    child.on("close", (code, signal) => this.#closed(signal ?? `code ${code}`));
  }

  #hear(line: string): void {
    this.lines.push(line);
    // How it began and what it said last: a country may run for days.
    if (this.lines.length > 2 * LINES_KEPT) this.lines.splice(LINES_KEPT, 1);
    appendFileSync(this.#options.logFile, `${line}\n`, { mode: PRIVATE_FILE });
  }

  #closed(how: string): void {
    const { name, tell, clock, onGivenUp } = this.#options;
    this.#child = null;
    if (this.#isEnding) return;
    this.#ends = clock.monoMs() - this.#startedMs > HEALTHY_MS ? 1 : this.#ends + 1;
    if (this.#ends > ENDS_MOST) {
      onGivenUp(
        new EdgeError(
          "PROGRAM_ENDED",
          `${name} ended ${this.#ends} times; the last that it said: ${this.lines.at(-1) ?? "nothing"}`,
          { name },
        ),
      );
      return;
    }
    const afterMs = Math.min(AGAIN_MOST_MS, AGAIN_MS * 2 ** (this.#ends - 1));
    tell(`${name} has ended (${how}), and is started again in ${afterMs / 1_000} s`);
    this.#again = clock.start("start a program again", afterMs, () => this.#spawn());
  }
}
