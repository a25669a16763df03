import { HASH_BYTES } from "../../core/journal/merkle.ts";
import {
  type ApartRow,
  type ProvenEntry,
  type ResultRow,
  ROWS_MAX,
  type Searched,
} from "../../core/registry/public/searched-rows.ts";
import type { RegistrySearch } from "../../ports/registry-search.ts";
import type { PostgresClient, PostgresPool } from "./postgres-access.ts";
import { isSignerRevoked } from "./revoked-signer.ts";

/** A question of the public is answered in milliseconds, or not at all: it must not stand in the way of what stations deliver. */
const STATEMENT_MS = 2_000;
/** Vehicles that had one plate and whose numbers end alike. */
const VEHICLES_MAX = 4;

/** The state that is read: of a standby, what has come to it so far. */
const STATE = `select extract(epoch from case when pg_is_in_recovery()
  then coalesce(pg_last_xact_replay_timestamp(), 'epoch') else now() end) * 1000 as ms`;

/** `which` picks the results; the rest is what proves them, looked up for each: a join over whole tables would be walked through. */
const resultsWhere = (which: string): string => `
  select r.station, s.region, s.cosigned_ms as heard_ms, r.record, r.ended, r.verdict, r.plate, r.vin, r.certificate, r.withdrawn_by, ${isSignerRevoked("r")} as is_key_revoked,
    r.entry, r.index, r.size, r.inclusion, c.note, c.cosigned_ms,
    w.entry as w_entry, w.index as w_index, w.size as w_size, w.inclusion as w_inclusion, v.note as w_note, v.cosigned_ms as w_cosigned_ms
  from (select * from record where kind = 'result' and ${which} order by ended desc limit ${ROWS_MAX}) r
    join station s on s.station = r.station
    left join lateral (select * from cosigned c where c.station = r.station and c.branch = r.branch and c.size = r.size limit 1) c on true
    left join lateral (select * from record w where w.station = r.station and w.record = r.withdrawn_by and w.kind = 'withdrawal' limit 1) w on true
    left join lateral (select * from cosigned v where v.station = w.station and v.branch = w.branch and v.size = w.size limit 1) v on true
  order by r.ended desc`;

/** Each question by an index that all partitions have. */
export const SEARCHES = {
  record: "select record, kind, vin, plate, certificate, withdraws from record where record = $1",
  apart: `select r.station, s.region, r.entry, r.index, r.defect, r.sentence_zh, r.sentence_en
    from record r join station s on s.station = r.station
    where r.kind = 'quarantined' and substring(r.entry from '"record":"([0-9a-f]{64})"') = $1 limit 8`,
  vehicles: `select distinct vin from record where plate = $1 and right(vin, 6) = $2 limit ${VEHICLES_MAX}`,
  byVin: resultsWhere("vin = any($1::text[])"),
  byCertificate: resultsWhere("certificate = $1"),
  byRecord: resultsWhere("record = $1"),
} as const;

interface SubjectRow {
  readonly record: string;
  readonly kind: "result" | "withdrawal";
  readonly vin: string | null;
  readonly plate: string | null;
  readonly certificate: string | null;
  readonly withdraws: string | null;
}

interface FoundRow {
  readonly station: string;
  readonly region: string;
  readonly heard_ms: string;
  readonly record: string;
  readonly ended: Date;
  readonly verdict: string;
  readonly plate: string | null;
  readonly vin: string | null;
  readonly certificate: string | null;
  readonly withdrawn_by: string | null;
  readonly is_key_revoked: boolean;
  readonly entry: string;
  readonly index: string;
  readonly size: string;
  readonly inclusion: Buffer | null;
  readonly note: string | null;
  readonly cosigned_ms: string | null;
  readonly w_entry: string | null;
  readonly w_index: string;
  readonly w_size: string;
  readonly w_inclusion: Buffer | null;
  readonly w_note: string | null;
  readonly w_cosigned_ms: string | null;
}

interface FoundApart {
  readonly station: string;
  readonly region: string;
  readonly entry: string;
  readonly index: string;
  readonly defect: string;
  readonly sentence_zh: string;
  readonly sentence_en: string;
}

