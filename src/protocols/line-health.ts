import type { DeviceFault } from "../core/observation.ts";
import { reason } from "../core/trade/bare-reason.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { Refusal } from "../ports/protocol-session.ts";
import { Refusals } from "./refusals.ts";
import type { Turn } from "./turn.ts";

export interface LineHealthLimits {
  /** Bytes rejected since the last good frame before `garbled` is raised. */
  readonly garbledAfterBytes: number;
  /** Milliseconds without a good frame, while one is due, before `silent` is raised; null where silence is normal. */
  readonly silentAfterMs: number | null;
}

/** Decides when a line counts as garbled: each call says what it is from now on. */
export interface GarbledRule {
  accepted(atMs: number): boolean;
  /** `isFrame`: it was a frame that broke, not bytes between the frames. */
  rejected(bytes: number, isFrame: boolean, atMs: number): boolean;
  /** What the fault says when it is raised. */
  detail(why: Reason | null): Reason;
}

/**
 * Turns silence and garbage into faults: each is raised once, stands, and is cleared by a good frame, `garbled` when its rule
 * says so. Silence counts only between `watch` and `rest`, since many instruments speak only when asked.
 */
export class LineHealth {
  readonly #limits: LineHealthLimits;
  readonly #rule: GarbledRule;
  readonly #refusals = new Refusals();
  #acceptedFrames = 0;
  #rejectedBytes = 0;
  #garbled = false;
  #silent = false;
  #quietSinceMs: number | null = null;

  constructor(limits: LineHealthLimits, rule: GarbledRule = new BytesInARow(limits.garbledAfterBytes)) {
    this.#limits = limits;
    this.#rule = rule;
  }

  get acceptedFrames(): number {
    return this.#acceptedFrames;
  }

  get rejectedBytes(): number {
    return this.#rejectedBytes;
  }

  /** What was refused and why, the most frequent first. */
  get refused(): readonly Refusal[] {
    return this.#refusals.list();
  }

  /** Why a frame was refused the last time, null when none ever was. */
  get lastRefused(): Reason | null {
    return this.#refusals.last;
  }

  watch(atMs: number): void {
    this.#quietSinceMs = atMs;
  }

  rest(): void {
    this.#quietSinceMs = null;
  }

  accepted(turn: Turn): void {
    this.#acceptedFrames++;
    if (this.#quietSinceMs !== null) this.#quietSinceMs = turn.atMs;
    const garbled = this.#rule.accepted(turn.atMs);
    if (this.#garbled && !garbled) {
      turn.faults.push(fault(turn, "garbled", false, null));
      this.#garbled = false;
    }
    if (this.#silent) turn.faults.push(fault(turn, "silent", false, null));
    this.#silent = false;
  }

  /** `why`: what was wrong, where the codec knows. `isFrame`: a frame that broke, not bytes that belong to none. */
  rejected(bytes: number, turn: Turn, why: Reason | null = null, isFrame = why !== null): void {
    this.#rejectedBytes += bytes;
    this.#refusals.add(bytes, why);
    const garbled = this.#rule.rejected(bytes, isFrame, turn.atMs);
    if (this.#garbled || !garbled) return;
    this.#garbled = true;
    turn.faults.push(fault(turn, "garbled", true, this.#rule.detail(why ?? this.#refusals.last)));
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

/** For lines on which nothing but frames travels: so many bytes without one good frame, until the next good frame. */
class BytesInARow implements GarbledRule {
  readonly #most: number;
  #bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  accepted(): boolean {
    this.#bytes = 0;
    return false;
  }

  rejected(bytes: number): boolean {
    this.#bytes += bytes;
    return this.#bytes >= this.#most;
  }

  detail(why: Reason | null): Reason {
    return reason("GARBLED_BYTES", { bytes: this.#bytes, last: why });
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
