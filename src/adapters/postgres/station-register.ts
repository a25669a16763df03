import type { KnownKey } from "../../core/registry/following-keys.ts";
import { jobNumber } from "../../core/registry/log-resumption.ts";
import type { StationAccount } from "../../core/registry/station-account.ts";
import type { PostgresClient, PostgresPool } from "./postgres-access.ts";
import { setEventsBack } from "./postgres-event-store.ts";
import { accountsOf } from "./postgres-registry-store.ts";

export interface NewStation {
  readonly account: StationAccount;
  readonly region: string;
  /** The request, or where the keys came from, as it is kept. */
  readonly document: string;
  /** Who of the registry did it. */
  readonly by: string;
}

/** False where a station of that name is there already: its keys change by a rotation alone. */
export async function enrolStation(pool: PostgresPool, station: NewStation): Promise<boolean> {
  return await pool.transaction((ask) => insertStation(ask, station));
}

/** As `enrolStation`, within a transaction of whoever calls. */
export async function insertStation(
  ask: PostgresClient,
  { account, region, document, by }: NewStation,
): Promise<boolean> {
  const { station, head, log, record } = account;
  const made = await ask({
    text: `insert into station (station, region, root) values ($1, $2, $3)
           on conflict (station) do nothing returning station`,
    values: [station, region, Buffer.from(head.root)],
  });
  if (made.length === 0) return false;
  const roles = [["log", log] as const, ["record", record] as const, ["second", record.beside] as const];
  for (const [role, { keys } = { keys: [] }] of roles)
    for (const [place, { keyId, spki }] of keys.entries())
      await ask({
        text: "insert into station_key (station, role, place, key_id, spki) values ($1, $2, $3, $4, $5)",
        values: [station, role, place, keyId, Buffer.from(spki)],
      });
  await ask({
    text: "insert into registry_act (station, what, document, by) values ($1, 'enrolled', $2, $3)",
    values: [station, document, by],
  });
  return true;
}

/** Names of all, in order. */
export async function registeredStations(pool: PostgresPool): Promise<readonly string[]> {
  const rows = await pool.query<{ station: string }>("select station from station order by station");
  return rows.map(({ station }) => station);
}

export interface NewKey {
  readonly station: string;
  readonly role: "log" | "record" | "second";
  /** Behind those that are there. */
  readonly place: number;
  readonly key: KnownKey;
  readonly document: string;
  readonly by: string;
}

/** False where another key was taken up at that place meanwhile, by whoever did the same at the same time. */
export async function followKey(
  pool: PostgresPool,
  { station, role, place, key, document, by }: NewKey,
): Promise<boolean> {
  return await pool.transaction(async (ask) => {
    // Behind whatever a worker is just taking in of this station.
    await ask({ text: "select 1 from station where station = $1 for update", values: [station] });
    const made = await ask({
      text: `insert into station_key (station, role, place, key_id, spki) values ($1, $2, $3, $4, $5)
             on conflict (station, role, place) do nothing returning place`,
      values: [station, role, place, key.keyId, Buffer.from(key.spki)],
    });
    if (made.length === 0) return false;
    await ask({
      text: "insert into registry_act (station, what, document, by) values ($1, 'rotated', $2, $3)",
      values: [station, document, by],
    });
    return true;
  });
}

interface Resumed<Told> {
  readonly next: StationAccount;
  readonly decision: string;
  readonly told: Told;
}

/** `decide` sees the station as it is when nobody else can change it; `jobSeen`: the highest number of a job of it. */
export async function resumeStation<Told>(
  pool: PostgresPool,
  station: string,
  by: string,
  decide: (account: StationAccount, jobSeen: number) => Promise<Resumed<Told>>,
): Promise<Told> {
  return await pool.transaction(async (ask) => {
    const account = (await accountsOf(ask, [station], "for update")).get(station);
    if (account === undefined) throw new Error(`${station} was cosigned and is not there`);
    const jobs = await ask<{ job: string }>({
      text: "select distinct job from record where station = $1 and job is not null",
      values: [station],
    });
    const jobSeen = jobs.reduce((seen, { job }) => Math.max(seen, jobNumber(job)), 0);
    const { next, decision, told } = await decide(account, jobSeen);
    const { branch, head } = next;
    await ask({
      text: "update record set is_abandoned = true where station = $1 and index >= $2",
      values: [station, head.size],
    });
    await ask({
      text: "update station set branch = $2, size = $3, root = $4, records = $5, note = $6, cosigned_ms = $7 where station = $1",
      values: [station, branch, head.size, Buffer.from(head.root), head.records, head.note, head.cosignedMs],
    });
    await setEventsBack(ask, station, head.size);
    await ask({
      text: "insert into registry_act (station, what, document, by) values ($1, 'resumed', $2, $3)",
      values: [station, decision, by],
    });
    return told;
  });
}

export interface StationSums {
  readonly station: string;
  readonly region: string;
  readonly size: number;
  /** Below that size, of whatever kind. */
  readonly records: number;
  readonly quarantined: number;
  readonly withdrawn: number;
  readonly open: number;
  readonly cosigned: string | null;
  /** The newest checkpoint with its cosignatures; empty where there is none. */
  readonly note: string;
}

/** In the order of their names. */
export async function statusOfStations(pool: PostgresPool): Promise<readonly StationSums[]> {
  const rows = await pool.query<Record<string, string>>(
    // By small indexes: the records of a year are not walked through.
    `select station, region, size, records, cosigned_ms, note,
       (select count(*) from record where record.station = station.station and kind = 'quarantined') as quarantined,
       (select count(*) from record where record.station = station.station and withdrawn_by is not null) as withdrawn,
       (select count(*) from command where command.station = station.station and outcome is null) as open
     from station order by station`,
  );
  return rows.map((row) => ({
    station: row.station ?? "",
    region: row.region ?? "",
    size: Number(row.size),
    records: Number(row.records),
    quarantined: Number(row.quarantined),
    withdrawn: Number(row.withdrawn),
    open: Number(row.open),
    cosigned: Number(row.cosigned_ms) > 0 ? new Date(Number(row.cosigned_ms)).toISOString() : null,
    note: row.note ?? "",
  }));
}
