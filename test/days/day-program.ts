import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { eventually } from "../support/eventually.ts";
import { ROOT } from "../support/source-tree.ts";

/** What `npm run build` has made, as it is installed; the console's pages lie beside it. */
const PRODUCT = join(ROOT, "dist/src/runtime/main.js");

/** `proofmark` in a process group of its own, with a terminal that is typed into. Whoever makes one ends it. */
export class DayProgram {
  readonly lines: string[] = [];
  readonly complaints: string[] = [];
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  #isAlive = true;

  /** `preload`: modules that are read before the program, as words for `--import`. */
  constructor(words: readonly string[], { env = {}, preload = [] }: DayProgramOptions = {}) {
    const imports = preload.flatMap((module) => ["--import", module]);
    const child = spawn(process.execPath, [...imports, PRODUCT, ...words], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#child = child;
    createInterface({ input: child.stdout }).on("line", (line) => this.lines.push(line));
    createInterface({ input: child.stderr }).on("line", (line) => this.complaints.push(line));
    // What is typed at one that has just ended is typed in vain.
    child.stdin.on("error", () => undefined);
    this.ended = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        this.#isAlive = false;
        resolve(code);
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Waits until it has printed such a line since `from` (a count of lines), which it gives. */
  async prints(pattern: RegExp, { from = 0, limitMs = 90_000 } = {}): Promise<string> {
    const found = (): string | undefined => this.lines.slice(from).find((line) => pattern.test(line));
    await eventually(
      `prints ${pattern}; it printed ${this.lines.slice(-5).join(" | ")} and complained ${this.complaints.join(" | ")}`,
      () => found() !== undefined || !this.#isAlive,
      limitMs,
    );
    const line = found();
    if (line === undefined) throw new Error(`ended before ${pattern}: ${this.complaints.join(" | ")}`);
    return line;
  }

  signal(signal: "SIGINT" | "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
    if (this.#isAlive) process.kill(-this.pid, signal);
  }

  /** At once, and whatever it has started with it. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.ended;
  }
}

interface DayProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly preload?: readonly string[];
}
