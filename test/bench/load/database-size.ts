import type { PostgresPool } from "../../../src/adapters/postgres/postgres-access.ts";

export interface DatabaseBytes {
  /** Rows of the tables of records and checkpoints. */
  readonly heap: number;
  /** Entries that are too long for a row's page. */
  readonly toast: number;
  readonly indexes: number;
  /** Written to the write-ahead log since the database was made. */
  readonly wal: number;
}

export async function databaseBytes(pool: PostgresPool): Promise<DatabaseBytes> {
  const [row] = await pool.query<Record<keyof DatabaseBytes, string>>(
    `select sum(pg_relation_size(oid)) as heap,
       sum(pg_table_size(oid) - pg_relation_size(oid)) as toast,
       sum(pg_indexes_size(oid)) as indexes,
       max(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')) as wal
     from pg_class where relkind = 'r' and (relname like 'record%' or relname like 'cosigned%' or relname like 'station%')`,
  );
  const of = (part: keyof DatabaseBytes): number => Number(row?.[part] ?? 0);
  return { heap: of("heap"), toast: of("toast"), indexes: of("indexes"), wal: of("wal") };
}

/** What is kept, as the tables say it. */
export async function countsIn(pool: PostgresPool) {
  const [row] = await pool.query<{ rows: string; ids: string; apart: string; stations: string }>(
    `select count(*) as rows, count(distinct record) as ids,
       count(*) filter (where kind = 'quarantined') as apart, count(distinct station) as stations from record`,
  );
  return {
    rows: Number(row?.rows),
    ids: Number(row?.ids),
    apart: Number(row?.apart),
    stations: Number(row?.stations),
  };
}
