import type { DeviceFault } from "../core/observation.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
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
    if (this.#garbled) turn.faults.push(fault(turn, "garbled", false, null));
    if (this.#silent) turn.faults.push(fault(turn, "silent", false, null));
    this.#garbled = false;
    this.#silent = false;
  }

  /** `why`: what was wrong with the last of them, where the codec knows. */
  rejected(bytes: number, turn: Turn, why: Reason | null = null): void {
    this.#rejectedBytes += bytes;
    this.#rejectedInARow += bytes;
    if (this.#garbled || this.#rejectedInARow < this.#limits.garbledAfterBytes) return;
    this.#garbled = true;
    const detail = reason("GARBLED_BYTES", { bytes: this.#rejectedInARow, last: why });
    turn.faults.push(fault(turn, "garbled", true, detail));
  }

  /** An answer did not come: no need to wait for the silence limit. */
  missed(detail: Reason, turn: Turn): void {
    if (this.#silent) return;
    this.#silent = true;
    turn.faults.push(fault(turn, "silent", true, detail));
  }

  tick(turn: Turn): void {
    const dueMs = this.nextDueMs();
    if (dueMs === null || turn.atMs < dueMs) return;
    this.missed(reason("NO_GOOD_FRAME", { ms: this.#limits.silentAfterMs ?? 0 }), turn);
  }

  nextDueMs(): number | null {
    if (this.#limits.silentAfterMs === null || this.#quietSinceMs === null || this.#silent) return null;
    return this.#quietSinceMs + this.#limits.silentAfterMs;
  }
}

function fault(turn: Turn, code: DeviceFault["code"], raised: boolean, detail: Reason | null): DeviceFault {
  return { device: turn.device, code, raised, atMs: turn.atMs, detail };
}

/** The earlier of several due times, null being never. */
export function earliest(...dueMs: readonly (number | null)[]): number | null {
  let first: number | null = null;
  for (const due of dueMs) if (due !== null && (first === null || due < first)) first = due;
  return first;
}
