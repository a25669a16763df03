import { existsSync, readFileSync, rmSync } from "node:fs";
import { errnoOf } from "../../adapters/disk/errno-words.ts";
import { PRIVATE_FILE } from "../../adapters/disk/file-modes.ts";
import { writeFileOrSay } from "../../adapters/disk/write-file.ts";
import type { Clock, Timers } from "../../ports/clock.ts";

/** A process of a country: its number alone may be another program's by now. */
interface Left {
  readonly pid: number;
  readonly words: readonly string[];
}

const GONE_MS = 10_000;
const LOOK_MS = 100;

/** Which processes a country has started, in a file: one that was itself killed leaves them behind, and its next call ends them. */
export class LeftBehind {
  readonly #file: string;
  readonly #now = new Map<string, Left>();

  constructor(file: string) {
    this.#file = file;
  }

  /** What an earlier call left; how many there were. */
  async end(clock: Clock & Timers): Promise<number> {
    const left = existsSync(this.#file) ? leftIn(readFileSync(this.#file, "utf8")).filter(isStill) : [];
    const untilMs = clock.monoMs() + GONE_MS;
    for (const { pid } of left) {
      // One that is frozen hears nothing.
      signal(pid, "SIGCONT");
      signal(pid, "SIGINT");
    }
    while (left.some(isStill) && clock.monoMs() < untilMs)
      await new Promise<void>((resolve) => clock.start("look for what is left", LOOK_MS, resolve));
    for (const one of left) if (isStill(one)) signal(one.pid, "SIGKILL");
    rmSync(this.#file, { force: true });
    return left.length;
  }

  note(name: string, pid: number, words: readonly string[]): void {
    this.#now.set(name, { pid, words });
    writeFileOrSay(this.#file, `${JSON.stringify([...this.#now.values()])}\n`, PRIVATE_FILE);
  }

  forget(): void {
    rmSync(this.#file, { force: true });
  }
}

function leftIn(text: string): readonly Left[] {
  try {
    return JSON.parse(text) as readonly Left[];
  } catch {
    // Cut off while it was written: then somebody looks for them by hand.
    return [];
  }
}

/** By what it was called with, which the system shows. */
function isStill({ pid, words }: Left): boolean {
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    return line.slice(-words.length).join("\0") === words.join("\0");
  } catch (cause) {
    if (errnoOf(cause) === null) throw cause;
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (cause) {
    if (errnoOf(cause) !== "ESRCH") throw cause;
  }
}
