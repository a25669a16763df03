import { EVIDENCE_MEDIA_TYPE } from "../../core/evidence/evidence-bundle.ts";
import type { PostgresPool } from "./postgres-access.ts";

/** Where each of these records stands in the log of its station, as it goes on now; those that are not there are not in it. */
export async function placesOfRecords(
  pool: PostgresPool,
  station: string,
  records: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await pool.query<{ readonly record: string; readonly index: string }>(
    `select record, index from record
     where station = $1 and record = any($2::text[]) and kind = 'result' order by branch`,
    [station, records],
  );
  return new Map(rows.map(({ record, index }) => [record, Number(index)]));
}

/** Of these records the SHA-256 of a bundle of evidence that is kept. */
export async function keptBundles(
  pool: PostgresPool,
  records: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await pool.query<{ readonly record: string; readonly sha256: string }>(
    `select record, sha256 from evidence
     where record = any($1::text[]) and media_type = $2 and removed is null order by at`,
    [records, EVIDENCE_MEDIA_TYPE],
  );
  return new Map(rows.map(({ record, sha256 }) => [record, sha256]));
}
