import { randomInt } from "node:crypto";
import { LIST_ENTRIES } from "../../core/marks/status-list.ts";
import { STATUS_VALUES } from "../../core/marks/status-statement.ts";
import { EdgeError } from "../../errors.ts";
import type {
  KeptMark,
  ListedMark,
  ListedMarks,
  MarkBook,
  MarkPlace,
  NewMark,
} from "../../ports/mark-book.ts";
import { LOCKS } from "./advisory-locks.ts";
import type { PostgresClient, PostgresPool } from "./postgres-access.ts";
import { isSignerRevoked } from "./revoked-signer.ts";

/** A list is full at three quarters, so that a free place is drawn in a few tries. */
const LIST_FULL = (LIST_ENTRIES / 4) * 3;

interface Row {
  readonly record: string;
  readonly list: number;
  readonly idx: number;
  readonly bytes: Buffer;
  /** Its key was revoked or given up when it was issued: it is worth nothing. */
  readonly is_forged: boolean;
}

const BY_RECORD = `select m.record, m.list, m.idx, m.bytes, coalesce(k.revoked_from <= m.issued, false)
    or coalesce(m.issued > k.followed + interval '1 day', false) as is_forged
  from mark m left join issuer_key k on k.key_id = m.key_id where m.record = $1`;

/**
 * A later verdict on the same vehicle takes the place of an earlier one. Of exams the columns do not say which subject of the test it was:
 * then somebody has to open the records. By indexes that all partitions have.
 */
export const MARK_LIST = `
select m.idx, m.record, r.record is null as is_gone, r.of, r.withdrawn_by is not null as is_withdrawn,
  case when r.record is null then false else ${isSignerRevoked("r")} end as is_key_revoked,
  case when r.of = 'exam' then exists (select 1 from record o where o.certificate = r.certificate and o.kind = 'result' and o.of = 'exam'
      and o.withdrawn_by is null and o.verdict in ('pass', 'fail') and (o.ended, o.record) > (r.ended, r.record))
    when r.vin is not null then exists (select 1 from record o where o.vin = r.vin and o.kind = 'result' and o.of = 'inspection'
      and o.withdrawn_by is null and o.verdict in ('pass', 'fail') and (o.ended, o.record) > (r.ended, r.record) and not ${isSignerRevoked("o")})
    else false end as is_followed
from mark m left join lateral (select * from record r where r.record = m.record and r.kind = 'result' limit 1) r on true
where m.list = $1`;

interface ListRow {
  readonly idx: number;
  readonly record: string;
  readonly is_gone: boolean;
  readonly of: string | null;
  readonly is_withdrawn: boolean;
  readonly is_key_revoked: boolean;
  readonly is_followed: boolean;
}

export class PostgresMarkBook implements MarkBook {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  async issued(record: string): Promise<KeptMark | null> {
    const [row] = await this.#pool.query<Row>(BY_RECORD, [record]);
    return row === undefined || row.is_forged ? null : keptMark(row);
  }

  async issue(
    record: string,
    make: (place: MarkPlace) => Promise<NewMark | null>,
    goesOn: (list: number, oldest: Uint8Array) => boolean,
  ): Promise<KeptMark | null> {
    return await this.#pool.transaction(async (ask) => {
      await ask({ text: "select pg_advisory_xact_lock($1)", values: [LOCKS.markPlaces] });
      const [known] = await ask<Row>({ text: BY_RECORD, values: [record] });
      if (known !== undefined && !known.is_forged) return keptMark(known);
      // Whoever has the old one asks for its status in the same place.
      const place =
        known === undefined ? await freePlace(ask, goesOn) : { list: known.list, index: known.idx };
      const made = await make({ ...place, beside: await oldestOf(ask, place.list) });
      if (made === null) return null;
      const { bytes, keyId, issuedMs, expiresMs } = made;
      await refuseGivenUp(ask, keyId);
      await ask({
        text: `insert into mark (record, list, idx, key_id, bytes, issued, expires) values ($1, $2, $3, $4, $5, $6, $7)
               on conflict (record) do update set key_id = $4, bytes = $5, issued = $6, expires = $7`,
        values: [
          ...[record, place.list, place.index, keyId, Buffer.from(bytes)],
          ...[new Date(issuedMs), new Date(expiresMs)],
        ],
      });
      return { record, ...place, bytes };
    });
  }

  async list(list: number): Promise<ListedMarks | null> {
    return await this.#pool.transaction(async (ask) => {
      await ask({ text: "set transaction isolation level repeatable read, read only" });
      const [state] = await ask<{ ms: string }>({ text: "select extract(epoch from now()) * 1000 as ms" });
      const rows = await ask<ListRow>({ text: MARK_LIST, values: [list] });
      const oldest = await oldestOf(ask, list);
      if (oldest === null) return null;
      const [lost] = await ask({ text: "select 1 from put_back where list >= $1 limit 1", values: [list] });
      const asOfMs = Math.floor(Number(state?.ms ?? 0));
      return { asOfMs, marks: rows.map(listedMark), oldest, isPutBack: lost !== undefined };
    });
  }
}

