import { observationOf } from "./entry-rows.ts";
import type { ExplainedJob } from "./explained-job.ts";
import type { Window } from "./signal-tracks.ts";

/** All that can be looked at: of a test its way and whatever was read before it began and after it ended; null where there is nothing. */
export function shownSpan({
  trace,
  timeline,
  rows,
}: Pick<ExplainedJob, "trace" | "timeline" | "rows">): Window | null {
  if (trace === null) return timeline;
  // Anything else of the job may be hours away: it is opened long before, and ended by a restart long after.
  const own = rows.filter(({ entry }) => observationOf(entry) !== null);
  const ends = [own[0]?.atMs, own.at(-1)?.atMs, trace.rows[0]?.[0], trace.rows.at(-1)?.[0]];
  const known = ends.filter((ms) => ms !== undefined);
  return known.length === 0
    ? null
    : { fromMs: Math.floor(Math.min(...known)), toMs: Math.ceil(Math.max(...known)) };
}
