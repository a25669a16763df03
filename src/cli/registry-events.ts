import type { EventPlace } from "../core/events/station-event.ts";
import { EdgeError } from "../errors.ts";

/** What `proofmark registry events` is asked for. */
export interface EventsAsked {
  readonly station: string | null;
  readonly job: string | null;
  /** A position over all stations, or a place in one's journal; null: from the beginning. */
  readonly after: number | EventPlace | null;
  readonly follow: boolean;
}

const POSITION = /^\d{1,15}$/;
const PLACE = /^(\d{1,15})\.(\d{1,6})$/;

/** Throws EdgeError USAGE. */
export function eventsAsked(
  name: string,
  values: {
    readonly station?: string;
    readonly job?: string;
    readonly after?: string;
    readonly follow?: boolean;
  },
): EventsAsked {
  const { station = null, job = null, after: typed, follow = false } = values;
  if (job !== null && station === null)
    throw new EdgeError("USAGE", `proofmark ${name}: --job goes with --station.`);
  return { station, job, after: typed === undefined ? null : afterIn(name, typed, station), follow };
}

function afterIn(name: string, typed: string, station: string | null): number | EventPlace {
  const [, index, part] = PLACE.exec(typed) ?? [];
  if (POSITION.test(typed)) return Number(typed);
  if (index !== undefined && part !== undefined && station !== null)
    return { index: Number(index), part: Number(part) };
  throw new EdgeError(
    "USAGE",
    `proofmark ${name} --after: found ${JSON.stringify(typed)}, allowed: a position, as 4711, or with --station a place in its journal, as 118.0.`,
  );
}
