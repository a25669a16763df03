import type { EventRow } from "../../core/audit/event-audit.ts";
import type { HeldEvent } from "../../core/events/event-batch.ts";
import type { PostgresClient } from "./postgres-access.ts";

const ROWS = 500;

interface Row {
  readonly branch: number;
  readonly index: string;
  readonly part: number;
  readonly position: string;
  readonly kind: EventRow["kind"];
  readonly after_index: string | null;
  readonly after_part: number | null;
  readonly job: string | null;
  readonly sha256: Buffer | null;
  readonly event: string | null;
  readonly is_abandoned: boolean;
}

/** Null where nothing is held. */
export async function eventHeadOf(ask: PostgresClient, station: string): Promise<HeldEvent | null> {
  const [head] = await ask<{ index: string | null; part: number | null; sha256: Buffer | null }>({
    text: "select index, part, sha256 from event_head where station = $1",
    values: [station],
  });
  if (head === undefined || head.index === null || head.part === null || head.sha256 === null) return null;
  return { at: { index: Number(head.index), part: head.part }, sha256: head.sha256.toString("hex") };
}

/** All lines of the station, by place. */
export async function everyEventRow(
  ask: PostgresClient,
  station: string,
  each: (row: EventRow) => void,
): Promise<void> {
  let after: readonly [index: string, part: number, branch: number] = ["-1", 0, 0];
  for (;;) {
    const rows = await ask<Row>({
      name: "audit-events",
      text: `select branch, index, part, position, kind, after_index, after_part, job, sha256, event, is_abandoned from event
             where station = $1 and (index, part, branch) > ($2::bigint, $3::integer, $4::integer)
             order by index, part, branch limit ${ROWS}`,
      values: [station, ...after],
    });
    for (const row of rows) each(rowOf(row));
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS) return;
    after = [last.index, last.part, last.branch];
  }
}

function rowOf({ after_index, after_part, sha256, is_abandoned, ...row }: Row): EventRow {
  return {
    ...{ kind: row.kind, part: row.part, job: row.job, event: row.event },
    ...{ index: Number(row.index), position: Number(row.position), isAbandoned: is_abandoned },
    after: after_index === null ? null : { index: Number(after_index), part: after_part ?? 0 },
    sha256: sha256 === null ? null : sha256.toString("hex"),
  };
}
