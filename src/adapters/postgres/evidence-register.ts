import type { EvidenceRow } from "../../core/registry/evidence-bundle.ts";
import { mayGo } from "../../core/registry/evidence-bundle.ts";
import { LOCKS_OF_EACH } from "./advisory-locks.ts";
import type { PostgresClient, PostgresPool } from "./postgres-access.ts";

export interface NewEvidence {
  readonly sha256: string;
  readonly record: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly keepUntilMs: number;
  readonly by: string;
}

interface Row {
  readonly sha256: string;
  readonly record: string;
  readonly media_type: string;
  readonly bytes: string;
  readonly keep_until: Date;
  readonly removed: Date | null;
  readonly holds: readonly { readonly why: string; readonly by: string; readonly at: string }[];
}

const ROWS = `select sha256, record, media_type, bytes, keep_until, removed,
  (select coalesce(json_agg(json_build_object('why', why, 'by', by, 'at', at) order by hold), '[]')
   from evidence_hold where evidence_hold.sha256 = evidence.sha256 and released is null) as holds
  from evidence`;

/** False where no record of that id is held. The same once more changes nothing but its day, which is never brought forward. */
export async function bindEvidence(pool: PostgresPool, given: NewEvidence): Promise<boolean> {
  const { sha256, record, mediaType, bytes, keepUntilMs, by } = given;
  return await pool.transaction(async (ask) => {
    await lock(ask, sha256);
    const known = await ask({ text: "select 1 from record where record = $1 limit 1", values: [record] });
    if (known.length === 0) return false;
    await ask({
      text: `insert into evidence (sha256, record, media_type, bytes, keep_until, by) values ($1, $2, $3, $4, $5, $6)
             on conflict (sha256, record) do update
             set keep_until = greatest(evidence.keep_until, excluded.keep_until), removed = null`,
      values: [sha256, record, mediaType, bytes, new Date(keepUntilMs), by],
    });
    return true;
  });
}

/** By hash, by record, or all that there is, in the order of their hashes. */
export async function evidenceRows(
  pool: PostgresPool,
  of: { readonly sha256?: string; readonly record?: string },
): Promise<readonly EvidenceRow[]> {
  const rows = await pool.query<Row>(
    `${ROWS} where ($1::text is null or sha256 = $1) and ($2::text is null or record = $2) order by sha256, record`,
    [of.sha256 ?? null, of.record ?? null],
  );
  return rows.map(evidenceRow);
}

/** False where nothing is bound to that hash. */
export async function holdEvidence(
  pool: PostgresPool,
  { sha256, why, by }: { readonly sha256: string; readonly why: string; readonly by: string },
): Promise<boolean> {
  return await pool.transaction(async (ask) => {
    await lock(ask, sha256);
    const made = await ask({
      text: `insert into evidence_hold (sha256, why, by)
             select $1, $2, $3 where exists (select 1 from evidence where sha256 = $1 and removed is null) returning hold`,
      values: [sha256, why, by],
    });
    return made.length > 0;
  });
}

/** How many holds it ended. */
export async function releaseEvidence(
  pool: PostgresPool,
  { sha256, why, by }: { readonly sha256: string; readonly why: string; readonly by: string },
): Promise<number> {
  return await pool.transaction(async (ask) => {
    await lock(ask, sha256);
    const ended = await ask({
      text: `update evidence_hold set released = now(), released_why = $2, released_by = $3
             where sha256 = $1 and released is null returning hold`,
      values: [sha256, why, by],
    });
    return ended.length;
  });
}

/**
 * Takes the bytes away whose day is over and that nobody holds; the hashes of those that went. `remove` is called before the row says so, with the hash locked: a hold that comes
 * at that moment comes before or after it.
 */
export async function sweepEvidence(
  pool: PostgresPool,
  atMs: number,
  remove: (sha256: string) => Promise<void>,
): Promise<readonly string[]> {
  const due = await pool.query<{ sha256: string }>(
    "select distinct sha256 from evidence where removed is null and keep_until < $1 order by sha256",
    [new Date(atMs)],
  );
  const gone: string[] = [];
  for (const { sha256 } of due)
    await pool.transaction(async (ask) => {
      await lock(ask, sha256);
      const rows = await ask<Row>({
        text: `${ROWS} where sha256 = $1 and removed is null`,
        values: [sha256],
      });
      if (!mayGo(rows.map(evidenceRow), atMs)) return;
      await remove(sha256);
      await ask({
        text: "update evidence set removed = $2 where sha256 = $1 and removed is null",
        values: [sha256, new Date(atMs)],
      });
      gone.push(sha256);
    });
  return gone;
}

/** What belongs to one hash is changed by one at a time. */
async function lock(ask: PostgresClient, sha256: string): Promise<void> {
  await ask({
    text: "select pg_advisory_xact_lock($1, hashtext($2))",
    values: [LOCKS_OF_EACH.bundle, sha256],
  });
}

function evidenceRow({ sha256, record, media_type, bytes, keep_until, removed, holds }: Row): EvidenceRow {
  return {
    ...{ sha256, record, mediaType: media_type, bytes: Number(bytes), keepUntil: keep_until.toISOString() },
    removed: removed?.toISOString() ?? null,
    holds: holds.map((hold) => ({ ...hold, at: new Date(hold.at).toISOString() })),
  };
}
