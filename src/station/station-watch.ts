import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { FreeBytes } from "../ports/disk-space.ts";
import type { StationView } from "./live-message.ts";
import { FREE_BYTES_LEAST } from "./no-job.ts";
import { type Problem, problemsOf } from "./station-problems.ts";
import { steadyAt } from "./wall-at.ts";

export interface StationWatchOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly freeBytes: FreeBytes;
  view(): StationView;
}

/** A problem that nobody looks at is known to have begun within this. */
const LOOK_MS = 5_000;
/** How the disk fills is seen over hours: one figure a minute of the last six. */
const FREE_EVERY_MS = 60_000;
const FREE_KEPT = 360;
/** Less says nothing of the pace. */
const PACE_OVER_MS = 30 * 60_000;
const PACE_BYTES = 2 ** 20;

/** Remembers, from the start of the process, when each problem began, how the disk fills, and when a record last was sealed and receipted. */
export class StationWatch {
  readonly #options: StationWatchOptions;
  /** By the steady clock: a clock that is set makes nothing older. */
  readonly #begunMs = new Map<string, number>();
  readonly #free: { readonly atMs: number; readonly bytes: number }[] = [];
  #timer: TimerHandle | null = null;
  #lastSealedWallMs: number | null = null;
  #lastReceiptWallMs: number | null = null;

  constructor(options: StationWatchOptions) {
    this.#options = options;
  }

  get lastSealedWallMs(): number | null {
    return this.#lastSealedWallMs;
  }

  get lastReceiptWallMs(): number | null {
    return this.#lastReceiptWallMs;
  }

  /** From now on it looks by itself. Throws nothing. */
  start(): void {
    const again = (): void => {
      this.#timer = this.#options.timers.start("station watch", LOOK_MS, () => {
        this.look();
        again();
      });
    };
    this.look();
    again();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  noteRecord(kind: "sealed" | "receipted"): void {
    const nowMs = Math.round(this.#options.clock.wallMs());
    if (kind === "sealed") this.#lastSealedWallMs = nowMs;
    else this.#lastReceiptWallMs = nowMs;
  }

  /** For how long each problem that there is now has been there, milliseconds by its key. */
  look(): Readonly<Record<string, number>> {
    const problems = problemsOf(this.#options.view());
    const keys = new Set(problems.map(({ key }) => key));
    for (const key of [...this.#begunMs.keys()]) if (!keys.has(key)) this.#begunMs.delete(key);
    for (const problem of problems)
      if (!this.#begunMs.has(problem.key)) this.#begunMs.set(problem.key, this.#begun(problem));
    this.#measureDisk();
    const nowMs = this.#options.clock.monoMs();
    return Object.fromEntries([...this.#begunMs].map(([key, atMs]) => [key, Math.round(nowMs - atMs)]));
  }

  /** Until no job begins any more, at the pace of the last hours, milliseconds; null where that is not known, or the disk does not fill. */
  diskLastsMs(): number | null {
    const first = this.#free[0];
    const last = this.#free.at(-1);
    if (first === undefined || last === undefined) return null;
    const overMs = last.atMs - first.atMs;
    const used = first.bytes - last.bytes;
    if (overMs < PACE_OVER_MS || used < PACE_BYTES) return null;
    return (Math.max(0, last.bytes - FREE_BYTES_LEAST) / used) * overMs;
  }

  #begun({ sinceWallMs, sinceMonoMs }: Problem): number {
    const { clock } = this.#options;
    return sinceMonoMs ?? (sinceWallMs === null ? clock.monoMs() : steadyAt(clock, sinceWallMs));
  }

  #measureDisk(): void {
    const atMs = this.#options.clock.monoMs();
    const last = this.#free.at(-1);
    if (last !== undefined && atMs - last.atMs < FREE_EVERY_MS) return;
    const bytes = this.#options.freeBytes();
    if (bytes === null) return;
    this.#free.push({ atMs, bytes });
    if (this.#free.length > FREE_KEPT) this.#free.shift();
  }
}
