import type { FixQuality } from "../observation.ts";
import type { ExamPose } from "./exam-pose.ts";

/**
 * A test as it was driven, to be looked through afterwards: the body once, and where it was ten times a second. Metres on the course,
 * radians counter-clockwise from east.
 */
export interface DrivenTrace {
  /** Of a vehicle whose rear axle's middle is the origin and that looks east: x0, y0, x1, y1 ... */
  readonly outline: readonly number[];
  readonly wheels: readonly number[];
  readonly rows: readonly TraceRow[];
  /** The item that was on and its phase, from then on; null between items. */
  readonly stages: readonly { readonly utcMs: number; readonly now: TracedItem | null }[];
  /** Lines of the car, from then on. */
  readonly lines: readonly {
    readonly utcMs: number;
    readonly on: readonly string[];
    readonly off: readonly string[];
  }[];
}

export interface TracedItem {
  readonly item: string;
  readonly kind: string;
  readonly phase: string;
}

export type TraceRow = readonly [
  utcMs: number,
  eastM: number,
  northM: number,
  headingRad: number,
  speedKmh: number | null,
  fix: FixQuality,
];

const ROW_EVERY_MS = 100;
/** Without a row for so long nobody knows where it was between: three of them. */
export const GAP_MS = 3 * ROW_EVERY_MS;
/** An hour and more: longer no test is driven. */
const ROWS_MAX = 40_000;

/** Takes down the positions of one test, in their order. */
export class TraceTaken {
  #body: Pick<DrivenTrace, "outline" | "wheels"> | null = null;
  #last: TraceRow | null = null;
  readonly #rows: TraceRow[] = [];
  readonly #stages: { utcMs: number; now: TracedItem | null }[] = [];
  readonly #lines: { utcMs: number; on: readonly string[]; off: readonly string[] }[] = [];

  note(pose: ExamPose): void {
    const { utcMs, now, lines, linesOff, speedKmh, fix } = pose;
    const at = placeOf(pose);
    this.#body ??= { outline: moved(pose.outline, at, "back"), wheels: moved(pose.wheels, at, "back") };
    const item = now === null ? null : { item: now.item, kind: now.kind, phase: now.phase };
    const last = this.#stages.at(-1)?.now ?? null;
    if (this.#stages.length === 0 || last?.item !== item?.item || last?.phase !== item?.phase)
      this.#stages.push({ utcMs, now: item });
    const known = this.#lines.at(-1);
    if (known?.on.join() !== lines.join() || known?.off.join() !== linesOff.join())
      this.#lines.push({ utcMs, on: lines, off: linesOff });
    this.#last = [utcMs, milli(at.eastM), milli(at.northM), tenThousandth(at.headingRad), speedKmh, fix];
    const since = utcMs - (this.#rows.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY);
    if (since >= ROW_EVERY_MS && this.#rows.length < ROWS_MAX) this.#rows.push(this.#last);
  }

  /** Null where it was never anywhere. */
  get trace(): DrivenTrace | null {
    const [body, last] = [this.#body, this.#last];
    if (body === null || last === null) return null;
    const rows = this.#rows.at(-1) === last ? this.#rows : [...this.#rows, last];
    return { ...body, rows, stages: this.#stages, lines: this.#lines };
  }
}

/** How it stood at that moment; null in a gap, before the first position and after the last. */
export function poseAt(trace: DrivenTrace, utcMs: number): ExamPose | null {
  const after = firstAfter(trace.rows, utcMs);
  const [before, next] = [trace.rows[after - 1], trace.rows[after]];
  if (before === undefined) return null;
  const span = (next?.[0] ?? before[0]) - before[0];
  if (next === undefined ? utcMs - before[0] > GAP_MS : span > GAP_MS && utcMs !== before[0]) return null;
  const share = next === undefined || span === 0 ? 0 : (utcMs - before[0]) / span;
  const between = (which: 1 | 2): number => before[which] + ((next ?? before)[which] - before[which]) * share;
  const turn = halfTurns((next ?? before)[3] - before[3]);
  const at = { eastM: between(1), northM: between(2), headingRad: before[3] + turn * share };
  const lines = trace.lines[firstAfter(trace.lines.map(timeOf), utcMs) - 1];
  return {
    utcMs,
    outline: moved(trace.outline, at, "there"),
    wheels: moved(trace.wheels, at, "there"),
    fix: before[5],
    speedKmh: before[4],
    lines: lines?.on ?? [],
    linesOff: lines?.off ?? [],
    now: null,
  };
}

/** The item and phase that were on then. */
export function stageAt(trace: DrivenTrace, utcMs: number): TracedItem | null {
  return trace.stages[firstAfter(trace.stages.map(timeOf), utcMs) - 1]?.now ?? null;
}

function timeOf({ utcMs }: { readonly utcMs: number }): readonly [number] {
  return [utcMs];
}

/** The index of the first row later than that. */
function firstAfter(rows: readonly (readonly [number, ...unknown[]])[], utcMs: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.[0] ?? 0) > utcMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Placed {
  readonly eastM: number;
  readonly northM: number;
  readonly headingRad: number;
}

/** By the wheels: from the middle of the rear axle to that of the front one. */
function placeOf({ wheels }: ExamPose): Placed {
  const [flX = 0, flY = 0, frX = 0, frY = 0, rlX = 0, rlY = 0, rrX = 0, rrY = 0] = wheels;
  const [eastM, northM] = [(rlX + rrX) / 2, (rlY + rrY) / 2];
  return { eastM, northM, headingRad: Math.atan2((flY + frY) / 2 - northM, (flX + frX) / 2 - eastM) };
}

function moved(points: readonly number[], at: Placed, way: "there" | "back"): number[] {
  const [cos, sin] = [Math.cos(at.headingRad), Math.sin(at.headingRad)];
  const found: number[] = [];
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [points[i] ?? 0, points[i + 1] ?? 0];
    if (way === "there")
      found.push(milli(at.eastM + x * cos - y * sin), milli(at.northM + x * sin + y * cos));
    else {
      const [dx, dy] = [x - at.eastM, y - at.northM];
      found.push(milli(dx * cos + dy * sin), milli(dy * cos - dx * sin));
    }
  }
  return found;
}

/** The shorter way round. */
function halfTurns(rad: number): number {
  return Math.atan2(Math.sin(rad), Math.cos(rad));
}

function milli(metres: number): number {
  return Math.round(metres * 1000) / 1000;
}

function tenThousandth(rad: number): number {
  return Math.round(rad * 10_000) / 10_000;
}
