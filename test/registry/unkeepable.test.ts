import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import type { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { PostgresEventStore } from "../../src/adapters/postgres/postgres-event-store.ts";
import { followKey } from "../../src/adapters/postgres/station-register.ts";
import { factsIn, papersIn } from "../../src/cli/registry-lines.ts";
import { EVENT_ANSWER_FORM } from "../../src/core/events/event-batch.ts";
import { readSigned } from "../../src/core/requests/signed-message.ts";
import type { EdgeError } from "../../src/errors.ts";
import { EventIntake } from "../../src/registry/event-intake.ts";
import type { Intake } from "../../src/registry/intake.ts";
import { eventTextAt, signedBatch } from "../support/event-batches.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, intakeOn, takenIn, WITNESS } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";

/** Goal: what a database does not keep, whoever sends it, stops nobody else, is called by its name, and is no outage. */
vi.setConfig({ testTimeout: 60_000 });

let database: RegistryDatabase | string = "not started";
beforeAll(async () => {
  database = await startRegistryDatabase(["fsync=off"]);
});
afterAll(async () => {
  if (typeof database !== "string") await database.close();
});

function databaseOr(context: { skip(note: string): void }): RegistryDatabase | null {
  if (typeof database !== "string") return database;
  context.skip(`no database: ${database}`);
  return null;
}

/** No two alike beside each other, so that an index cannot make it small. */
const LONG = Array.from({ length: 6_000 }, (_none, at) =>
  String.fromCharCode(0x4e00 + ((at * 7_919) % 20_000)),
).join("");

const UNKEEPABLE: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["U+0000 in the plate", { subject: { plate: "鄂A\u00001234" } }],
  ["a plate longer than an index has room for", { subject: { plate: LONG } }],
  ["a certificate as long", { subject: { learnerCertificate: LONG } }],
];

for (const [what, says] of UNKEEPABLE)
  test(`${what}: that station alone is refused, and the others have their receipts`, async (context) => {
    const pool = databaseOr(context)?.pool;
    if (pool === undefined) return;
    await onlyItself(pool, what, (station) => {
      station.seal({ says });
    });
  });

test("the same with an entry that is none and has U+0000 in it", async (context) => {
  const pool = databaseOr(context)?.pool;
  if (pool === undefined) return;
  await onlyItself(pool, "an entry", (station) => {
    station.journal.append(
      [new TextEncoder().encode('{"type":"record-sealed","\u0000":1}')],
      () => undefined,
    );
  });
});

async function onlyItself(
  pool: PostgresPool,
  what: string,
  spoil: (station: SealingStation) => void,
): Promise<void> {
  const names = ["a", "b", "c", "d", "e"].map(
    (name) => `${name}-${sha256(Buffer.from(what)).slice(0, 4).join("")}`,
  );
  const stations = names.map((name) => new SealingStation(name));
  await enrolled(
    pool,
    stations.map(({ registration }) => registration),
  );
  const [, , bad] = stations as [SealingStation, SealingStation, SealingStation];
  for (const station of stations)
    if (station === bad) spoil(station);
    else station.seal();
  const failures: EdgeError[] = [];
  const intake = intakeOn(pool, { onFailure: (error) => failures.push(error) });
  const sent = stations.map((station) => bytesOf(submissionOf(station, 0)));
  // While the first is being committed the others come, and are the next batch.
  const answers = await Promise.all([bytesOf("{}"), ...sent].map((message) => intake.take(message)));
  const told = answers.slice(1).map((answer) => messageOf(answer) as Readonly<Record<string, unknown>>);
  expect(told.map(({ schema, code }) => code ?? schema)).toEqual(
    stations.map((station) => (station === bad ? 400 : "proofmark/receipt/v1")),
  );
  expect(told[2]?.sentence).toMatchObject({
    en: expect.stringContaining("cannot be kept by the registry's database"),
  });
  expect(failures.map(({ code, message }) => [code, message.split(":")[0]])).toEqual([
    ["DATABASE_REFUSES", bad.station],
  ]);
  const held = (await takenIn(pool)).filter(({ station }) => names.includes(station));
  expect(held.map(({ station }) => station)).toEqual(names.filter((name) => name !== bad.station));
  // And it goes on, once it is mended.
  expect(messageOf(await intake.take(sent[0] as Uint8Array))).toMatchObject({ code: 409 });
}

/** The code of each refusal, the schema of what is none. */
async function codesOf(intake: Intake, sent: readonly Uint8Array[]): Promise<unknown[]> {
  const answers = await Promise.all(sent.map((message) => intake.take(message)));
  return answers.map((answer) => {
    const { code, schema } = messageOf(answer) as Readonly<Record<string, unknown>>;
    return code ?? schema;
  });
}

test("a database that takes no writes for a while is an outage for all, and none is lost", async (context) => {
  const here = databaseOr(context);
  if (here === null) return;
  const { pool, server } = here;
  const url = new URL(server.url);
  url.password = server.password;
  const person = new pg.Client({ connectionString: url.href });
  await person.connect();
  const readOnly = async (is: "on" | "off"): Promise<void> => {
    await person.query("begin read write");
    await person.query(`alter database "${url.pathname.slice(1)}" set default_transaction_read_only = ${is}`);
    await person.query("commit");
    await person.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
  };
  const stations = ["RO-1", "RO-2"].map((name) => new SealingStation(name));
  await enrolled(
    pool,
    stations.map(({ registration }) => registration),
  );
  for (const station of stations) station.seal();
  const sent = stations.map((station) => bytesOf(submissionOf(station, 0)));
  const failures: string[] = [];
  const intake = intakeOn(pool, { onFailure: ({ code }) => failures.push(code) });
  const codes = (): Promise<unknown[]> => codesOf(intake, sent);
  await readOnly("on");
  expect(await codes()).toEqual([503, 503]);
  await readOnly("off");
  // A connection of before may be found dead once.
  let last = await codes();
  for (let times = 0; times < 5 && last.includes(503); times++) last = await codes();
  expect(last).toEqual(["proofmark/receipt/v1", "proofmark/receipt/v1"]);
  expect(new Set(failures)).toEqual(new Set(["DATABASE_UNAVAILABLE"]));
  expect((await takenIn(pool)).filter(({ station }) => station.startsWith("RO-"))).toHaveLength(2);
  await person.end();
});

