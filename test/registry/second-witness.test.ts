import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { EvidenceDirectory } from "../../src/adapters/disk/evidence-directory.ts";
import { keyIdOf, sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import {
  bindEvidence,
  evidenceRows,
  holdEvidence,
  releaseEvidence,
  sweepEvidence,
} from "../../src/adapters/postgres/evidence-register.ts";
import { PostgresAskLimits } from "../../src/adapters/postgres/postgres-ask-limits.ts";
import { PostgresCosignatures } from "../../src/adapters/postgres/postgres-cosignatures.ts";
import { PostgresRegistryStore } from "../../src/adapters/postgres/postgres-registry-store.ts";
import { HttpWitness } from "../../src/adapters/witness/http-witness.ts";
import { startWitnessServer } from "../../src/adapters/witness/witness-server.ts";
import { Intake } from "../../src/registry/intake.ts";
import { Witnessing } from "../../src/registry/witnessing.ts";
import { FaultyFs } from "../support/faulty-fs.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, WITNESS } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { NearWitness, SECOND } from "../support/second-witness.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";

/** Goal: in the real database and over HTTP, what other witnesses say, what belongs to a record, and what all workers count together. */
vi.setConfig({ testTimeout: 60_000 });

let database: RegistryDatabase | string = "not started";
beforeAll(async () => {
  database = await startRegistryDatabase(["fsync=off"]);
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  if (typeof database !== "string")
    await database.pool.query(
      "truncate station, station_key, cosigned, record, registry_act, vehicle_asked, papers_asked, evidence, evidence_hold, public_asked cascade",
    );
});
afterAll(async () => {
  if (typeof database !== "string") await database.close();
});
const ends: (() => Promise<void> | void)[] = [];

function databaseOr(context: { skip(note: string): void }): RegistryDatabase | null {
  if (typeof database !== "string") return database;
  context.skip(`no database: ${database}`);
  return null;
}

async function rig({ pool }: RegistryDatabase) {
  const station = new SealingStation();
  await enrolled(pool, [station.registration]);
  const near = new NearWitness([station]);
  const serve = (port = 0) =>
    startWitnessServer({
      ...{ host: "127.0.0.1", port, bytesMax: 24_576 },
      addCheckpoint: (text) => near.post(text),
      onFailure: () => undefined,
    });
  let server = await serve();
  ends.push(() => server.close());
  const { url } = server;
  const told: { checkpoint: string; size: number }[] = [];
  let nowMs = 0;
  const worker = () => {
    const tools = { digest: sha256, verify: verifySignature };
    const witnessing = new Witnessing({
      ...{ ...tools, book: new PostgresCosignatures(pool), monoMs: () => nowMs },
      others: [new HttpWitness({ name: SECOND.name, spki: SECOND.spki, url, timeoutMs: 2_000 })],
      tell: (_station, answer) => void told.push(messageOf(answer) as (typeof told)[number]),
      onTrouble: () => undefined,
      onFailure: (error) => {
        throw error;
      },
    });
    const intake = new Intake({
      store: new PostgresRegistryStore(pool),
      tools: { ...tools, simulation: false, cosign: (text, timeS) => [WITNESS.cosignature(text, timeS)] },
      wallMs: () => 1_000,
      onFailure: (error) => {
        throw error;
      },
      cosigned: (receipt) => witnessing.cosigned(receipt),
    });
    return { witnessing, intake };
  };
  return {
    ...{ station, near, told, worker },
    stopWitness: () => server.close(),
    async startWitness(): Promise<void> {
      server = await serve(Number(new URL(url).port));
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

const hasSecond = (note: string): boolean => note.includes(`\n\u2014 ${SECOND.name} `);

describe("a second witness", () => {
  test("cosigns over HTTP; while it is away all is committed, and another worker completes the receipt when it is back", async (context) => {
    const held = databaseOr(context);
    if (held === null) return;
    const { station, near, told, worker, stopWitness, startWitness, pass } = await rig(held);
    const first = worker();
    const submit = async (): Promise<{ checkpoint: string; size: number }> => {
      const oldSize = station.journal.size();
      station.seal();
      return messageOf(await first.intake.take(bytesOf(submissionOf(station, oldSize)))) as never;
    };
    expect(hasSecond((await submit()).checkpoint)).toBe(true);
    await stopWitness();
    for (let n = 0; n < 3; n++) expect(hasSecond((await submit()).checkpoint)).toBe(false);
    const rows = await held.pool.query<{ size: string }>("select size from station");
    expect(rows.map(({ size }) => Number(size))).toEqual([8]);
    await startWitness();
    const second = worker();
    pass(61_000);
    await second.witnessing.look([station.station]);
    expect(told.map(({ size, checkpoint }) => [size, hasSecond(checkpoint)])).toEqual([[8, true]]);
    expect(near.signed.map(({ size }) => size)).toEqual([2, 4, 6, 8]);
    const notes = await held.pool.query<{ note: string }>(
      "select note from station union all select note from cosigned where size = 8",
    );
    expect(notes.map(({ note }) => note)).toEqual([told[0]?.checkpoint, told[0]?.checkpoint]);
    // Asked again for what it has, the registry gives the whole receipt.
    const again = messageOf(await first.intake.take(bytesOf(submissionOf(station, 8)))) as {
      checkpoint: string;
    };
    expect(again.checkpoint).toBe(told[0]?.checkpoint);
  });

  test("its server reads no more than a request, and knows one address", async (context) => {
    const held = databaseOr(context);
    if (held === null) return;
    const station = new SealingStation();
    const near = new NearWitness([station]);
    const server = await startWitnessServer({
      ...{ host: "127.0.0.1", port: 0, bytesMax: 1_000 },
      addCheckpoint: (text) => {
        if (text === "disk") throw new Error("no space");
        return near.post(text);
      },
      onFailure: () => undefined,
    });
    ends.push(() => server.close());
    const post = async (path: string, body: BodyInit, method = "POST"): Promise<number> =>
      (await fetch(`${server.url}${path}`, { method, ...(method === "GET" ? {} : { body }) })).status;
    expect(await post("/add-checkpoint", "x")).toBe(400);
    expect(await post("/add-checkpoint", "disk")).toBe(500);
    expect(await post("/add-checkpoint", new Uint8Array([0xff]))).toBe(400);
    expect(await post("/add-checkpoint", "x".repeat(1_001))).toBe(413);
    expect(await post("/add-checkpoint", "", "GET")).toBe(405);
    expect(await post("/", "x")).toBe(404);
  });
});

describe("evidence", () => {
  const BYTES = bytesOf("what was measured");
  const HASH = keyIdOf(BYTES);
  const folder = (): string => {
    const directory = mkdtempSync(join(tmpdir(), "proofmark-evidence-"));
    ends.push(() => rmSync(directory, { recursive: true }));
    return directory;
  };

  test("is stored once under its hash, is hashed when it is given, and what is something else is told", async () => {
    const directory = folder();
    const store = new EvidenceDirectory(directory, 1_000);
    expect(await store.get(HASH)).toBeNull();
    expect(await store.put(HASH, BYTES)).toBe("stored");
    expect(await store.put(HASH, BYTES)).toBe("there");
    expect(await store.get(HASH)).toEqual(BYTES);
    await expect(store.put(HASH, bytesOf("other"))).rejects.toMatchObject({ code: "EVIDENCE_DAMAGED" });
    await expect(store.put(keyIdOf(new Uint8Array(1_001)), new Uint8Array(1_001))).rejects.toThrow();
    await expect(store.get("../../etc/passwd")).rejects.toMatchObject({ code: "EVIDENCE_DAMAGED" });
    const fs = new FaultyFs({ at: 99, applied: true, code: "EIO" });
    const file = fs.open(join(directory, HASH.slice(0, 2), HASH.slice(2, 4), HASH), "write");
    file.write(new Uint8Array([1]), 3);
    file.close();
    await expect(store.get(HASH)).rejects.toMatchObject({ code: "EVIDENCE_DAMAGED" });
    await expect(store.put(HASH, BYTES)).rejects.toMatchObject({ code: "EVIDENCE_DAMAGED" });
  });

  test("killed at any step of writing, it is there whole or not at all", async () => {
    for (const applied of [false, true])
      for (let at = 0; at < 10; at++) {
        const directory = folder();
        const broken = new EvidenceDirectory(directory, 1_000, new FaultyFs({ at, applied, code: "ENOSPC" }));
        const outcome = await broken.put(HASH, BYTES).catch((error: { code: string }) => error.code);
        expect(["stored", "EVIDENCE_UNAVAILABLE"]).toContain(outcome);
        const after = new EvidenceDirectory(directory, 1_000);
        const found = await after.get(HASH);
        if (outcome === "stored") expect(found).toEqual(BYTES);
        expect(found === null ? BYTES : found).toEqual(BYTES);
        await after.put(HASH, BYTES);
        expect(await after.get(HASH)).toEqual(BYTES);
      }
  });

  test("belongs to a record that is held, goes when its day is over, and stays as long as anybody holds it", async (context) => {
    const held = databaseOr(context);
    if (held === null) return;
    const { pool } = held;
    const { station, worker } = await rig(held);
    station.seal();
    station.seal();
    await worker().intake.take(bytesOf(submissionOf(station, 0)));
    const records = await pool.query<{ record: string }>("select record from record order by index");
    const [one = "", two = ""] = records.map(({ record }) => record);
    const store = new EvidenceDirectory(folder(), 1_000);
    await store.put(HASH, BYTES);
    const bind = (record: string, keepUntilMs: number) =>
      bindEvidence(pool, {
        ...{ sha256: HASH, record, mediaType: "text/plain", bytes: BYTES.length, keepUntilMs, by: "Li" },
      });
    expect(await bind("0".repeat(64), 1_000)).toBe(false);
    expect([await bind(one, 1_000), await bind(two, 5_000), await bind(two, 2_000)]).toEqual([
      true,
      true,
      true,
    ]);
    const sweep = (atMs: number) => sweepEvidence(pool, atMs, (hash) => store.remove(hash));
    const who = { sha256: HASH, why: "appeal 7", by: "Wang" };
    // One record's day is over, and the other's is not.
    expect(await sweep(3_000)).toEqual([]);
    expect(await holdEvidence(pool, who)).toBe(true);
    expect(await holdEvidence(pool, { ...who, why: "court" })).toBe(true);
    expect(await sweep(9_000)).toEqual([]);
    expect((await evidenceRows(pool, { record: two }))[0]).toMatchObject({
      removed: null,
      keepUntil: new Date(5_000).toISOString(),
      holds: [{ why: "appeal 7", by: "Wang" }, { why: "court" }],
    });
    expect(await releaseEvidence(pool, { ...who, why: "over" })).toBe(2);
    expect(await releaseEvidence(pool, who)).toBe(0);
    expect(await sweep(9_000)).toEqual([HASH]);
    expect(await store.get(HASH)).toBeNull();
    expect((await evidenceRows(pool, {})).map(({ removed }) => removed !== null)).toEqual([true, true]);
    expect(await holdEvidence(pool, who)).toBe(false);
    expect(await sweep(9_000)).toEqual([]);
  });
});

describe("what the public asked", () => {
  test("is counted for all workers together, also at the same moment, and who waits as long as was said may again", async (context) => {
    const held = databaseOr(context);
    if (held === null) return;
    const rate = { burst: 5, everyMs: 200 };
    const workers = [held.pool, held.poolOfOther()].map((pool) => new PostgresAskLimits(pool, () => 0));
    const beganMs = performance.now();
    const asked = await Promise.all(
      Array.from({ length: 12 }, (_none, n) => workers[n % 2]?.ask("address 192.0.2.1", rate)),
    );
    const let5 = asked.filter((wait) => wait === 0).length;
    // Time passes while they ask: each 200 ms one more.
    expect(let5).toBeGreaterThanOrEqual(5);
    expect(let5).toBeLessThanOrEqual(5 + Math.ceil((performance.now() - beganMs) / rate.everyMs));
    const waits = asked.filter((wait): wait is number => wait !== undefined && wait > 0);
    expect(waits.every((wait) => wait === 1)).toBe(true);
    expect(await workers[1]?.ask("address 192.0.2.2", rate)).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await workers[0]?.ask("address 192.0.2.1", rate)).toBe(0);
    const rows = await held.pool.query<{ name: Buffer }>("select name from public_asked");
    expect(rows.map(({ name }) => name.length)).toEqual([32, 32]);
  });

  test("is not answered where it cannot be counted", async (context) => {
    const held = databaseOr(context);
    if (held === null) return;
    const pool = held.poolOfOther();
    const limits = new PostgresAskLimits(pool, () => 0);
    const rate = { burst: 5, everyMs: 200 };
    await limits.ask("subject x", rate);
    const blocked = held.pool.transaction(async (ask) => {
      await ask({ text: "lock table public_asked in access exclusive mode" });
      await expect(limits.ask("subject x", rate)).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    });
    await blocked;
  });
});
