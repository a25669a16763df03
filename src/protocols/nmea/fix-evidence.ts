import type { FixQuality } from "../../core/observation.ts";

const ORDER: readonly FixQuality[] = ["none", "single", "dgps", "float", "fixed"];

/** Of two statements about one thing the worse counts; null where none was made. */
export function worseFix(a: FixQuality | null, b: FixQuality | null): FixQuality | null {
  if (a === null || b === null) return a ?? b;
  return ORDER.indexOf(a) <= ORDER.indexOf(b) ? a : b;
}

export function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

export function smaller(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