/** Searches in PostgreSQL: one read-only look at one state each. Its pool is of its own, so that no crowd takes the connections of the intake. */
export class PostgresRegistrySearch implements RegistrySearch {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  byRecord(record: string): Promise<Searched> {
    return this.#look(async (ask) => {
      const rows = await ask<SubjectRow>({ name: "search-record", text: SEARCHES.record, values: [record] });
      const own = rows.find(({ kind }) => kind === "result");
      if (own !== undefined) return { results: await ofSame(ask, own), apart: [] };
      const apart = await ask<FoundApart>({ name: "search-apart", text: SEARCHES.apart, values: [record] });
      return { results: [], apart: apart.map(apartRow) };
    });
  }

  byVehicle(plate: string, vinEnd: string): Promise<Searched> {
    return this.#look(async (ask) => {
      const vehicles = await ask<{ vin: string }>({
        name: "search-vehicles",
        text: SEARCHES.vehicles,
        values: [plate, vinEnd],
      });
      // Asked for in any case: what is not there takes its time as well.
      return {
        results: await byVin(
          ask,
          vehicles.map(({ vin }) => vin),
        ),
        apart: [],
      };
    });
  }

  byCertificate(certificate: string): Promise<Searched> {
    return this.#look(async (ask) => ({ results: await byCertificate(ask, certificate), apart: [] }));
  }

  async #look(
    search: (ask: PostgresClient) => Promise<Pick<Searched, "results" | "apart">>,
  ): Promise<Searched> {
    return await this.#pool.transaction(async (ask) => {
      await ask({ text: "set transaction isolation level repeatable read, read only" });
      await ask({ text: `set local statement_timeout = ${STATEMENT_MS}` });
      const [state] = await ask<{ ms: string }>({ text: STATE });
      return { asOfMs: Math.floor(Number(state?.ms ?? 0)), ...(await search(ask)) };
    });
  }
}

/** All of the same vehicle or candidate, for a later one may have taken its place; the record itself, however many there are. */
async function ofSame(ask: PostgresClient, own: SubjectRow): Promise<readonly ResultRow[]> {
  const { record, vin, certificate } = own;
  const itself = await ask<FoundRow>({ name: "search-by-record", text: SEARCHES.byRecord, values: [record] });
  const others =
    vin !== null
      ? await byVin(ask, [vin])
      : certificate !== null
        ? await byCertificate(ask, certificate)
        : [];
  return [...others.filter((other) => other.record !== record), ...itself.map(resultRow)];
}

async function byVin(ask: PostgresClient, vins: readonly string[]): Promise<readonly ResultRow[]> {
  const rows = await ask<FoundRow>({ name: "search-by-vin", text: SEARCHES.byVin, values: [vins] });
  return rows.map(resultRow);
}

async function byCertificate(ask: PostgresClient, certificate: string): Promise<readonly ResultRow[]> {
  const rows = await ask<FoundRow>({
    name: "search-by-certificate",
    text: SEARCHES.byCertificate,
    values: [certificate],
  });
  return rows.map(resultRow);
}

function resultRow(row: FoundRow): ResultRow {
  const { station, region, record, verdict, plate, vin, certificate } = row;
  return {
    kind: "result",
    ...{ station, region, record, verdict, plate, vin, certificate },
    ended: row.ended.toISOString(),
    withdrawnBy: row.withdrawn_by,
    isKeyRevoked: row.is_key_revoked,
    heardMs: Number(row.heard_ms),
    ...proven(row.entry, row.index, row.size, row.inclusion, row.note, row.cosigned_ms),
    withdrawal:
      row.w_entry === null
        ? null
        : proven(row.w_entry, row.w_index, row.w_size, row.w_inclusion, row.w_note, row.w_cosigned_ms),
  };
}

function proven(
  entry: string,
  index: string,
  size: string,
  inclusion: Buffer | null,
  note: string | null,
  cosignedMs: string | null,
): ProvenEntry {
  const count = Math.ceil((inclusion?.length ?? 0) / HASH_BYTES);
  const hashes = Array.from(
    { length: count },
    (_none, at) =>
      new Uint8Array((inclusion ?? Buffer.alloc(0)).subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)),
  );
  return {
    entry,
    index: Number(index),
    size: Number(size),
    inclusion: hashes,
    note,
    cosignedMs: Number(cosignedMs ?? 0),
  };
}

function apartRow({ sentence_zh, sentence_en, index, ...row }: FoundApart): ApartRow {
  return { kind: "apart", ...row, index: Number(index), sentence: { zh: sentence_zh, en: sentence_en } };
}
