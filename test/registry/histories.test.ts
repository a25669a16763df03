import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { encodeBase64 } from "../../src/core/record/base64.ts";
import { runs } from "../support/full-runs.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { type Operation, RegistryHistory } from "../support/registry-history.ts";
import { enrolled, type TakenRow, takenIn } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { sealedBelow } from "../support/submissions.ts";

/**
 * Goal: what stations were told of a registry of several workers is so, in every history of connections that break, workers that die and messages that
 * come twice or late: what was receipted is stored, once and in order; nothing goes back; what was withdrawn stays withdrawn.
 */
const HISTORIES = process.env.PROOFMARK_DAYS === "1" ? 100 : runs(16);
const WORKERS = 3;
vi.setConfig({ testTimeout: 900_000 });

let database: RegistryDatabase | string = "not started";
beforeAll(async () => {
  database = await startRegistryDatabase(["fsync=off", "deadlock_timeout=100ms"]);
});
afterEach(async () => {
  if (typeof database !== "string")
    await database.pool.query("truncate station, station_key, cosigned, record, registry_act cascade");
});
afterAll(async () => {
  if (typeof database !== "string") await database.close();
});

/** What of this history must not be; empty where all holds. */
function violations(
  history: RegistryHistory,
  station: SealingStation,
  rows: readonly TakenRow[],
): readonly string[] {
  const found: string[] = [];
  const own = rows.filter((row) => row.station === station.station);
  const told = history.operations.filter((one) => one.station === station.station);
  const all = sealedBelow(station, station.journal.size());
  // Everything was settled at the end: so everything is there, once, at its place and with its number.
  const places = own.map(({ index, sequence }) => `${index}/${sequence}`);
  const wanted = all.map((index, sequence) => `${index}/${sequence}`);
  if (places.join() !== wanted.join()) found.push(`rows ${places.join()} where ${wanted.join()} are due`);
  if (own.some(({ kind }) => kind === "quarantined")) found.push("an honest record was kept apart");
  const withdrawn = own.filter(({ isWithdrawn }) => isWithdrawn).map(({ sequence }) => sequence);
  const due = [...history.withdrawn(station)].sort((a, b) => a - b);
  if (withdrawn.join() !== due.join()) found.push(`withdrawn ${withdrawn.join()} where ${due.join()} are`);
  return [...found, ...receiptViolations(told, station)];
}

function receiptViolations(told: readonly Operation[], station: SealingStation): readonly string[] {
  const found: string[] = [];
  for (const { receipt } of told)
    if (receipt !== null && !receipt.note.includes(encodeBase64(station.journal.root(receipt.size))))
      found.push(`a receipt of size ${receipt.size} is of another tree`);
  for (const before of told)
    for (const after of told) {
      if (before.answeredAt === null || before.answeredAt > after.sentAt) continue;
      const known = before.receipt?.size ?? before.held ?? 0;
      const later = after.receipt?.size ?? after.held;
      if (later !== null && later < known) found.push(`${known} was held, and after that ${later}`);
    }
  return found;
}

test(`no history of ${HISTORIES} says what is not so`, async (context) => {
  if (typeof database === "string") return void context.skip(`no database: ${database}`);
  const found = database;
  const pools: PostgresPool[] = Array.from({ length: WORKERS }, () => found.poolOfOther());
  const chaos = found.poolOfOther();
  let [receipts, unheard] = [0, 0];
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const stations = [0, 1, 2].map((n) => new SealingStation(`TEST-${seed}-${n}`));
    await enrolled(
      found.pool,
      stations.map(({ registration }) => registration),
    );
    const history = new RegistryHistory(seed, pools);
    await history.run(stations, chaos);
    const rows = await takenIn(found.pool);
    for (const station of stations)
      expect(violations(history, station, rows), `history ${seed}, ${station.station}`).toEqual([]);
    receipts += history.operations.filter(({ receipt }) => receipt !== null).length;
    unheard += history.operations.filter(({ answeredAt }) => answeredAt === null).length;
    await found.pool.query("truncate station, station_key, cosigned, record, registry_act cascade");
  }
  // A world in which nothing goes wrong, or nothing goes right, would show nothing.
  expect(receipts).toBeGreaterThan(HISTORIES * 10);
  expect(unheard).toBeGreaterThan(HISTORIES * 3);
});
