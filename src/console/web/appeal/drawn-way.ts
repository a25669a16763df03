import type { DrivenTrace } from "../../../core/exam/driven-trace.ts";
import type { DrivenWay } from "../../../core/exam/driven-way.ts";

/** Nearer to the last point nobody sees it; a car that stands adds none. */
const APART_M = 0.1;
/** Without a position for so long nobody knows which way it went between. */
const GAP_MS = 500;

/** The whole way of a test of any length, as the map draws it. The live picture keeps only the newest part of one. */
export function wayOfTrace({ rows }: DrivenTrace): DrivenWay {
  const pieces: number[][] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  let [lastEast, lastNorth] = [0, 0];
  for (const [utcMs, eastM, northM] of rows) {
    const isGap = utcMs - lastMs > GAP_MS;
    lastMs = utcMs;
    if (isGap) pieces.push([]);
    else if (Math.hypot(eastM - lastEast, northM - lastNorth) < APART_M) continue;
    pieces.at(-1)?.push(eastM, northM);
    [lastEast, lastNorth] = [eastM, northM];
  }
  return pieces;
}
