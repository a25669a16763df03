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
  const own = station.station;
  const witness = {
    ...{ keyId: keyIdOf(WITNESS.spki), publicKeySpki: WITNESS.spki },
    algorithm: "ed25519",
  } as const;
  const keys: readonly TrustListEntry[] = [
    { key: station.recordSigner, role: "record", station: own, name: "record-1", ...span },
    { key: station.logSigner, role: "log", station: own, name: `proofmark/${own}`, ...span },
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
  const intake = new EventIntake({
    ...{ store: new PostgresEventStore(pool), tools: { digest: sha256, verify: verifySignature } },
    ...{ witnesses: [WITNESS], wallMs: () => 1_000, onRefused: () => undefined },
    onFailure: (error) => {
      throw error;
    },
  });
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
