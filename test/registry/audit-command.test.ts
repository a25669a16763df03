import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { exportJournal } from "../../src/adapters/disk/journal-export.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { keyIdOf, sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { createTrustList, type TrustListEntry } from "../../src/adapters/keys/trust-list-file.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../src/adapters/postgres/embedded-postgres.ts";
import { migrate } from "../../src/adapters/postgres/migrate.ts";
import { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { PostgresEventStore } from "../../src/adapters/postgres/postgres-event-store.ts";
import { EdgeError } from "../../src/errors.ts";
import { EventIntake } from "../../src/registry/event-intake.ts";
import { receiptEntry } from "../support/audit-rig.ts";
import { proofmark } from "../support/cli-run.ts";
import { signedBatch } from "../support/event-batches.ts";
import { toldBy } from "../support/event-world.ts";
import { enrolled, intakeOn, WITNESS } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";

/** Goal: `proofmark audit`, as it is typed, reads a journal on disk and a real database, names what somebody did to either, and says nothing against an outage. */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const directory = mkdtempSync(join(tmpdir(), "proofmark-audit-"));
chmodSync(directory, 0o711);
const config = join(directory, "registry.yaml");
const trust = join(directory, "trust.json");
const station = new SealingStation("HB-WH-0042");
/** Its events are told, and most of them lie below a size that both keys signed. */
const teller = new SealingStation("HB-WH-0045");
let server: EmbeddedPostgres | string = "not started";
let pool: PostgresPool;

beforeAll(async () => {
  writeFileSync(
    config,
    [
      "schema: proofmark/registry/v1",
      "name: registry-1",
      "database: { embedded: ./database }",
      'broker: { url: "mqtt://127.0.0.1:1" }',
      `witnesses: [{ name: ${WITNESS.name}, key: ./witness.pem }]`,
    ].join("\n"),
  );
  const span = { notBefore: "1970-01-01T00:00:00.000Z", notAfter: "2100-01-01T00:00:00.000Z" };
  const witness = {
    ...{ keyId: keyIdOf(WITNESS.spki), publicKeySpki: WITNESS.spki },
    algorithm: "ed25519",
  } as const;
  const keys: readonly TrustListEntry[] = [
    ...[station, teller].flatMap(({ station: own, recordSigner, logSigner }): TrustListEntry[] => [
      { key: recordSigner, role: "record", station: own, name: "record-1", ...span },
      { key: logSigner, role: "log", station: own, name: `proofmark/${own}`, ...span },
    ]),
    { key: witness, role: "witness", station: null, name: WITNESS.name, ...span },
  ];
  const authority = createDeterministicSigner("authority", "ecdsa-p256-sha256");
  writeFileSync(trust, createTrustList({ authority, keys, issued: span.notBefore, validTo: span.notAfter }));
  try {
    server = await startEmbeddedPostgres({ directory: join(directory, "database") });
  } catch (error) {
    if (!(error instanceof EdgeError) || error.code !== "DATABASE_NOT_HERE") throw error;
    server = error.message;
    return;
  }
  pool = new PostgresPool({ ...server, connections: 2 });
  await migrate(pool);
  await enrolled(pool, [station.registration]);
  const intake = intakeOn(pool);
  for (let delivery = 0, size = 0; delivery < 3; delivery++) {
    for (let n = 0; n < 3; n++) station.seal();
    if (delivery === 1) station.withdraw(1);
    const answer = messageOf(await intake.take(bytesOf(submissionOf(station, size)))) as {
      size: number;
      checkpoint: string;
    };
    size = answer.size;
    station.journal.append([receiptEntry(size, answer.checkpoint)], () => undefined);
  }
  // Sealed while the registry was away.
  for (let n = 0; n < 2; n++) station.seal();
});
afterAll(async () => {
  if (typeof server !== "string") {
    await pool.end();
    await server.stop();
  }
  rmSync(directory, { recursive: true });
});

let exported = 0;

function journalOf(entries: readonly Uint8Array[], code = String(station.station)): string {
  const path = join(directory, `journal-${exported++}`);
  exportJournal({ read: () => entries }, path, code);
  return path;
}

async function audit(journal: string, ...more: string[]) {
  const ran = await proofmark("audit", journal, "--registry", config, "--trust", trust, "--json", ...more);
  const told = JSON.parse(ran.out) as {
    agrees: boolean;
    findings?: { code: string; side: string }[];
    refused?: { code: string };
    notYet?: number;
    records?: number;
  };
  const codes = told.findings?.map(({ code }) => code) ?? [told.refused?.code];
  return { code: ran.code, told, codes };
}

test("both sides agree; what was sealed in an outage is not delivered yet, and not missing", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  const journal = journalOf(station.journal.entries);
  const { code, told, codes } = await audit(journal);
  expect(codes).toEqual([]);
  expect({ code, records: told.records, notYet: told.notYet }).toEqual({ code: 0, records: 12, notYet: 2 });
  const { out } = await proofmark("audit", journal, "--registry", config, "--trust", trust);
  expect(out).toContain(
    "12 records: 0 missing, 0 doubled, 0 reordered, 0 altered, 0 forged; 2 not delivered yet",
  );
});

