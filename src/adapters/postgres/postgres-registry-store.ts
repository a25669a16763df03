import type { StationChange } from "../../core/registry/decide-batch.ts";
import type { FollowingKeys, KnownKey } from "../../core/registry/following-keys.ts";
import { HeldBook } from "../../core/registry/held-book.ts";
import { secondFromMs } from "../../core/registry/second-keys.ts";
import type { RegistryHead, StationAccount } from "../../core/registry/station-account.ts";
import type { HeldRecord } from "../../core/registry/take-in.ts";
import type { RevocationReason } from "../../core/trade/words/revocation-reasons.ts";
import type { Asked, RegistryStore, RegistryTransaction } from "../../ports/registry-store.ts";
import { askForMany } from "./many-rows.ts";
import type { PostgresClient, PostgresPool } from "./postgres-access.ts";
import {
  COSIGNED_ROWS,
  cosignedRow,
  RECORD_ROWS,
  recordRow,
  STATION_ROWS,
  stationRow,
  WITHDRAWN_ROWS,
} from "./registry-rows.ts";

interface StationRow {
  readonly station: string;
  readonly branch: number;
  readonly size: string;
  readonly root: Buffer;
  readonly records: string;
  readonly note: string;
  readonly cosigned_ms: string;
  readonly log_used: number;
  readonly record_used: number;
  readonly second_used: number;
}

interface KeyRow {
  readonly station: string;
  readonly role: "log" | "record" | "second";
  readonly key_id: string;
  readonly spki: Buffer;
  readonly taken: Date;
  readonly revoked_from: Date | null;
  readonly revoked_why: RevocationReason | null;
}

interface HeldRow {
  readonly station: string;
  readonly record: string;
  readonly kind: "result" | "withdrawal";
  readonly index: string;
  readonly sequence: string;
  readonly job: string;
  readonly of: "inspection" | "exam";
  readonly withdrawn_by: string | null;
  readonly is_abandoned: boolean;
}

const HEAD = "station, branch, size, root, records, note, cosigned_ms, log_used, record_used, second_used";

/** The registry's truth in PostgreSQL. A station's row is the lock of all that is its own. */
export class PostgresRegistryStore implements RegistryStore {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  async accounts(stations: readonly string[]): Promise<ReadonlyMap<string, StationAccount>> {
    const ask: PostgresClient = ({ text, values }) => this.#pool.query(text, values);
    return await accountsOf(ask, stations, "");
  }

  async transaction<Result>(work: (transaction: RegistryTransaction) => Promise<Result>): Promise<Result> {
    return await this.#pool.transaction(async (ask) => {
      return await work({
        // In the order of their names: two workers that want the same two stations would otherwise wait for each other.
        accounts: (stations) => accountsOf(ask, [...stations].sort(), "for update"),
        held: (asked) => heldOf(ask, asked),
        apply: (changes, accounts) => apply(ask, changes, accounts),
      });
    });
  }

  async cosignedAt(station: string, size: number): Promise<RegistryHead | undefined> {
    const [row] = await this.#pool.query<StationRow>(
      `select size, root, records, note, cosigned_ms from cosigned
       where station = $1 and size = $2 order by branch desc limit 1`,
      [station, size],
    );
    return row && headOf(row);
  }
}

/** `ask`: within a transaction where they are locked. */
export async function accountsOf(
  ask: PostgresClient,
  stations: readonly string[],
  lock: "" | "for update",
): Promise<ReadonlyMap<string, StationAccount>> {
  const rows = await ask<StationRow>({
    name: lock === "" ? "stations" : "stations-locked",
    text: `select ${HEAD} from station where station = any($1::text[]) order by station ${lock}`,
    values: [stations],
  });
  const keys = await ask<KeyRow>({
    name: "station-keys",
    text: "select station, role, key_id, spki, taken, revoked_from, revoked_why from station_key where station = any($1::text[]) order by station, role, place",
    values: [stations],
  });
  const rowsOf = (station: string, role: KeyRow["role"]): readonly KeyRow[] =>
    keys.filter((key) => key.station === station && key.role === role);
  return new Map(
    rows.map((row) => {
      const of = (role: KeyRow["role"]) => rowsOf(row.station, role);
      const log: FollowingKeys = { keys: of("log").map(knownKey), used: row.log_used };
      const record = recordKeys(of("record"), of("second"), row);
      const { station, branch } = row;
      return [station, { station, branch, log, record, head: headOf(row) }];
    }),
  );
}