test("events that the database does not keep keep no other station's waiting", async (context) => {
  const pool = databaseOr(context)?.pool;
  if (pool === undefined) return;
  const stations = ["EV-1", "EV-2", "EV-3", "EV-4"].map((name) => new SealingStation(name));
  await enrolled(
    pool,
    stations.map(({ registration }) => registration),
  );
  const failures: string[] = [];
  const intake = new EventIntake({
    store: new PostgresEventStore(pool),
    tools: { digest: sha256, verify: verifySignature },
    witnesses: [WITNESS],
    wallMs: () => 1_000,
    onFailure: ({ code, message }) => failures.push(`${code} ${message.slice(0, 4)}`),
    onRefused: (station) => failures.push(station),
  });
  const answers = await Promise.all(
    stations.map((station) => {
      const job = station.station === "EV-3" ? "J\u0000" : "J-1";
      const batch = signedBatch(station, null, [eventTextAt(station.station, 1, job)]);
      return intake.take(station.station, batch);
    }),
  );
  const said = answers.map((answer) => {
    if (answer === null) return null;
    const read = readSigned(
      { digest: sha256, verify: verifySignature, keys: [WITNESS.spki] },
      [EVENT_ANSWER_FORM],
      answer,
    );
    return read.kind === "dropped" ? read.why : read.document.answer;
  });
  expect(said).toEqual(["taken", "taken", null, "taken"]);
  expect(failures).toEqual(["DATABASE_REFUSES EV-3"]);
});

test("two who take up a key at the same time: one does, and the other is told", async (context) => {
  const pool = databaseOr(context)?.pool;
  if (pool === undefined) return;
  const station = new SealingStation("TWICE-1");
  await enrolled(pool, [station.registration]);
  const take = (n: number): Promise<boolean> => {
    const next = new SealingStation(`next-${n}`).recordSigner;
    const key = { keyId: next.keyId, spki: next.publicKeySpki };
    return followKey(pool, {
      station: "TWICE-1",
      role: "record",
      place: 1,
      key,
      document: "{}",
      by: `P${n}`,
    });
  };
  expect((await Promise.all([take(1), take(2)])).sort()).toEqual([false, true]);
  const acts = await pool.query("select by from registry_act where station = 'TWICE-1' and what = 'rotated'");
  expect(acts).toHaveLength(1);
});

test("facts and papers with what no text has are refused at their line, before a database is asked", () => {
  const directory = mkdtempSync(join(tmpdir(), "proofmark-lines-"));
  const file = join(directory, "lines.jsonl");
  const fact = {
    ...{ schema: "proofmark/vehicle-fact/v1", check: "theft", plate: "鄂A12345", vin: null, found: true },
    ...{ km: null, on: null, asOf: "2026-11-28T08:00:00.000Z" },
  };
  for (const [plate, name] of [
    ["鄂A\u00001234", "U\\+0000"],
    ["鄂A\u202e1234", "U\\+202E"],
  ] as const) {
    writeFileSync(
      file,
      `${JSON.stringify(fact)}\n${JSON.stringify({ ...fact, plate }).replace("\u202e", "\\u202e")}\n`,
    );
    expect(() => factsIn(file)).toThrow(
      new RegExp(`line 2: ${name} stands in plate, which is no character of a text`),
    );
  }
  writeFileSync(file, `${JSON.stringify({ kind: "order", number: "N\u00001" })}\n`);
  expect(() => papersIn(file)).toThrow(/line 1: U\+0000 stands in number/);
  rmSync(directory, { recursive: true });
});

test("a full disk of the database is called by its name, is an outage for all, and none is lost", async (context) => {
  const pool = databaseOr(context)?.pool;
  if (pool === undefined) return;
  const stations = ["FULL-1", "FULL-2"].map((name) => new SealingStation(name));
  await enrolled(
    pool,
    stations.map(({ registration }) => registration),
  );
  for (const station of stations) station.seal();
  const sent = stations.map((station) => bytesOf(submissionOf(station, 0)));
  const failures: EdgeError[] = [];
  const intake = intakeOn(pool, { onFailure: (error) => failures.push(error) });
  const codes = (): Promise<unknown[]> => codesOf(intake, sent);
  await pool.query(
    `create function full_disk() returns trigger language plpgsql as
     $$ begin raise exception 'could not extend file "base/5/16701": No space left on device' using errcode = '53100'; end $$`,
  );
  await pool.query(
    "create trigger full_disk before insert on record for each row execute function full_disk()",
  );
  try {
    expect(await codes()).toEqual([503, 503]);
  } finally {
    await pool.query("drop function full_disk() cascade");
  }
  expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(["DATABASE_FULL"]));
  // The same sentence each time: which file it was about is for the database's log.
  expect(failures[0]?.message).toMatch(/^The database at [^ ]+ keeps nothing more: its disk is full\.$/);
  expect(await codes()).toEqual(["proofmark/receipt/v1", "proofmark/receipt/v1"]);
});