/** Each is undone after it. */
const DONE: readonly (readonly [what: string, says: readonly string[], sql: string])[] = [
  ["a row deleted", ["AUDIT_MISSING_AT_REGISTRY"], "delete from record where sequence = 4"],
  [
    "a row doubled under another id",
    ["AUDIT_DOUBLED_AT_REGISTRY"],
    `insert into record (station, branch, index, sequence, kind, record, job, of, verdict, ended, plate, size, inclusion, entry)
     select station, branch, 500, 50, kind, repeat('ab', 32), job, of, verdict, ended, plate, size, inclusion, entry from record where sequence = 3`,
  ],
  [
    "two rows swapped",
    ["AUDIT_REORDERED_AT_REGISTRY", "AUDIT_REORDERED_AT_REGISTRY"],
    "update record set index = 900 where sequence = 0; update record set index = 1 where sequence = 2; update record set index = 5 where index = 900",
  ],
  [
    "one bit of a record",
    ["AUDIT_ALTERED_AT_REGISTRY"],
    `update record set entry = overlay(entry placing case substr(entry, 400, 1) when 'A' then 'B' else 'A' end from 400) where sequence = 3`,
  ],
  [
    "a plate in its column",
    ["AUDIT_ALTERED_AT_REGISTRY"],
    "update record set plate = '京A00001' where sequence = 3",
  ],
  [
    "a withdrawal undone",
    ["AUDIT_ALTERED_AT_REGISTRY"],
    "update record set withdrawn_by = null where withdrawn_by is not null",
  ],
  [
    "a root in its column",
    ["AUDIT_CHECKPOINT_ALTERED"],
    "update cosigned set root = sha256('x') where size = 6",
  ],
];

for (const [what, says, sql] of DONE)
  test(`in the database: ${what}`, async (context) => {
    if (typeof server === "string") return void context.skip(`no database: ${server}`);
    await pool.query("create table kept_record as select * from record");
    await pool.query("create table kept_cosigned as select * from cosigned");
    try {
      for (const statement of sql.split("; ")) await pool.query(statement);
      const { code, codes } = await audit(journalOf(station.journal.entries));
      expect({ code, codes }).toEqual({ code: 1, codes: says });
    } finally {
      await pool.query("truncate record, cosigned");
      await pool.query("insert into record select * from kept_record");
      await pool.query("insert into cosigned select * from kept_cosigned");
      await pool.query("drop table kept_record, kept_cosigned");
    }
  });

test("at the station: a journal that was cut, one that is damaged, one of another station", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  const { entries } = station.journal;
  expect(await audit(journalOf(entries.slice(0, 12)))).toMatchObject({
    code: 1,
    codes: ["AUDIT_JOURNAL_SHORT"],
  });
  const damaged = journalOf(entries);
  const segment = join(damaged, "00000000.segment");
  const bytes = readFileSync(segment);
  bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
  chmodSync(segment, 0o600);
  writeFileSync(segment, bytes);
  const spoilt = await audit(damaged);
  expect(spoilt).toMatchObject({ code: 1, codes: ["AUDIT_JOURNAL_UNREADABLE"] });
  expect(await audit(journalOf(entries, "HB-WH-0043"))).toMatchObject({
    code: 1,
    codes: ["AUDIT_STATION_UNKNOWN"],
  });
  expect(await audit(journalOf(entries, "HB-WH-0043"), "--station", "HB-WH-0042")).toMatchObject({
    code: 1,
    codes: ["AUDIT_OTHER_STATION"],
  });
});

function eventIntake(): EventIntake {
  return new EventIntake({
    ...{ store: new PostgresEventStore(pool), tools: { digest: sha256, verify: verifySignature } },
    ...{ witnesses: [WITNESS], wallMs: () => 1_000, onRefused: () => undefined },
    onFailure: (error) => {
      throw error;
    },
  });
}

test("events: both sides agree, and one that was changed or taken out in the database is told", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  const of = new SealingStation("HB-WH-0044");
  await enrolled(pool, [of.registration]);
  const journal = new MemoryJournalStore();
  const reason = { code: "STATION_STOPPING", params: {} };
  journal.append(
    Array.from({ length: 20 }, (_none, n) =>
      bytesOf({ type: "job-closed", at: { monoMs: n, wallMs: n }, job: `J-${n}`, reason }),
    ),
    () => undefined,
  );
  const texts = toldBy(journal, of.station);
  const intake = eventIntake();
  expect(await intake.take(of.station, signedBatch(of, null, texts.slice(0, 15)))).not.toBeNull();
  const path = journalOf([...journal.read(0)], of.station);
  const whole = await audit(path);
  expect(whole).toMatchObject({ code: 0, codes: [], told: { events: { held: 15, notTold: 5 } } });
  await pool.query("update event set event = replace(event, 'J-3', 'J-9') where index = 3");
  await pool.query("delete from event where index = 7");
  // Of this journal no size was signed by both.
  expect(await audit(path)).toMatchObject({ code: 1, codes: ["AUDIT_EVENTS_DIFFER"] });
  const cut = await audit(journalOf([...journal.read(0)].slice(0, 10), of.station));
  expect(cut.codes).toContain("AUDIT_EVENTS_BEYOND");
});

