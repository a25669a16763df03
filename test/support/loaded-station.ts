import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Prompt } from "../../src/core/session.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import { nodeWords } from "./built-program.ts";
import { ConsoleVisit } from "./console-visit.ts";
import type { FromStation, ToStation } from "./loaded-station-child.ts";
import { ROOT } from "./source-tree.ts";

/** What runs the station, as words for `node`. */
export const AS_BUILT: readonly string[] = nodeWords("test/support/loaded-station-child.ts");
const LOAD_MS = 60_000;
const UP_MS = 30_000;
const ANSWER_MS = 10_000;
const LOOK_EVERY_MS = 5;

export interface LoadedStationOptions {
  readonly file: string;
  readonly program: readonly string[];
  /** Default: of this process. */
  readonly env?: NodeJS.ProcessEnv;
  show(prompt: Prompt): void;
  /** Called right before it is told to start. */
  starting(station: LoadedStation): void;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface ShownJob {
  readonly job: string;
  readonly state: string;
  readonly verdict: string | null;
}

/** `proofmark start` in a process of its own, with a world outside. Whoever makes one ends it. */
export class LoadedStation {
  readonly lines: string[] = [];
  readonly complaints: string[] = [];
  readonly ended: Promise<Ending>;
  readonly #options: LoadedStationOptions;
  readonly #child: ChildProcess;
  readonly #codes: number[] = [];
  /** Somebody at its console. */
  readonly visit = new ConsoleVisit(() => this.url, this.lines);
  #isLoaded = false;
  #ending: Ending | null = null;

  constructor(options: LoadedStationOptions) {
    this.#options = options;
    const child = spawn(process.execPath, options.program, {
      cwd: ROOT,
      env: options.env ?? process.env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#child = child;
    if (child.stdout === null || child.stderr === null) throw new Error("a child without output");
    createInterface({ input: child.stdout }).on("line", (line) => this.lines.push(line));
    createInterface({ input: child.stderr }).on("line", (line) => this.complaints.push(line));
    child.on("message", (message: FromStation) => {
      if (message.kind === "loaded") this.#isLoaded = true;
      if (message.kind === "prompt") options.show(message.prompt);
      if (message.kind === "ended") this.#codes.push(message.code);
    });
    this.ended = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        this.#ending = { code, signal };
        resolve(this.#ending);
      });
    });
  }

  get isAlive(): boolean {
    return this.#ending === null;
  }

  get isUp(): boolean {
    return this.url !== "";
  }

  get url(): string {
    const line = this.lines.find((text) => text.includes("Console: ")) ?? "";
    return (/Console: (\S+)/.exec(line)?.[1] ?? "").replace("localhost", "127.0.0.1");
  }

  async loaded(): Promise<this> {
    await this.until("its modules are read", () => this.#isLoaded, LOAD_MS);
    return this;
  }

  async start(): Promise<this> {
    await this.loaded();
    this.#options.starting(this);
    this.#tell({ kind: "start", file: this.#options.file, staysAfter: false });
    return this;
  }

  /**
   * A start that must come to an end by itself, or come up: then it is told to stop. Its exit code and what it complained; the
   * process is there for the next one.
   */
  async attempt(
    file: string,
  ): Promise<{ readonly wasUp: boolean; readonly code: number; readonly err: string[] }> {
    await this.loaded();
    const [lines, complaints, codes] = [this.lines.length, this.complaints.length, this.#codes.length];
    this.#options.starting(this);
    this.#tell({ kind: "start", file, staysAfter: true });
    const isUp = (): boolean => this.lines.slice(lines).some((line) => line.includes("Console: "));
    await this.until("it is up or has ended", () => isUp() || this.#codes.length > codes, UP_MS);
    if (isUp() && this.#child.pid !== undefined) process.kill(this.#child.pid, "SIGINT");
    await this.until("it has ended", () => this.#codes.length > codes, UP_MS);
    // What it wrote comes by another way than its messages.
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    return { wasUp: isUp(), code: this.#codes.at(-1) ?? -1, err: this.complaints.slice(complaints) };
  }

  async up(): Promise<this> {
    await this.start();
    await this.until("the console is up", () => this.isUp, UP_MS);
    return this;
  }

  line(line: string, active: boolean): void {
    this.#tell({ kind: "line", line, active });
  }

  async until(what: string, reached: () => boolean, limitMs = ANSWER_MS): Promise<void> {
    const untilMs = performance.now() + limitMs;
    while (!reached()) {
      if (this.#ending !== null) throw new Error(`ended before ${what}: ${this.#told()}`);
      if (performance.now() > untilMs)
        throw new Error(`not reached in ${limitMs} ms: ${what} ${this.#told()}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** It has told so in its terminal. */
  hasSealed(job: string): boolean {
    return this.lines.some((line) => line.includes(`sealed ${job}:`));
  }

  async kill(): Promise<void> {
    if (this.#ending === null) this.#signal("SIGKILL");
    await this.ended;
  }

  /** Ctrl-C. */
  async interrupt(): Promise<Ending> {
    if (this.#ending === null) this.#signal("SIGINT");
    return await this.ended;
  }

  /** Calls the next one who waits. */
  async call(kind: JobKind): Promise<Answered> {
    return this.post("/api/jobs", JSON.stringify({ kind }));
  }

  async abort(job: string): Promise<Answered> {
    return this.post(
      "/api/commands",
      JSON.stringify({ job, command: { name: "abort", reason: "other", note: "the test ends it" } }),
    );
  }

  /** Throws where the station does not answer. */
  async post(
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    type = "application/json",
  ): Promise<Answered> {
    const answer = await fetch(`${this.url}${path}`, {
      method: "POST",
      headers: { "content-type": type, ...(await this.visit.headers()) },
      body,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  async jobs(): Promise<readonly ShownJob[]> {
    const answer = await fetch(`${this.url}/api/snapshot`, {
      headers: await this.visit.headers(),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return ((await answer.json()) as { jobs: ShownJob[] }).jobs;
  }

  #told(): string {
    return `${JSON.stringify(this.#ending)} ${this.complaints.join(" | ")} ${this.lines.slice(-3).join(" | ")}`;
  }

  #tell(message: ToStation): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Whatever it has started too. */
  #signal(signal: "SIGKILL" | "SIGINT"): void {
    process.kill(-(this.#child.pid ?? 0), signal);
  }
}
