import type { DecimalString } from "../../core/quantities/exact.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
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
}

/**
 * Puts left and right forces of equal source time together. Pairs leave in order of source time; a side that never came
 * is `none`. The first value of a side after `forget` only says where it stands: its instant may lie before the loss.
 */
export class ForcePairs {
  readonly #sideLateMs: number;
  readonly #newtons: number;
  readonly #waiting = new Map<number, Waiting>();
  readonly #standing = { left: false, right: false };
  #latestMs: number | null = null;

  /** `sideLateMs` by arrival; `newtons` in one unit of the PLC. */
  constructor(sideLateMs: number, newtons: number) {
    this.#sideLateMs = sideLateMs;
    this.#newtons = newtons;
  }

  forget(): void {
    this.#waiting.clear();
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
    const waiting = this.#waiting.get(timeMs) ?? { left: null, right: null, atMs: value.atMs };
    waiting[side] = sideForce(value, this.#newtons);
    waiting.atMs = Math.max(waiting.atMs, value.atMs);
    this.#waiting.set(timeMs, waiting);
    if (waiting.left !== null && waiting.right !== null) return this.#release(timeMs);
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
    for (const timeMs of times) {
      const waiting = this.#waiting.get(timeMs);
      this.#waiting.delete(timeMs);
      if (waiting !== undefined)
        pairs.push({
          left: waiting.left ?? missing("left"),
          right: waiting.right ?? missing("right"),
          atMs: waiting.atMs,
        });
    }
    this.#latestMs = untilMs;
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
