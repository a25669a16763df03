/** Where a value stands against its limit, as shares of a bar from 0 to 1. */
export interface LimitScale {
  readonly value: number;
  /** The permitted part of the bar. */
  readonly from: number;
  readonly to: number;
}

const SIDE = /^(>=|<=|>|<) (-?\d+(?:\.\d+)?)/;
const RANGE = /^(-?\d+(?:\.\d+)?)(?: \S+)? to (-?\d+(?:\.\d+)?)/;

/** Null where limit or value is no single number: a bar must not show more than the finding says. */
export function limitScale(value: string | null, limit: string | null): LimitScale | null {
  if (value === null || limit === null || limit.includes(" or ")) return null;
  const measured = Number(value);
  if (!Number.isFinite(measured)) return null;
  const range = RANGE.exec(limit);
  if (range !== null) {
    const low = Number(range[1]);
    const high = Number(range[2]);
    const margin = Math.max(high - low, Math.abs(measured - (low + high) / 2)) || 1;
    return shares(measured, low, high, low - margin, high + margin);
  }
  const side = SIDE.exec(limit);
  if (side === null) return null;
  const bound = Number(side[2]);
  const end = Math.max(Math.abs(bound), Math.abs(measured)) * 1.25 || 1;
  const start = Math.min(0, measured * 1.25);
  const atLeast = side[1]?.startsWith(">") === true;
  return shares(measured, atLeast ? bound : start, atLeast ? end : bound, start, end);
}

function shares(value: number, low: number, high: number, start: number, end: number): LimitScale {
  const share = (x: number): number => Math.min(1, Math.max(0, (x - start) / (end - start)));
  return { value: share(value), from: share(low), to: share(high) };
}
