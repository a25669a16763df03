/** The part of a line of time that is drawn, in milliseconds of the wall clock. */
export interface LineWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

const ZOOM = 3;
/** Closer nothing more is seen. */
const LEAST_MS = 10_000;

/** The same length, with the moment in its middle, within the whole. */
export function windowAround(whole: LineWindow, { fromMs, toMs }: LineWindow, atMs: number): LineWindow {
  return ofLength(whole, toMs - fromMs, atMs);
}

export function zoomed(whole: LineWindow, shown: LineWindow, atMs: number, by: "in" | "out"): LineWindow {
  const length = shown.toMs - shown.fromMs;
  return ofLength(whole, by === "in" ? Math.max(LEAST_MS, length / ZOOM) : length * ZOOM, atMs);
}

function ofLength(whole: LineWindow, lengthMs: number, atMs: number): LineWindow {
  // All but a second is all.
  if (lengthMs >= whole.toMs - whole.fromMs - 1_000) return { fromMs: whole.fromMs, toMs: whole.toMs };
  const fromMs = Math.min(whole.toMs - lengthMs, Math.max(whole.fromMs, atMs - lengthMs / 2));
  return { fromMs: Math.round(fromMs), toMs: Math.round(fromMs + lengthMs) };
}

/** How far along the window a moment stands, 0 to 1 within it. */
export function shareOf({ fromMs, toMs }: LineWindow, atMs: number): number {
  return (atMs - fromMs) / Math.max(1, toMs - fromMs);
}
