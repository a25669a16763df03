import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { reason } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import type { BundleOrder, BundleWord } from "./bundle-check.ts";
import type { LookedAtBundle } from "./bundle-of-record.ts";

export interface BundleCheckerOptions {
  /** The program of the process. */
  readonly program: string;
  /** Words of node before it. */
  readonly execArgv: readonly string[];
  /** A bundle that takes longer is refused. */
  readonly limitMs: number;
  /** Of its heap. A bundle that needs more is refused. */
  readonly mib: number;
  /** After so long without a bundle the process ends, and gives its memory back. */
  readonly idleMs: number;
}

/** How a process answered: by a word, by its end, or not in its time. */
type Heard = BundleWord | "ended" | "late";

/** In a build its name ends otherwise. */
const PROGRAM = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "./bundle-check.ts" : "./bundle-check.js", import.meta.url),
);
const USUAL: BundleCheckerOptions = {
  program: PROGRAM,
  execArgv: process.execArgv,
  ...{ limitMs: 60_000, mib: 1_024, idleMs: 60_000 },
};
const START_MS = 30_000;

/**
 * Looks at bundles in a process of its own, one at a time. Bytes of a stranger decide how long that takes and how much memory, and a process is what can be ended in the
 * middle of it: the worker goes on with its submissions, whatever becomes of that process.
 */
export class BundleChecker {
  readonly #options: BundleCheckerOptions;
  #child: ChildProcess | null = null;
  #idle: NodeJS.Timeout | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: Partial<BundleCheckerOptions> = {}) {
    this.#options = { ...USUAL, ...options };
  }

  /** Throws EdgeError EVIDENCE_CHECK_AWAY where nothing was looked at. */
  look(record: string, bytes: Uint8Array): Promise<LookedAtBundle> {
    const turn = this.#last.then(() => this.#looked({ record, bytes }));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** What is looked at just now is given up. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#end();
    await this.#last;
  }

  async #looked(order: BundleOrder): Promise<LookedAtBundle> {
    if (this.#idle !== null) clearTimeout(this.#idle);
    const child = await this.#started();
    const { limitMs, mib, idleMs } = this.#options;
    const heard = await heardOf(child, limitMs, order);
    if (this.#isClosed) throw away("it was closed");
    if (typeof heard !== "string") {
      this.#idle = setTimeout(() => this.#end(), idleMs).unref();
      return heard;
    }
    this.#end();
    const why =
      heard === "late"
        ? reason("EVIDENCE_CHECK_TOO_LONG", { seconds: Math.round(limitMs / 1_000) })
        : reason("EVIDENCE_CHECK_BROKE_OFF", { mib });
    return { kind: "refused", reason: why };
  }

  async #started(): Promise<ChildProcess> {
    if (this.#isClosed) throw away("it was closed");
    const known = this.#child;
    if (known?.connected === true && known.exitCode === null && known.signalCode === null) return known;
    const { program, execArgv, mib } = this.#options;
    const child = fork(program, [], {
      execArgv: [...execArgv, `--max-old-space-size=${mib}`],
      // What the engine writes as it runs out of memory says nothing that the refusal does not.
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      serialization: "advanced",
    });
    // A process that cannot be made says so here and nowhere else.
    child.on("error", () => child.kill("SIGKILL"));
    this.#child = child;
    const heard = await heardOf(child, START_MS, null);
    if (heard === "ready" && !this.#isClosed) return child;
    this.#end();
    throw away(heard === "late" ? `it did not start within ${START_MS / 1_000} s` : "it ended as it started");
  }

  #end(): void {
    this.#child?.kill("SIGKILL");
    this.#child = null;
  }
}

/** `order`: sent when it is listened to. */
function heardOf(child: ChildProcess, limitMs: number, order: BundleOrder | null): Promise<Heard> {
  return new Promise((resolve) => {
    const heard = (what: Heard): void => {
      clearTimeout(timer);
      child.off("message", heard);
      for (const name of ["exit", "error"]) child.off(name, ended);
      resolve(what);
    };
    const ended = (): void => heard("ended");
    const timer = setTimeout(() => heard("late"), limitMs);
    child.on("message", heard);
    for (const name of ["exit", "error"]) child.on(name, ended);
    if (order === null) return;
    child.send(order, (problem) => {
      if (problem !== null) ended();
    });
  });
}

function away(why: string): EdgeError {
  return new EdgeError(
    "EVIDENCE_CHECK_AWAY",
    `The process that looks at bundles of evidence is away: ${why}. What was sent stays at its station, which sends it again.`,
    { why },
  );
}
