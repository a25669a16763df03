import type { DecimalString } from "../../core/quantities/exact.ts";
import { reason } from "../../core/trade/bare-reason.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import type { PlcValue } from "../../ports/plc.ts";

/** One side of one sampling instant: a force, or why there is none. */
export type SideForce =
  | { readonly kind: "force"; readonly forceN: DecimalString }
  | { readonly kind: "none"; readonly why: Reason };

export interface ForcePair {
  readonly left: SideForce;
  readonly right: SideForce;
  /** Arrival of the later side. */
  readonly atMs: number;
}

/** More than this is a side that stopped, not one that is late. */
const WAITING_MAX = 64;
/** A source time further back than this is a PLC clock that was set, not a value told twice. */
const TOLD_TWICE_MS_MAX = 1_000;

interface Waiting {
  left: SideForce | null;
  right: SideForce | null;
  atMs: number;
  /** Source time of the later side. */
  untilMs: number;
}

/** So many instants of the bench's index are remembered; a side that is later than that does not come any more. */
const INSTANTS_MAX = 64;

/**
 * Puts left and right forces of one instant together: of equal source time, or, where a PLC stamps them one after the other,
 * both near one value of the bench's own sample index and no other. Pairs leave in order of source time; a side that never came
 * is `none`. The first value of a side after `forget` only says where it stands: its instant may lie before the loss.
 */
export class ForcePairs {
  readonly #sideLateMs: number;
  readonly #newtons: number;
  readonly #withinMs: number;
  /** Source times of the sample index, in order of arrival. */
  #instants: number[] = [];
  readonly #waiting = new Map<number, Waiting>();
  readonly #standing = { left: false, right: false };
  #latestMs: number | null = null;

  /** `sideLateMs` by arrival; `newtons` in one unit of the PLC; `withinMs` by source time, from the index to a side. */
  constructor(sideLateMs: number, newtons: number, withinMs: number) {
    this.#sideLateMs = sideLateMs;
    this.#newtons = newtons;
    this.#withinMs = withinMs;
  }

  forget(): void {
    this.#waiting.clear();
    this.#instants = [];
    this.#standing.left = false;
    this.#standing.right = false;
    this.#latestMs = null;
  }

  add(side: "left" | "right", value: PlcValue): readonly ForcePair[] {
    const timeMs = value.sourceTimeMs;
    if (timeMs === null) return [];
    if (!this.#standing[side]) {
      this.#standing[side] = true;
      if (value.good) {
        this.#latestMs = Math.max(this.#latestMs ?? timeMs, timeMs);
        return [];
      }
    }
    const latestMs = this.#latestMs;
    if (latestMs !== null && timeMs <= latestMs && timeMs > latestMs - TOLD_TWICE_MS_MAX) return [];
    const instantMs = this.#waiting.has(timeMs) ? timeMs : (this.#instantOf(timeMs) ?? timeMs);
    this.#put(instantMs, side, sideForce(value, this.#newtons), value.atMs, timeMs);
    return this.#whole(instantMs);
  }

  /** The sample index counted on; sides that were told before it belong to it if it is the only one near. */
  instant(timeMs: number): readonly ForcePair[] {
    this.#instants.push(timeMs);
    if (this.#instants.length > INSTANTS_MAX) this.#instants.shift();
    for (const [key, waiting] of [...this.#waiting]) {
      if (key === timeMs || this.#instantOf(key) !== timeMs) continue;
      this.#waiting.delete(key);
      for (const side of ["left", "right"] as const) {
        const force = waiting[side];
        if (force !== null) this.#put(timeMs, side, force, waiting.atMs, waiting.untilMs);
      }
    }
    return this.#whole(timeMs);
  }

  /** Null where no value of the index is near, or more than one: never a pair of two instants. */
  #instantOf(timeMs: number): number | null {
    const near = this.#instants.filter((instantMs) => Math.abs(instantMs - timeMs) <= this.#withinMs);
    return near.length === 1 ? (near[0] ?? null) : null;
  }

  #put(key: number, side: "left" | "right", force: SideForce, atMs: number, timeMs: number): void {
    const waiting = this.#waiting.get(key) ?? { left: null, right: null, atMs, untilMs: timeMs };
    waiting[side] ??= force;
    waiting.atMs = Math.max(waiting.atMs, atMs);
    waiting.untilMs = Math.max(waiting.untilMs, timeMs);
    this.#waiting.set(key, waiting);
  }

  #whole(key: number): readonly ForcePair[] {
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined && waiting.left !== null && waiting.right !== null) return this.#release(key);
    if (this.#waiting.size <= WAITING_MAX) return [];
    return this.#release(Math.min(...this.#waiting.keys()));
  }

  /** Pairs whose other side is overdue. */
  overdue(atMs: number): readonly ForcePair[] {
    const due = [...this.#waiting].filter(([, waiting]) => atMs >= waiting.atMs + this.#sideLateMs);
    return due.length === 0 ? [] : this.#release(Math.max(...due.map(([timeMs]) => timeMs)));
  }

  nextDueMs(): number | null {
    let dueMs: number | null = null;
    for (const { atMs } of this.#waiting.values())
      dueMs = Math.min(dueMs ?? Number.POSITIVE_INFINITY, atMs + this.#sideLateMs);
    return dueMs;
  }

  #release(untilMs: number): readonly ForcePair[] {
    const times = [...this.#waiting.keys()].filter((timeMs) => timeMs <= untilMs).sort((a, b) => a - b);
    const pairs: ForcePair[] = [];
    let latestMs = untilMs;
    for (const timeMs of times) {
      const waiting = this.#waiting.get(timeMs);
      this.#waiting.delete(timeMs);
      if (waiting === undefined) continue;
      latestMs = Math.max(latestMs, waiting.untilMs);
      pairs.push({
        left: waiting.left ?? missing("left"),
        right: waiting.right ?? missing("right"),
        atMs: waiting.atMs,
      });
    }
    this.#latestMs = latestMs;
    return pairs;
  }
}

/** Far above what any roller bench can brake; a double beyond it is a broken value, not a force. */
const FORCE_N_MAX = 1_000_000;

function missing(side: "left" | "right"): SideForce {
  return { kind: "none", why: reason("SIDE_MISSING", { side }) };
}

function sideForce(value: PlcValue, newtons: number): SideForce {
  if (!value.good) return { kind: "none", why: badStatus(value) };
  const forceN = typeof value.value === "number" ? value.value * newtons : Number.NaN;
  if (!(Math.abs(forceN) <= FORCE_N_MAX)) return { kind: "none", why: senseless(value) };
  const wholeN = Math.round(Math.abs(forceN));
  return { kind: "force", forceN: forceN < 0 && wholeN > 0 ? `-${wholeN}` : String(wholeN) };
}

export function badStatus({ variable, status }: PlcValue): Reason {
  return reason("VARIABLE_BAD", { variable, status });
}

export function senseless({ variable, value }: PlcValue): Reason {
  // JSON has no word for NaN and infinity.
  const shown = typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return reason("VARIABLE_SENSELESS", { variable, value: shown });
}
