import type { PostgresPool } from "./postgres-access.ts";

/** A result of a vehicle, as a re-check names it. */
export interface CheckedRow {
  readonly record: string;
  readonly vin: string;
  readonly plate: string | null;
}

/** Null where this station has no such result of a vehicle. */
export async function checkedRecord(
  pool: PostgresPool,
  station: string,
  record: string,
): Promise<CheckedRow | null> {
  const [row] = await pool.query<CheckedRow>(
    `select record, vin, plate from record
     where record = $1 and station = $2 and kind = 'result' and vin is not null`,
    [record, station],
  );
  return row ?? null;
}

/** What a draw rests on: the first checkpoint that was cosigned at or after `toMs`, and the results of before that it covers. Null where there is no such one yet. */
export async function drawGround(
  pool: PostgresPool,
  station: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<{ readonly checkpoint: string; readonly rows: readonly CheckedRow[] } | null> {
  const [cosigned] = await pool.query<{ branch: number; size: string; note: string }>(
    `select c.branch, c.size, c.note from cosigned c join station s on s.station = c.station and s.branch = c.branch
     where c.station = $1 and c.cosigned_ms >= $2 order by c.cosigned_ms, c.size limit 1`,
    [station, toMs],
  );
  if (cosigned === undefined) return null;
  const rows = await pool.query<CheckedRow>(
    `select record, vin, plate from record
     where station = $1 and branch = $2 and index < $3 and kind = 'result' and vin is not null
       and ended >= $4 and ended < $5`,
    [station, cosigned.branch, cosigned.size, new Date(fromMs), new Date(toMs)],
  );
  return { checkpoint: cosigned.note, rows };
}
