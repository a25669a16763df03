import { decodeBase64 } from "../../core/record/base64.ts";
import type { TrustListDocument } from "../../core/record/trust-list.ts";
import { roleOfListed } from "../../core/registry/list-keys.ts";
import { LOCKS } from "./advisory-locks.ts";
import type { PostgresClient } from "./postgres-access.ts";

/** More lists of marks than are begun between two copies (and a quarter of all that there are), and more positions of events than are given. The number of a list stands in each mark. */
const LISTS_APART = 100;
const POSITIONS_APART = 1_000_000_000;
/** A list says days, and one more before: from when on a key was taken up. */
const SLACK_MS = 86_400_000;

/** What a list of keys had that the database did not. */
export interface PutBack {
  readonly keys: number;
  readonly revoked: number;
  /** On the list, and not enrolled here. */
  readonly stations: readonly string[];
}

/**
 * Takes up what a list knows that the same authority signed later than the database's copy was made: else the registry would keep apart what those keys signed,
 * and hold in force what the revoked ones did. Places of marks and positions of events that were given since are not given again. Null where it has all of it.
 */
export async function takeUpAgain(
  ask: PostgresClient,
  list: TrustListDocument,
  by: string,
): Promise<PutBack | null> {
  const stations = new Set(
    (await ask<{ station: string }>({ text: "select station from station order by station for update" })).map(
      (row) => row.station,
    ),
  );
  const known = new Map<string, Set<string>>();
  const places = new Map<string, number>();
  for (const row of await ask<{ station: string; role: string; key_id: string }>({
    text: "select station, role, key_id from station_key",
  })) {
    const name = `${row.role} ${row.station}`;
    known.set(row.station, (known.get(row.station) ?? new Set()).add(row.key_id));
    places.set(name, (places.get(name) ?? 0) + 1);
  }
  const missing = new Set<string>();
  let [keys, revoked] = [0, 0];
  for (const key of list.keys) {
    const { station, keyId } = key;
    if (station === null) continue;
    if (!stations.has(station)) {
      missing.add(station);
      continue;
    }
    if (known.get(station)?.has(keyId) !== true) {
      const role = roleOfListed(key);
      const place = places.get(`${role} ${station}`) ?? 0;
      places.set(`${role} ${station}`, place + 1);
      const taken = new Date(Math.max(0, Date.parse(key.notBefore) + SLACK_MS));
      await ask({
        text: "insert into station_key (station, role, place, key_id, spki, taken) values ($1, $2, $3, $4, $5, $6)",
        values: [station, role, place, keyId, Buffer.from(decodeBase64(key.spki) ?? []), taken],
      });
      await act(ask, station, "rotated", { key: keyId, list: list.number }, by);
      keys++;
    }
    if (key.revoked !== undefined && (await isRevokedNow(ask, key, by, list.number))) revoked++;
  }
  const isBehind = await isBehindOf(ask, list.number ?? 0);
  if (keys + revoked === 0 && !isBehind) return null;
  await leaveOut(ask, by);
  return { keys, revoked, stations: [...missing].sort() };
}

type ListedKey = TrustListDocument["keys"][number];

async function isRevokedNow(
  ask: PostgresClient,
  { station, keyId, revoked }: ListedKey,
  by: string,
  list: number | undefined,
): Promise<boolean> {
  const changed = await ask({
    text: `update station_key set revoked_from = $3, revoked_why = $4
           where station = $1 and key_id = $2 and (revoked_from is null or revoked_from > $3) returning role`,
    values: [station, keyId, new Date(revoked?.from ?? 0), revoked?.why],
  });
  if (changed.length === 0) return false;
  await act(ask, station ?? "", "revoked", { key: keyId, ...revoked, list }, by);
  return true;
}

async function isBehindOf(ask: PostgresClient, number: number): Promise<boolean> {
  const [last] = await ask<{ number: number }>({
    text: "select coalesce(max(number), 0) as number from trust_list",
  });
  return (last?.number ?? 0) < number;
}

/** Whoever has a mark of a lost place, or has read events up to a lost position, must not find another one there. */
async function leaveOut(ask: PostgresClient, by: string): Promise<void> {
  await ask({ text: "select pg_advisory_xact_lock($1)", values: [LOCKS.markPlaces] });
  await ask({
    text: `insert into put_back (list, next_list, by) select list, list + $1 + list / 4, $2
           from (select greatest((select max(list) from mark), (select max(next_list) from put_back), 1) as list) as newest`,
    values: [LISTS_APART, by],
  });
  await ask({ text: "update event_clock set position = position + $1", values: [POSITIONS_APART] });
}

async function act(
  ask: PostgresClient,
  station: string,
  what: string,
  document: object,
  by: string,
): Promise<void> {
  await ask({
    text: "insert into registry_act (station, what, document, by) values ($1, $2, $3, $4)",
    values: [station, what, JSON.stringify(document), by],
  });
}