async function oldestOf(ask: PostgresClient, list: number): Promise<Uint8Array | null> {
  const [row] = await ask<Pick<Row, "bytes">>({
    text: "select bytes from mark where list = $1 order by issued, idx limit 1",
    values: [list],
  });
  return row === undefined ? null : new Uint8Array(row.bytes);
}

/** A worker that was not started again since its key was revoked or followed makes nothing with it. Throws EdgeError KEY_UNUSABLE. */
async function refuseGivenUp(ask: PostgresClient, keyId: string): Promise<void> {
  const [over] = await ask({
    text: "select 1 from issuer_key where key_id = $1 and (followed is not null or revoked_from is not null)",
    values: [keyId],
  });
  if (over === undefined) return;
  throw new EdgeError(
    "KEY_UNUSABLE",
    `The key ${keyId} of marks was given up or revoked: start this worker again.`,
    { key: keyId },
  );
}

/** Of workers one of which does not have the new address yet, each goes on with its own list. */
const LISTS_LOOKED_AT = 8;

async function freePlace(
  ask: PostgresClient,
  goesOn: (list: number, oldest: Uint8Array) => boolean,
): Promise<Pick<KeptMark, "list" | "index">> {
  const [at] = await ask<{ newest: number | null; first: number | null }>({
    text: `select greatest((select max(list) from mark), (select max(next_list) from put_back)) as newest,
             (select max(next_list) from put_back) as first`,
  });
  const newest = at?.newest ?? 1;
  const first = Math.max(at?.first ?? 1, newest - LISTS_LOOKED_AT + 1);
  for (let list = newest; list >= first; list--) {
    const oldest = await oldestOf(ask, list);
    // Only the newest may be begun: those before it that are empty were left out.
    if (oldest === null ? list < newest : !goesOn(list, oldest)) continue;
    const rows = await ask<{ idx: number }>({ text: "select idx from mark where list = $1", values: [list] });
    if (rows.length < LIST_FULL) return { list, index: drawn(new Set(rows.map(({ idx }) => idx))) };
  }
  return { list: newest + 1, index: drawn(new Set()) };
}

function drawn(taken: ReadonlySet<number>): number {
  for (;;) {
    const index = randomInt(LIST_ENTRIES);
    if (!taken.has(index)) return index;
  }
}

function keptMark({ record, list, idx, bytes }: Row): KeptMark {
  return { record, list, index: idx, bytes: new Uint8Array(bytes) };
}

/** What is withdrawn, and what a key signed that was not its station's any more, is so for ever. */
function listedMark(row: ListRow): ListedMark {
  const { idx: index, record, is_gone, of, is_withdrawn, is_key_revoked, is_followed } = row;
  const value = is_gone
    ? STATUS_VALUES.suspended
    : is_withdrawn || is_key_revoked
      ? STATUS_VALUES.invalid
      : !is_followed
        ? STATUS_VALUES.valid
        : of === "exam"
          ? null
          : STATUS_VALUES.superseded;
  return { index, record, value };
}
