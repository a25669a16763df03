import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { nodeWords } from "./built-program.ts";
import { ConsoleVisit } from "./console-visit.ts";
import { ROOT } from "./source-tree.ts";

/** With a database that is made first, on a machine with other things to do. */
const UP_MS = 60_000;
/** A dead child of it counts as living until the machine's first process has reaped it, which may take a while. */
const GONE_MS = 10_000;
/** The process under test needs the processor more than we do. */
const LOOK_EVERY_MS = 25;

export interface DemoOrder {
  readonly data: string;
  readonly port?: number;
  /** Someone goes through by themselves. Default false. */
  readonly autostart?: boolean;
  /** Default the stand-in: what most tests are about is the station. Null: as `npm start`. */
  readonly registry?: "own" | "stand-in" | null;
  /** Words that come before `node`: to run it elsewhere, e.g. in another mount namespace. */
  readonly through?: readonly string[];
}

export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
}

/** The demo station in a process of its own, as a person starts it; ended with its test, whatever happens. */
export class LiveDemo {
  readonly lines: string[] = [];
  readonly complaints: string[] = [];
  readonly ended: Promise<Ending>;
  readonly #visit = new ConsoleVisit(() => this.url, this.lines);
  readonly #child: ChildProcess;
  #ending: Ending | null = null;

  constructor({ data, port = 0, autostart = false, registry = "stand-in", through = [] }: DemoOrder) {
    const words = ["--data", data, "--port", String(port), "--bench", "serial"];
    const call = [...through, process.execPath, ...nodeWords("src/runtime/main.ts"), "demo", ...words];
    if (!autostart) call.push("--no-autostart");
    if (registry !== null) call.push("--registry", registry);
    const [program = "", ...args] = call;
    // Its own process group: whatever it leaves running can be counted afterwards.
    const child = spawn(program, args, { cwd: ROOT, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    createInterface({ input: child.stdout }).on("line", (line) => this.lines.push(line));
    createInterface({ input: child.stderr }).on("line", (line) => this.complaints.push(line));
    this.ended = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        this.#ending = { code, signal };
        resolve(this.#ending);
      });
    });
    onTestFinished(async () => {
      if (this.alive) this.#signalGroup("SIGKILL");
      await this.ended;
    });
  }

  /** True while any process of its group lives. */
  get alive(): boolean {
    try {
      process.kill(-(this.#child.pid ?? 0), 0);
      return true;
    } catch {
      // No such process group: that is the answer.
      return false;
    }
  }

  /** Waits until no process of its group is left; a child of it may need a moment after its parent. */
  async gone(): Promise<void> {
    const untilMs = performance.now() + GONE_MS;
    while (this.alive) {
      if (performance.now() > untilMs) throw new Error("something of it is still running");
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  get url(): string {
    const link = /(http:\S+?)\/#link=/.exec(this.lines.join("\n"))?.[1] ?? "";
    return link.replace("localhost", "127.0.0.1");
  }

  async up(): Promise<this> {
    await this.until("the console is up", () => this.line(/#link=/) !== undefined, UP_MS);
    return this;
  }

  async until(what: string, reached: () => boolean, limitMs = 15_000): Promise<void> {
    const untilMs = performance.now() + limitMs;
    for (;;) {
      const fromMs = performance.now();
      if (reached()) return;
      const tookMs = performance.now() - fromMs;
      const complaint = this.complaints.join(" | ");
      if (this.#ending !== null)
        throw new Error(`ended before ${what}: ${JSON.stringify(this.#ending)} ${complaint}`);
      if (performance.now() > untilMs) throw new Error(`not reached in ${limitMs} ms: ${what} ${complaint}`);
      // A whole journal is read and checked at each look: whoever looks must not take the processor from whom they look at.
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS + 4 * tookMs));
    }
  }

  line(pattern: RegExp): string | undefined {
    return this.lines.find((line) => pattern.test(line));
  }

  async kill(): Promise<void> {
    this.#signalGroup("SIGKILL");
    await this.ended;
  }

  /** Ctrl-C. Resolves with how it ended and after how many milliseconds. */
  async interrupt(): Promise<Ending & { readonly afterMs: number }> {
    const fromMs = performance.now();
    this.#signalGroup("SIGINT");
    return { ...(await this.ended), afterMs: performance.now() - fromMs };
  }

  async post(path: string, body: unknown): Promise<number> {
    const answer = await fetch(`${this.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(await this.#visit.headers()) },
      body: JSON.stringify(body),
    });
    await answer.arrayBuffer();
    return answer.status;
  }

  async get(path: string): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers: await this.#visit.headers() });
  }

  async snapshot(): Promise<DemoSnapshot> {
    return (await (await this.get("/api/snapshot")).json()) as DemoSnapshot;
  }

  /** Waits until the console shows such a job. */
  async shown(what: string, wanted: (job: ShownJob) => boolean, limitMs = 10_000): Promise<ShownJob> {
    const untilMs = performance.now() + limitMs;
    for (;;) {
      const job = (await this.snapshot()).jobs.find(wanted);
      if (job !== undefined) return job;
      if (performance.now() > untilMs) throw new Error(`not shown in ${limitMs} ms: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** To it alone. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #signalGroup(signal: "SIGKILL" | "SIGINT"): void {
    process.kill(-(this.#child.pid ?? 0), signal);
  }
}

export interface DemoSnapshot {
  readonly station: {
    readonly disk: { readonly code: string; readonly stops: boolean } | null;
    readonly journalSize: number;
    readonly registry: {
      readonly is?: string;
      readonly connected: boolean;
      readonly pending: number;
    };
  };
  readonly jobs: readonly ShownJob[];
}

export interface ShownJob {
  readonly job: string;
  readonly state: string;
  readonly verdict: string | null;
}

/** True if something listens there. */
export async function listens(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    // Refused: nobody listens.
    return false;
  } finally {
    socket.destroy();
  }
}
