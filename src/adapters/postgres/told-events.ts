import type { EventPlace } from "../../core/events/station-event.ts";
import type { PostgresPool } from "./postgres-access.ts";

/** What is read of what stations told; each bound may be absent. With a job go the gaps and set-backs of its station, which concern it as well. */
export interface ToldAsked {
  readonly station: string | null;
  readonly job: string | null;
  /** Behind this position. */
  readonly after: number;
}

interface Row {
  readonly position: string;
  readonly kind: "event" | "gap" | "set-back";
  readonly station: string;
  readonly index: string;
  readonly after_index: string | null;
  readonly after_part: number | null;
  readonly event: string | null;
}

/** One row in the order in which it was committed. */
export interface ToldRow {
  readonly position: number;
  readonly kind: Row["kind"];
  readonly station: string;
  /** Of a gap: entries below were missing; of a set-back: the size from which the station tells anew. */
  readonly index: number;
  readonly after: EventPlace | null;
  /** Its document without `after`; null where it is no event. */
  readonly event: string | null;
}

const ROWS = 500;

/** At most some hundred rows behind that position; none: there are no more for now. Throws EdgeError DATABASE_UNAVAILABLE. */
export async function toldEvents(pool: PostgresPool, asked: ToldAsked): Promise<readonly ToldRow[]> {
  const { station, job, after } = asked;
  const rows = await pool.query<Row>(
    `select position, kind, station, index, after_index, after_part, event from event
     where position > $1 and ($2::text is null or station = $2) and ($3::text is null or job = $3 or kind <> 'event')
     order by position limit ${ROWS}`,
    [after, station, job],
  );
  return rows.map((row) => ({
    position: Number(row.position),
    kind: row.kind,
    station: row.station,
    index: Number(row.index),
    after: row.after_index === null ? null : { index: Number(row.after_index), part: row.after_part ?? 0 },
    event: row.event,
  }));
}

/** 0 where none was given yet. */
export async function newestPosition(pool: PostgresPool): Promise<number> {
  const [row] = await pool.query<{ position: string }>("select position from event_clock");
  return Number(row?.position ?? 0);
}

/** The position of a station's event, of the history that goes on; null where it is not held. */
export async function positionOf(
  pool: PostgresPool,
  station: string,
  { index, part }: EventPlace,
): Promise<number | null> {
  const [row] = await pool.query<{ position: string }>(
    "select position from event where station = $1 and index = $2 and part = $3 and kind = 'event' and not is_abandoned",
    [station, index, part],
  );
  return row === undefined ? null : Number(row.position);
}
