import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { nodeWords } from "./built-program.ts";
import { eventually } from "./eventually.ts";
import { ROOT } from "./source-tree.ts";

export interface TerminalEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** `proofmark` in a terminal of its own, as a person sits before it: what it prints, lines typed into it, Ctrl-C. Ended with its test. */
export class Terminal {
  readonly lines: string[] = [];
  readonly complaints: string[] = [];
  readonly ended: Promise<TerminalEnd>;
  readonly #child: ChildProcess;

  constructor(words: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    const child = spawn(process.execPath, [...nodeWords("src/runtime/main.ts"), ...words], {
      cwd: ROOT,
      env,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#child = child;
    createInterface({ input: child.stdout }).on("line", (line) => this.lines.push(line));
    createInterface({ input: child.stderr }).on("line", (line) => this.complaints.push(line));
    this.ended = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code, signal }));
    });
    onTestFinished(async () => {
      this.signal("SIGKILL");
      await this.ended;
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  line(pattern: RegExp): string | undefined {
    return this.lines.find((line) => pattern.test(line));
  }

  /** Waits until it has printed such a line, which it gives. */
  async prints(pattern: RegExp, limitMs: number): Promise<string> {
    const ended = this.ended.then(({ code }) => {
      throw new Error(`ended with ${code} before ${pattern}: ${this.complaints.join(" | ")}`);
    });
    await Promise.race([
      eventually(`prints ${pattern}`, () => this.line(pattern) !== undefined, limitMs),
      ended,
    ]);
    return this.line(pattern) ?? "";
  }

  signal(signal: "SIGINT" | "SIGKILL" | "SIGTERM"): void {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // It has ended.
      return;
    }
  }
}
