import type { DeviceFault } from "../core/observation.ts";
import type { Turn } from "./turn.ts";

export interface LineHealthLimits {
  /** Bytes rejected since the last good frame before `garbled` is raised. */
  readonly garbledAfterBytes: number;
  /** Milliseconds without a good frame, while one is due, before `silent` is raised; null where silence is normal. */
  readonly silentAfterMs: number | null;
}

/**
 * Turns silence and garbage into faults: each is raised once, stands, and is cleared by the next good frame. Silence
 * counts only between `watch` and `rest`, since many instruments speak only when asked.
 */
export class LineHealth {
  readonly #limits: LineHealthLimits;
  #acceptedFrames = 0;
  #rejectedBytes = 0;
  #rejectedInARow = 0;
  #garbled = false;
  #silent = false;
  #quietSinceMs: number | null = null;

  constructor(limits: LineHealthLimits) {
    this.#limits = limits;
  }

  get acceptedFrames(): number {
    return this.#acceptedFrames;
  }

  get rejectedBytes(): number {
    return this.#rejectedBytes;
  }

  watch(atMs: number): void {
    this.#quietSinceMs = atMs;
  }

  rest(): void {
    this.#quietSinceMs = null;
  }

  accepted(turn: Turn): void {
    this.#acceptedFrames++;
    this.#rejectedInARow = 0;
    if (this.#quietSinceMs !== null) this.#quietSinceMs = turn.atMs;
    if (this.#garbled) turn.faults.push(fault(turn, "garbled", false, "good data again"));
    if (this.#silent) turn.faults.push(fault(turn, "silent", false, "the instrument speaks again"));
    this.#garbled = false;
    this.#silent = false;
  }

  rejected(bytes: number, turn: Turn): void {
    this.#rejectedBytes += bytes;
    this.#rejectedInARow += bytes;
    if (this.#garbled || this.#rejectedInARow < this.#limits.garbledAfterBytes) return;
    this.#garbled = true;
    turn.faults.push(
      fault(turn, "garbled", true, `${this.#rejectedInARow} bytes without one good frame among them`),
    );
  }

  /** An answer did not come: no need to wait for the silence limit. */
  missed(detail: string, turn: Turn): void {
    if (this.#silent) return;
    this.#silent = true;
    turn.faults.push(fault(turn, "silent", true, detail));
  }

  tick(turn: Turn): void {
    const dueMs = this.nextDueMs();
    if (dueMs !== null && turn.atMs >= dueMs)
      this.missed(`no good frame for ${this.#limits.silentAfterMs} ms`, turn);
  }

  nextDueMs(): number | null {
    if (this.#limits.silentAfterMs === null || this.#quietSinceMs === null || this.#silent) return null;
    return this.#quietSinceMs + this.#limits.silentAfterMs;
  }
}

function fault(turn: Turn, code: DeviceFault["code"], raised: boolean, detail: string): DeviceFault {
  return { device: turn.device, code, raised, atMs: turn.atMs, detail };
}

/** The earlier of several due times, null being never. */
export function earliest(...dueMs: readonly (number | null)[]): number | null {
  let first: number | null = null;
  for (const due of dueMs) if (due !== null && (first === null || due < first)) first = due;
  return first;
}
