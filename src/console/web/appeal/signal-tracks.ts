import { type DrivenTrace, GAP_MS } from "../../../core/exam/driven-trace.ts";
import { SIGNAL_LINES } from "../../../core/trade/words/signals.ts";
import { type EntryRow, firstFrom } from "./entry-rows.ts";
import { type Told, toldSignals } from "./told-signals.ts";

/** One signal of the car over the time of its test, as it is drawn and as it is read off. */
export type Track =
  | (Figures & { readonly kind: "curve"; readonly name: string; readonly unit: string })
  | (Figures & { readonly kind: "steps"; readonly name: string })
  | { readonly kind: "line"; readonly name: string; readonly spans: readonly OnSpan[] };

export interface Figures {
  readonly points: readonly Point[];
  /** When nobody knew it: rising, and apart from each other. */
  readonly gaps: readonly Gap[];
}

export interface Point {
  readonly atMs: number;
  readonly value: number;
}

/** From then on, and not at its end any more. */
export interface Gap {
  readonly atMs: number;
  readonly toMs: number;
}

/** `isOn`: null where nobody knows. */
export interface OnSpan extends Gap {
  readonly isOn: boolean | null;
}

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Told some twenty times a second, and with every heartbeat of a board, which comes twice in one. */
const ENGINE_HOLDS_MS = 1_000;

/** Speed, engine, gear and every line that the board of this car told; what it has no contact for is not there. */
export function tracksOf(trace: DrivenTrace, rows: readonly EntryRow[], span: Window): readonly Track[] {
  const signals = toldSignals(rows);
  const speed = trace.rows.map(([atMs, , , , value]) => ({ atMs, value }));
  const tracks: Track[] = [{ kind: "curve", name: "speed", unit: "km/h", ...figuresOf(speed, span, GAP_MS) }];
  const engine = signals.get("engine-speed");
  if (engine !== undefined) {
    const figures = figuresOf(engine, span, ENGINE_HOLDS_MS);
    tracks.push({ kind: "curve", name: "engine-speed", unit: "r/min", ...figures });
  }
  const gear = signals.get("gear");
  // It is told when it is changed, however long ago that was.
  if (gear !== undefined)
    tracks.push({ kind: "steps", name: "gear", ...figuresOf(gear, span, Number.POSITIVE_INFINITY) });
  for (const name of SIGNAL_LINES) {
    const told = signals.get(name);
    if (told !== undefined) tracks.push({ kind: "line", name, spans: spansOf(told, span) });
  }
  return tracks;
}

/** `holdsMs`: so long a value holds when nothing follows it. */
export function figuresOf(told: readonly Told[], span: Window, holdsMs: number): Figures {
  const points: Point[] = [];
  const gaps: Gap[] = [];
  let knownToMs = span.fromMs;
  for (const [at, { atMs, value }] of told.entries()) {
    if (typeof value !== "number") continue;
    points.push({ atMs, value });
    if (atMs > knownToMs) gaps.push({ atMs: knownToMs, toMs: atMs });
    knownToMs = Math.min(atMs + holdsMs, told[at + 1]?.atMs ?? Number.POSITIVE_INFINITY);
  }
  if (knownToMs <= span.toMs) gaps.push({ atMs: knownToMs, toMs: span.toMs + 1 });
  return { points, gaps };
}

function spansOf(told: readonly Told[], span: Window): readonly OnSpan[] {
  const spans: OnSpan[] = [];
  const isLate = (told[0]?.atMs ?? span.toMs) > span.fromMs;
  const all = isLate ? [{ atMs: span.fromMs, value: null }, ...told] : told;
  for (const [at, { atMs, value }] of all.entries()) {
    const isOn = typeof value === "boolean" ? value : null;
    const toMs = all[at + 1]?.atMs ?? span.toMs;
    const last = spans.at(-1);
    if (last !== undefined && last.isOn === isOn) spans[spans.length - 1] = { ...last, toMs };
    else spans.push({ atMs, toMs, isOn });
  }
  return spans;
}

/** What it was at that moment; null where nobody knows. */
export function valueAt({ points, gaps }: Figures, atMs: number): number | null {
  const gap = gaps[firstFrom(gaps, atMs + 1) - 1];
  if (gap !== undefined && atMs < gap.toMs) return null;
  return points[firstFrom(points, atMs + 1) - 1]?.value ?? null;
}

export function isOnAt(spans: readonly OnSpan[], atMs: number): boolean | null {
  return spans[firstFrom(spans, atMs + 1) - 1]?.isOn ?? null;
}

/** What a screen can show: of each piece of the window the least and the greatest, so that no peak is lost, however long the test. */
export function thinned(
  points: readonly Point[],
  { fromMs, toMs }: Window,
  pieces: number,
): readonly Point[] {
  const from = Math.max(0, firstFrom(points, fromMs) - 1);
  const to = Math.min(points.length, firstFrom(points, toMs) + 1);
  if (to - from <= 2 * pieces) return points.slice(from, to);
  const kept: Point[] = [];
  for (let piece = 0; piece < pieces; piece++) {
    const begin = from + Math.floor(((to - from) * piece) / pieces);
    const end = from + Math.floor(((to - from) * (piece + 1)) / pieces);
    const own = points.slice(begin, end);
    const least = own.reduce((a, b) => (b.value < a.value ? b : a));
    const most = own.reduce((a, b) => (b.value > a.value ? b : a));
    kept.push(...(least === most ? [least] : least.atMs < most.atMs ? [least, most] : [most, least]));
  }
  return kept;
}
