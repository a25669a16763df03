import { type FileIdentity, isSameFile, modifiedMsOf } from "./intake-fs.ts";

interface Look {
  readonly identity: FileIdentity;
  readonly sinceMs: number;
  /** It was another one at the look before: its own time of change is not to be believed. */
  readonly hasChanged: boolean;
}

/**
 * Which files lie still. A file is whole when it has not changed for a while. Its own time of change says so at once if
 * the clocks agree; a time in the future says nothing, so such a file is watched on the monotonic clock, across calls.
 */
export class SteadyFiles {
  readonly #settleMs: number;
  readonly #clock: { monoMs(): number; wallMs(): number };
  readonly #seen = new Map<string, Look>();

  constructor(settleMs: number, clock: { monoMs(): number; wallMs(): number }) {
    this.#settleMs = settleMs;
    this.#clock = clock;
  }

  /** To be told of each look at a file: is it whole by now? */
  isWhole(raw: Buffer, identity: FileIdentity): boolean {
    const name = raw.toString("latin1");
    const nowMs = this.#clock.monoMs();
    let look = this.#seen.get(name);
    if (look === undefined || !isSameFile(look.identity, identity)) {
      look = { identity, sinceMs: nowMs, hasChanged: look !== undefined };
      this.#seen.set(name, look);
    }
    const ageMs = this.#clock.wallMs() - modifiedMsOf(identity);
    return (ageMs > this.#settleMs && !look.hasChanged) || nowMs - look.sinceMs >= this.#settleMs;
  }

  keepOnly(names: readonly Buffer[]): void {
    if (this.#seen.size === 0) return;
    const there = new Set(names.map((raw) => raw.toString("latin1")));
    for (const name of this.#seen.keys()) if (!there.has(name)) this.#seen.delete(name);
  }
}
