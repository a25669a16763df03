import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import type { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import type { Intake } from "../../src/registry/intake.ts";
import { WITNESS_SEED } from "../support/delivery-world.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, intakeOn, takenIn } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";

/** Goal: whatever comes, in whatever order, by whichever worker, the database ends with what the page says, and every answer is what the stand-in answers. */
vi.setConfig({ testTimeout: 180_000 });

let database: RegistryDatabase | string = "not started";
beforeAll(async () => {
  database = await startRegistryDatabase(["fsync=off", "deadlock_timeout=100ms"]);
});
afterEach(async () => {
  if (typeof database !== "string")
    await database.pool.query(
      "truncate station, station_key, cosigned, record, registry_act, vehicle_fact, vehicle_asked cascade",
    );
});
afterAll(async () => {
  if (typeof database !== "string") await database.close();
});

/** Null where there is none on this machine, which is said. */
function poolOr(context: { skip(note: string): void }): RegistryDatabase | null {
  if (typeof database !== "string") return database;
  context.skip(`no database: ${database}`);
  return null;
}

interface World {
  readonly stations: readonly SealingStation[];
  readonly service: RegistryService;
}

async function world(pool: PostgresPool, count: number): Promise<World> {
  const stations = Array.from({ length: count }, (_none, n) => new SealingStation(`TEST-000${n}`));
  const registrations = stations.map(({ registration }) => registration);
  await enrolled(pool, registrations);
  return { stations, service: new RegistryService({ witnessSeed: WITNESS_SEED, stations: registrations }) };
}

/** One submission as an honest, a late, a broken or a hostile station would send it. */
function anySubmission(random: SeededRandom, station: SealingStation, heldSize: number): Uint8Array {
  const grows = random.below(4);
  for (let n = 0; n < grows; n++) {
    const what = random.below(10);
    if (what === 0) station.seal({ forged: true });
    else if (what === 1 && station.sealed > 0) station.withdraw(random.below(station.sealed));
    else if (what === 2 && station.sealed > 0) station.seal({ sequence: station.sealed - 1 });
    else station.seal();
  }
  const size = station.journal.size();
  const oldSize = random.chance(0.8) ? heldSize : random.below(size + 1);
  if (size === 0) return bytesOf("{}");
  const honest = submissionOf(station, Math.min(oldSize, size), size);
  const spoil = random.below(12);
  if (spoil === 0) return bytesOf({ ...honest, records: honest.records.slice(1) });
  if (spoil === 1) return bytesOf({ ...honest, station: "TEST-9999" });
  if (spoil === 2) return bytesOf(JSON.stringify(honest).slice(0, -2));
  if (spoil === 3) return bytesOf({ ...honest, consistency: [...honest.consistency].reverse() });
  return bytesOf(honest);
}

/** What the stand-in holds, in the form of the rows. */
function heldBy(service: RegistryService): unknown[] {
  const withdrawn = new Set(service.withdrawals.map(({ withdraws }) => withdraws.record));
  const place = ({ station, index, sequence }: { station: string; index: number; sequence: number }) => ({
    station,
    index,
    sequence,
  });
  return [
    ...service.kept.map((one) => ({
      ...place(one),
      kind: "result",
      record: one.record,
      isWithdrawn: withdrawn.has(one.record),
    })),
    ...service.withdrawals.map((one) => ({
      ...place(one),
      kind: "withdrawal",
      record: one.record,
      isWithdrawn: false,
    })),
    ...service.quarantined.map((one) => ({
      ...place(one),
      kind: "quarantined",
      record: null,
      isWithdrawn: false,
    })),
  ].sort((a, b) => (a.station < b.station ? -1 : a.station > b.station ? 1 : a.index - b.index));
}

function answered(bytes: Uint8Array | undefined): unknown {
  const { sentence: _sentence, quarantined, ...answer } = messageOf(bytes) as Record<string, unknown>;
  const kept = (quarantined as { index: number }[] | undefined)?.map(({ index }) => index);
  return { ...answer, ...(kept === undefined ? {} : { kept }) };
}

describe("the registry in PostgreSQL", () => {
  for (const seed of [1, 2, 3, 4])
    test(`answers as the stand-in does, and keeps the same: history ${seed}`, async (context) => {
      const found = poolOr(context);
      if (found === null) return;
      const { pool } = found;
      const random = new SeededRandom(seed, "registry history");
      const { stations, service } = await world(pool, 3);
      const intake = intakeOn(pool);
      for (let round = 0; round < 25; round++) {
        const station = stations[random.below(3)] as SealingStation;
        const bytes = anySubmission(random, station, service.size(station.station));
        expect(answered(await intake.take(bytes)), `round ${round}`).toEqual(
          answered(service.handle(bytes, 1_000)[0]),
        );
      }
      expect(await takenIn(pool)).toEqual(heldBy(service));
      expect(service.stored.length).toBeGreaterThan(5);
    });

  test("what comes at once is committed together, each message against what the one before made of it", async (context) => {
    const found = poolOr(context);
    if (found === null) return;
    const { stations, service } = await world(found.pool, 2);
    const [one, other] = stations as [SealingStation, SealingStation];
    const messages: Uint8Array[] = [];
    let size = 0;
    for (let n = 0; n < 10; n++) {
      one.seal();
      if (n === 5) one.withdraw(4);
      messages.push(bytesOf(submissionOf(one, size)));
      size = one.journal.size();
      if (n === 0) for (let m = 0; m < 3; m++) other.seal();
      if (n === 0) messages.push(bytesOf(submissionOf(other, 0)));
    }
    const intake = intakeOn(found.pool);
    const answers = await Promise.all(messages.map((message) => intake.take(message)));
    for (const [at, message] of messages.entries())
      expect(answered(answers[at]), `${at}`).toEqual(answered(service.handle(message, 1_000)[0]));
    expect(await takenIn(found.pool)).toEqual(heldBy(service));
  });

  test("two workers that get the same stations at once keep each record once, and lock nobody out", async (context) => {
    const found = poolOr(context);
    if (found === null) return;
    const { stations } = await world(found.pool, 3);
    const failures: string[] = [];
    const onFailure = (error: Error): void => void failures.push(error.message);
    const workers = [found.pool, found.poolOfOther()].map((pool) => intakeOn(pool, { onFailure }));
    const held = new Map(stations.map(({ station }) => [station, 0]));
    for (let round = 0; round < 15; round++) {
      for (const station of stations) station.seal();
      const messages = stations.map((station) =>
        bytesOf(submissionOf(station, held.get(station.station) ?? 0)),
      );
      await Promise.all(
        workers.flatMap((worker, at) =>
          (at === 0 ? messages : [...messages].reverse()).map((message) => worker.take(message)),
        ),
      );
      for (const station of stations) held.set(station.station, station.journal.size());
    }
    expect(failures).toEqual([]);
    const rows = await takenIn(found.pool);
    for (const { station } of stations)
      expect(rows.filter((row) => row.station === station).map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: 15 }, (_none, n) => n),
      );
  });

  test("a database that is killed at any moment has what was receipted, and nothing by half", async (context) => {
    if (typeof database === "string") return void context.skip(database);
    const own = await startRegistryDatabase();
    if (typeof own === "string") return void context.skip(own);
    try {
      const { stations } = await world(own.pool, 1);
      const [station] = stations as [SealingStation];
      const intake = intakeOn(own.pool, { onFailure: () => undefined });
      let receipted = 0;
      const random = new SeededRandom(7, "kills");
      for (let life = 0; life < 3; life++) {
        const kill = setTimeout(() => own.server.kill(), 20 + random.below(280));
        for (let n = 0; n < 60; n++) {
          station.seal();
          const answer = await take(intake, station, receipted);
          if (answer.size === undefined) break;
          receipted = answer.size;
        }
        clearTimeout(kill);
        await own.server.restart();
        const rows = await takenIn(own.pool);
        expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_row, n) => n));
        expect(rows.filter(({ index }) => index < receipted)).toHaveLength(receipted / 2);
        const { held } = await take(intake, station, -1);
        expect(held?.size).toBeGreaterThanOrEqual(receipted);
        receipted = held?.size ?? 0;
      }
    } finally {
      await own.close();
    }
  });
});

interface Answer {
  readonly size?: number;
  readonly held?: { readonly size: number } | null;
}

/** From `oldSize` on; -1: asks what is held. */
async function take(intake: Intake, station: SealingStation, oldSize: number): Promise<Answer> {
  const size = station.journal.size();
  const bytes = bytesOf(submissionOf(station, oldSize < 0 ? size : oldSize, size));
  return messageOf(await intake.take(bytes)) as Answer;
}