function recordKeys(
  first: readonly KeyRow[],
  second: readonly KeyRow[],
  { record_used, second_used }: StationRow,
): FollowingKeys {
  const record = { keys: first.map(knownKey), used: record_used };
  const [firstKey, firstSecond] = [first[0], second[0]];
  if (firstKey === undefined || firstSecond === undefined) return record;
  const fromMs = secondFromMs(firstKey.taken.getTime(), firstSecond.taken.getTime());
  return { ...record, beside: { keys: second.map(knownKey), used: second_used, fromMs } };
}

function knownKey({ key_id: keyId, spki, revoked_from, revoked_why }: KeyRow): KnownKey {
  if (revoked_from === null || revoked_why === null) return { keyId, spki };
  return { keyId, spki, revoked: { fromMs: revoked_from.getTime(), why: revoked_why } };
}

function headOf(row: Omit<StationRow, "station">): RegistryHead {
  return {
    size: Number(row.size),
    root: row.root,
    records: Number(row.records),
    note: row.note,
    cosignedMs: Number(row.cosigned_ms),
  };
}

async function heldOf(ask: PostgresClient, asked: readonly Asked[]): Promise<ReadonlyMap<string, HeldBook>> {
  const held = new Map<string, HeldRecord[]>();
  for (const { station, records, jobs } of asked) {
    if (records.length === 0 && jobs.length === 0) continue;
    const rows = await ask<HeldRow>({
      name: "held",
      text: `select station, record, kind, index, sequence, job, of, withdrawn_by, is_abandoned from record
             where station = $1 and kind <> 'quarantined' and (record = any($2::text[]) or (is_abandoned and job = any($3::text[])))
             order by branch, index`,
      values: [station, records, jobs],
    });
    held.set(station, rows.map(heldRecord));
  }
  return new Map(asked.map(({ station }) => [station, new HeldBook(held.get(station))]));
}

function heldRecord(row: HeldRow): HeldRecord {
  const { record, kind, job, of } = row;
  const place = { index: Number(row.index), sequence: Number(row.sequence) };
  return {
    record,
    kind,
    ...place,
    job,
    of,
    isWithdrawn: row.withdrawn_by !== null,
    isAbandoned: row.is_abandoned,
  };
}

async function apply(
  ask: PostgresClient,
  changes: readonly StationChange[],
  accounts: ReadonlyMap<string, StationAccount>,
): Promise<void> {
  const branchOf = (station: string): number => accounts.get(station)?.branch ?? 0;
  const records = changes.flatMap(({ station, change }) =>
    change.taken.map((taken) => recordRow(station, branchOf(station), change.head, taken)),
  );
  await askForMany(ask, RECORD_ROWS, records);
  const withdrawals = changes.flatMap(({ station, change }) =>
    change.taken.flatMap((taken) =>
      taken.kind === "withdrawal" ? [[station, taken.withdraws.record, taken.record]] : [],
    ),
  );
  await askForMany(ask, WITHDRAWN_ROWS, withdrawals);
  await askForMany(
    ask,
    COSIGNED_ROWS,
    changes.map(({ station, change }) => cosignedRow(station, branchOf(station), change)),
  );
  await askForMany(ask, STATION_ROWS, [...accounts.values()].map(stationRow));
  for (const account of accounts.values()) await noteFollowed(ask, account);
}

/** From when on an earlier key signs nothing any more. Most stations never had another key, and are not asked about. */
async function noteFollowed(ask: PostgresClient, { station, log, record }: StationAccount): Promise<void> {
  const secondUsed = record.beside?.used ?? 0;
  if (log.used + record.used + secondUsed === 0) return;
  await ask({
    name: "keys-followed",
    text: `update station_key set followed = now() where station = $1 and followed is null
             and place < case role when 'log' then $2::integer when 'record' then $3::integer else $4::integer end`,
    values: [station, log.used, record.used, secondUsed],
  });
}