/** Each is undone after it. `{}` is the station. */
const TOLD: readonly (readonly [what: string, says: readonly string[], sql: string])[] = [
  [
    "one altered",
    ["AUDIT_EVENT_ALTERED 6.0"],
    "update event set event = replace(event, 'J-6', 'J-9') where index = 6",
  ],
  [
    "one altered, and its hash with it",
    ["AUDIT_EVENT_ALTERED 6.0"],
    "update event set event = replace(event, 'J-6', 'J-9'), sha256 = sha256(convert_to(replace(event, 'J-6', 'J-9'), 'UTF8')) where index = 6",
  ],
  ["the job in its column", ["AUDIT_EVENT_ALTERED 6.0"], "update event set job = 'J-9' where index = 6"],
  [
    "one left out, and the next said to follow the one before",
    ["AUDIT_EVENT_MISSING 6.0"],
    "delete from event where index = 6; update event set after_index = 5 where index = 7",
  ],
  [
    "one doubled",
    ["AUDIT_EVENT_DOUBLED 6.0"],
    "insert into event select station, 1, index, part, (select max(position) + 1 from event), kind, after_index, after_part, job, sha256, event, false, received from event where index = 6; update event set position = position + 1000 where index > 6",
  ],
  [
    "two told in another order",
    ["AUDIT_EVENT_REORDERED 7.0"],
    "update event set position = 13 - position + 2 * (select min(position) from event where index = 0) where index in (6, 7)",
  ],
  [
    "one that never was",
    ["AUDIT_EVENT_ALTERED 7.0", "AUDIT_EVENT_FORGED 6.1"],
    "update event set position = position + 1000 where index > 6; insert into event select station, branch, index, 1, position + 1, kind, index, 0, job, sha256, event, false, received from event where index = 6",
  ],
  [
    "the end cut off",
    [
      "AUDIT_EVENTS_DIFFER 21.0",
      "AUDIT_EVENT_MISSING 18.0",
      "AUDIT_EVENT_MISSING 19.0",
      "AUDIT_EVENT_MISSING 20.0",
    ],
    "delete from event where index >= 18",
  ],
  // Behind what both keys signed nobody is blamed.
  [
    "one altered behind the signed size",
    ["AUDIT_EVENTS_DIFFER 21.0"],
    "update event set event = replace(event, 'J-21', 'J-9') where index = 21",
  ],
];

test("events below a size that both keys signed: what was done to one in the database is named", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  await enrolled(pool, [teller.registration]);
  const { journal } = teller;
  const closed = (n: number): Uint8Array =>
    bytesOf({
      ...{ type: "job-closed", at: { monoMs: n, wallMs: n }, job: `J-${n}` },
      reason: { code: "STATION_STOPPING", params: {} },
    });
  journal.append(
    Array.from({ length: 20 }, (_none, n) => closed(n)),
    () => undefined,
  );
  journal.append([teller.entry(teller.sealed++)], () => undefined);
  const answer = messageOf(await intakeOn(pool).take(bytesOf(submissionOf(teller, 0)))) as {
    size: number;
    checkpoint: string;
  };
  expect(answer.size).toBe(21);
  journal.append([closed(21), receiptEntry(answer.size, answer.checkpoint)], () => undefined);
  const texts = toldBy(journal, teller.station);
  expect(await eventIntake().take(teller.station, signedBatch(teller, null, texts))).not.toBeNull();
  const path = journalOf(journal.entries, teller.station);
  expect(await audit(path)).toMatchObject({ code: 0, codes: [], told: { events: { held: texts.length } } });
  const own = `where station = '${teller.station}' and`;
  for (const [what, says, sql] of TOLD) {
    await pool.query(`create table kept_event as select * from event where station = '${teller.station}'`);
    try {
      for (const statement of sql.split("; "))
        await pool.query(
          statement.replaceAll("where", own).replaceAll("from event)", `from event ${own} true)`),
        );
      const { told } = await audit(path);
      const found = (told.findings ?? []) as readonly {
        code: string;
        side: string;
        params?: { at?: string };
      }[];
      expect([what, found.map(({ code, params }) => `${code} ${params?.at}`).sort()]).toEqual([what, says]);
      expect(found.every(({ side }) => side === "registry")).toBe(true);
    } finally {
      await pool.query(`delete from event where station = '${teller.station}'`);
      await pool.query("insert into event select * from kept_event");
      await pool.query("drop table kept_event");
    }
  }
});
