import type { Limit } from "../../core/rules/finding.ts";

/** Where a value stands against its limit, as shares of a bar from 0 to 1. */
export interface LimitScale {
  readonly value: number;
  readonly permitted: Span;
  /** What beyond the bound counts as the width of measurement; null where the bound itself decides. */
  readonly window: Span | null;
  /** Where the machine decides, within the window. */
  readonly decidedAt: number | null;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Null where limit or value is no single number: a bar must not show more than the finding says. */
export function limitScale(value: string | null, limits: readonly Limit[]): LimitScale | null {
  const [limit] = limits;
  const measured = numberOf(value);
  if (limit === undefined || limits.length > 1 || measured === null) return null;
  const low = numberOf(limit.atLeast);
  const high = numberOf(limit.atMost);
  const window = numberOf(limit.window) ?? 0;
  if (low === null && high === null) return null;
  const [start, end] = endsOf(measured, low, high, window);
  const share = (x: number): number => Math.min(1, Math.max(0, (x - start) / (end - start)));
  const span = (from: number, to: number): Span => ({ from: share(from), to: share(to) });
  const decidedAt = numberOf(limit.decidedAt);
  return {
    value: share(measured),
    permitted: span(low ?? start, high ?? end),
    window:
      window === 0 ? null : high === null ? span((low ?? 0) - window, low ?? 0) : span(high, high + window),
    decidedAt: decidedAt === null ? null : share(decidedAt),
  };
}

/** The bar goes a little beyond all that stands on it. */
function endsOf(
  measured: number,
  low: number | null,
  high: number | null,
  window: number,
): readonly [start: number, end: number] {
  if (low !== null && high !== null) {
    const margin = Math.max(high - low, Math.abs(measured - (low + high) / 2), window) || 1;
    return [low - margin, high + margin];
  }
  const bound = high ?? low ?? 0;
  const beyond = high === null ? bound - window : bound + window;
  const furthest = Math.max(Math.abs(bound), Math.abs(measured), Math.abs(beyond));
  return [Math.min(0, measured * 1.25, beyond), furthest * 1.25 || 1];
}

function numberOf(text: string | null): number | null {
  const number = text === null ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}
