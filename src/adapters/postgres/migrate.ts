import { EdgeError } from "../../errors.ts";
import { LOCKS } from "./advisory-locks.ts";
import type { PostgresClient, PostgresPool } from "./postgres-access.ts";
import { MIGRATIONS } from "./registry-migrations.ts";

/**
 * Brings the tables to what this software needs. Several workers may start at once: one does it, the others wait. Throws EdgeError DATABASE_UNAVAILABLE, and
 * DATABASE_NEWER where a newer software has been here.
 */
export async function migrate(pool: PostgresPool): Promise<{ readonly from: number; readonly to: number }> {
  return await pool.transaction(async (ask) => {
    await ask({ text: "select pg_advisory_xact_lock($1)", values: [LOCKS.migrating] });
    await ask({
      text: "create table if not exists migration (number integer primary key, what text not null, at timestamptz not null default now())",
    });
    const { from, to } = await stepOf(ask);
    for (const { number, what, sql } of MIGRATIONS) {
      if (number <= from) continue;
      await ask({ text: sql });
      await ask({ text: "insert into migration (number, what) values ($1, $2)", values: [number, what] });
    }
    return { from, to };
  });
}

/** For whoever changes nothing. Throws EdgeError DATABASE_UNAVAILABLE, DATABASE_NEWER, and DATABASE_OLDER where tables are missing. */
export async function mustBeOfToday(pool: PostgresPool): Promise<void> {
  await pool.transaction(async (ask) => {
    const [table] = await ask<{ is_there: boolean }>({
      text: "select to_regclass('migration') is not null as is_there",
    });
    const { from, to } =
      table?.is_there === true ? await stepOf(ask) : { from: 0, to: MIGRATIONS.at(-1)?.number ?? 0 };
    if (from < to)
      throw new EdgeError(
        "DATABASE_OLDER",
        `The database is at step ${from}, and this software needs step ${to}.`,
        { from, to },
      );
  });
}

/** For a worker that runs: a newer one may have been started beside it. Throws EdgeError DATABASE_UNAVAILABLE, DATABASE_NEWER. */
export async function mustNotBeNewer(pool: PostgresPool): Promise<void> {
  await stepOf(({ text, values }) => pool.query(text, values));
}

/** The last step that was taken, and the last that there is. */
async function stepOf(ask: PostgresClient): Promise<{ readonly from: number; readonly to: number }> {
  const [row] = await ask<{ from: number }>({
    text: 'select coalesce(max(number), 0) as "from" from migration',
  });
  const from = row?.from ?? 0;
  const to = MIGRATIONS.at(-1)?.number ?? 0;
  if (from > to)
    throw new EdgeError(
      "DATABASE_NEWER",
      `The database is at step ${from}, and this software knows steps up to ${to}.`,
      { from, to },
    );
  return { from, to };
}
