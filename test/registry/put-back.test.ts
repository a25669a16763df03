import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { parseYamlText } from "../../src/adapters/config/yaml-file.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { revokeKey } from "../../src/adapters/postgres/key-register.ts";
import { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { PostgresEventStore } from "../../src/adapters/postgres/postgres-event-store.ts";
import { PostgresMarkBook } from "../../src/adapters/postgres/postgres-mark-book.ts";
import { PostgresRegistrySearch } from "../../src/adapters/postgres/postgres-registry-search.ts";
import { followKey } from "../../src/adapters/postgres/station-register.ts";
import { newestPosition } from "../../src/adapters/postgres/told-events.ts";
import { markPolicySchema } from "../../src/core/marks/mark-policy.ts";
import { entryAt, readStatusList } from "../../src/core/marks/status-list.ts";
import { STATUS_VALUES } from "../../src/core/marks/status-statement.ts";
import { type TrustListDocument, trustListIn } from "../../src/core/record/trust-list.ts";
import { EventIntake } from "../../src/registry/event-intake.ts";
import { Marking } from "../../src/registry/marking.ts";
import { nextTrustList } from "../../src/runtime/registry/registry-trust.ts";
import { eventTextAt, signedBatch } from "../support/event-batches.ts";
import { MARK_KEY, STATUS_KEY } from "../support/mark-issuer.ts";
import { markedResult } from "../support/marked-result.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, intakeOn, takenIn, WITNESS } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { readSource } from "../support/source-tree.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";

/** Goal: a database that was put back from a copy of last week, while stations went on: what was receipted since comes again and is in force, and nothing that was given out since is given to another. */
vi.setConfig({ testTimeout: 120_000 });

let database: RegistryDatabase | string = "not started";
let copy: PostgresPool | null = null;
beforeAll(async () => {
  database = await startRegistryDatabase(["fsync=off"]);
});
afterAll(async () => {
  await copy?.end();
  if (typeof database !== "string") await database.close();
});

const FILE = "config/marks/cn.yaml";
const POLICY = parseYamlText(readSource(FILE), markPolicySchema, FILE).value;

/** As a copy of the night has it. */
async function copied({ server }: RegistryDatabase): Promise<PostgresPool> {
  const url = new URL(server.url);
  const name = url.pathname.slice(1);
  url.pathname = "/template1";
  url.password = server.password;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
  await client.query(`create database "of-the-night" template "${name}"`);
  await client.end();
  url.pathname = "/of-the-night";
  url.password = "";
  return new PostgresPool({ url: url.href, password: server.password, connections: 4 });
}

const authority = createDeterministicSigner("authority", "ed25519");

async function listOf(pool: PostgresPool, given: TrustListDocument | null) {
  const signing = { keyId: authority.keyId, spki: authority.publicKeySpki };
  const signed = await nextTrustList(
    // As an act has them, as far as a list goes.
    { pool, clock: new SystemClock(), witnesses: [WITNESS], others: [] } as unknown as Parameters<
      typeof nextTrustList
    >[0],
    {
      authority: {
        ...signing,
        sign: (message: Uint8Array) => {
          let made = new Uint8Array();
          authority.sign(message, (result) => {
            if (result.kind === "signed") made = new Uint8Array(result.signature);
          });
          return made;
        },
      },
      ...{ validDays: 30, by: "a test", given },
    },
  );
  const read = trustListIn({ text: signed.document, digest: sha256, verify: verifySignature });
  if (read.kind === "refused") throw new Error(read.reason.code);
  return { list: read.document, putBack: signed.putBack };
}

function markingOn(pool: PostgresPool): Marking {
  return new Marking({
    book: new PostgresMarkBook(pool),
    search: new PostgresRegistrySearch(pool),
    rules: { policy: POLICY, isTrial: false },
    ...{ issuer: "cn-hb", markKey: MARK_KEY, statusKey: STATUS_KEY },
    ...{ listUrl: "https://r.example/v1/status/", statusHours: 168, listTtlS: 900 },
    ...{ digest: sha256, wallMs: () => Date.now() },
  });
}

function eventsOn(pool: PostgresPool): EventIntake {
  return new EventIntake({
    store: new PostgresEventStore(pool),
    ...{ tools: { digest: sha256, verify: verifySignature }, witnesses: [WITNESS], wallMs: () => 1_000 },
    onFailure: (error) => {
      throw error;
    },
    onRefused: (station) => {
      throw new Error(station);
    },
  });
}

test("a copy of the night is put back: records, keys, revocations, marks and positions", async (context) => {
  if (typeof database === "string") return context.skip(`no database: ${database}`);
  const { pool } = database;
  const station = new SealingStation("HB-WH-0042");
  const gone = new SealingStation("HB-WH-0050");
  const bad = new SealingStation("HB-WH-0060");
  await enrolled(pool, [station.registration, bad.registration]);
  const seal = (by: SealingStation): string => {
    const { subject, scope, rulebook, devices, unverifiedRules, time, score, items } =
      markedResult("inspection");
    const of = {
      kind: "inspection",
      verdict: "pass",
      // Each another vehicle: a later result takes the mark of the one before.
      subject: { ...subject, vin: `LFV2A21K8D41000${10 + by.sealed}` },
      rulebook,
      devices,
      unverifiedRules,
      time,
      score,
      items,
    };
    const index = by.seal({ says: { ...of, ...(scope && { scope }) } });
    return (JSON.parse(new TextDecoder().decode(by.journal.entries[index])) as { record: string }).record;
  };
  const first = seal(station);
  const before = intakeOn(pool);
  expect(messageOf(await before.take(bytesOf(submissionOf(station, 0))))).toMatchObject({ size: 2 });
  await markingOn(pool).markOf(first);
  await eventsOn(pool).take(station.station, signedBatch(station, null, [eventTextAt(station.station, 1)]));
  await listOf(pool, null);
  copy = await copied(database);

  // The day after: another record key, a station, a revocation, a list of keys, a mark, events.
  const next = new SealingStation(
    "HB-WH-0042",
    createDeterministicSigner("next record", "ecdsa-p256-sha256"),
  );
  const key = { keyId: next.recordSigner.keyId, spki: next.recordSigner.publicKeySpki };
  const of = { station: station.station, role: "record" as const, place: 1, document: "{}", by: "P" };
  await followKey(pool, { ...of, key });
  await enrolled(pool, [gone.registration]);
  const fromMs = Date.parse("2026-11-28T07:00:00.000Z");
  const revoked = {
    station: bad.station,
    keyId: bad.recordSigner.keyId,
    fromMs,
    why: "compromised" as const,
  };
  await revokeKey(pool, { ...revoked, by: "P" });
  Object.assign(next, { journal: station.journal, sealed: station.sealed });
  const later = [seal(next), seal(next)];
  const size = next.journal.size();
  expect(messageOf(await before.take(bytesOf(submissionOf(next, 2))))).toMatchObject({
    size,
    quarantined: [],
  });
  const lost = await markingOn(pool).markOf(later[0] ?? "");
  const more = [2, 3, 4].map((at) => eventTextAt(station.station, at));
  await eventsOn(pool).take(station.station, signedBatch(station, 1, more));
  const readUpTo = await newestPosition(pool);
  const { list: newest, putBack: none } = await listOf(pool, null);
  expect([newest.number, none]).toEqual([2, null]);

  // Put back. The list that everybody has goes with it.
  const { list, putBack } = await listOf(copy, newest);
  expect(putBack).toEqual({ keys: 1, revoked: 1, stations: [gone.station] });
  expect(list.number).toBe(3);
  const listed = (name: string): unknown[] =>
    list.keys
      .filter((one) => one.station === name)
      .map(({ role, keyId, revoked: is }) => [role, keyId, is?.why]);
  expect(listed(gone.station)).toHaveLength(2);
  expect(listed(station.station)).toHaveLength(3);
  expect(listed(bad.station)).toContainEqual(["record", bad.recordSigner.keyId, "compromised"]);

  // The station is told what is held, and what comes again is in force, by its new key as well.
  const latest = seal(next);
  const intake = intakeOn(copy);
  const conflict = messageOf(await intake.take(bytesOf(submissionOf(next, size))));
  expect(conflict).toMatchObject({ code: 409, held: { size: 2 } });
  const again = messageOf(await intake.take(bytesOf(submissionOf(next, 2))));
  expect(again).toMatchObject({ schema: "proofmark/receipt/v1", quarantined: [] });
  expect((await takenIn(copy)).map(({ kind }) => kind)).toEqual(["result", "result", "result", "result"]);
  // And what a revoked key signs is not.
  bad.seal();
  expect(messageOf(await intake.take(bytesOf(submissionOf(bad, 0))))).toMatchObject({
    quarantined: [{ index: 1 }],
  });

  // Of the mark that was given since nobody says that it is good; a new one has another place.
  if (lost.kind !== "mark") throw new Error(lost.reason.code);
  const token = (await markingOn(copy).listOf(1))?.token ?? new Uint8Array();
  const entries = readStatusList(token)?.entries ?? new Uint8Array();
  expect(entryAt(entries, 2, lost.mark.claims.list.index)).toBe(STATUS_VALUES.suspended);
  const anew = await markingOn(copy).markOf(latest);
  expect(anew.kind === "mark" ? anew.mark.claims.list.uri : anew.reason.code).toBe(
    "https://r.example/v1/status/101",
  );

  // Whoever has read up to the last position reads on, and is told again what was lost.
  await eventsOn(copy).take(station.station, signedBatch(station, 1, more));
  const positions = await copy.query<{ position: string }>("select position from event order by position");
  expect(positions.filter(({ position }) => Number(position) > readUpTo)).toHaveLength(3);

  // The same list once more takes up nothing.
  const { putBack: twice } = await listOf(copy, newest);
  expect(twice).toBeNull();

  // Where the numbers do not fit the marks any more, that is said, and not that a mark of 382 bytes is larger than 400.
  await copy.query("insert into put_back (list, next_list, by) values (9999, 10000, 'a test')");
  const last = seal(next);
  expect(messageOf(await intake.take(bytesOf(submissionOf(next, size + 2))))).toMatchObject({
    quarantined: [],
  });
  const none10000 = await markingOn(copy).markOf(last);
  expect(none10000).toMatchObject({
    kind: "none",
    reason: { code: "MARK_LISTS_USED_UP", params: { uri: "https://r.example/v1/status/10000", chars: 33 } },
  });
});
