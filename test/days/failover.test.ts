import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startBroker } from "../../simulators/registry/broker.ts";
import { migrate } from "../../src/adapters/postgres/migrate.ts";
import { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { EdgeError } from "../../src/errors.ts";
import { DeliveringStation, newKeys } from "../bench/delivering-station.ts";
import { nodeWords } from "../support/built-program.ts";
import { proofmark } from "../support/cli-run.ts";
import { eventually } from "../support/eventually.ts";
import { patroniMissing, startPatroniPair } from "../support/patroni-pair.ts";
import { type PairedServer, startPair, synchronous } from "../support/postgres-pair.ts";
import { realRecord } from "../support/real-records.ts";
import { enrolled } from "../support/registry-rig.ts";
import { RegistryWorker, registryFile, witnessIn } from "../support/registry-workers.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/**
 * A primary, a standby without which it commits nothing, two workers that know both, stations that deliver all the time. Goal: whatever is killed, every record
 * that a station has a receipt for is there, once, and the audit of both sides says so.
 */
const NAMES = ["TEST-0001", "TEST-0002", "TEST-0003", "TEST-0004"];
const SEAL_EVERY_MS = 100;
const SETTLED_MS = 1_000;

type StationKeys = readonly ReturnType<typeof newKeys>[];

interface Servers {
  readonly urls: readonly [string, string];
  readonly password: string;
}

class Site {
  readonly above: string;
  readonly stations: readonly DeliveringStation[];
  readonly #broker: string;
  readonly #urls: readonly [string, string];
  readonly #password: string;

  constructor(above: string, broker: string, keys: StationKeys, { urls, password }: Servers) {
    this.above = above;
    this.#broker = broker;
    this.#urls = urls;
    this.#password = password;
    const { name, spki } = witnessIn(above);
    this.stations = NAMES.map(
      (station, at) =>
        new DeliveringStation({
          station,
          directory: join(above, station),
          url: broker,
          keys: keys[at] as StationKeys[number],
          witness: { name, spki },
        }),
    );
    for (const station of this.stations) onTestFinished(() => station.stop());
  }

  file(name: string): string {
    const [url, other] = this.#urls;
    const { above: directory } = this;
    return registryFile(name, {
      directory,
      url,
      others: [other],
      password: this.#password,
      broker: this.#broker,
    });
  }

  async worker(name: string): Promise<RegistryWorker> {
    const worker = new RegistryWorker(nodeWords("src/runtime/main.ts"), this.file(name));
    onTestFinished(() => worker.end());
    await worker.hears();
    return worker;
  }

  get receipted(): number {
    return this.stations.reduce((sum, { receipted }) => sum + receipted, 0);
  }

  /** A record at each station again and again; ends it. */
  async seals(): Promise<() => void> {
    const document = await realRecord("c1-sound");
    for (const station of this.stations) station.start();
    const sealing = setInterval(() => {
      for (const station of this.stations) station.seal(document);
    }, SEAL_EVERY_MS);
    onTestFinished(() => clearInterval(sealing));
    return () => clearInterval(sealing);
  }

  /** When everything has its receipt: no station misses a record, and none is there twice. */
  async agrees(): Promise<void> {
    await eventually("all receipts", () => this.stations.every(({ waiting }) => waiting === 0), 120_000);
    const [url, other] = this.#urls;
    const pool = new PostgresPool({ url, others: [other], password: this.#password, connections: 2 });
    const [row] = await pool.query<{ rows: string; ids: string }>(
      "select count(*) as rows, count(distinct record) as ids from record",
    );
    await pool.end();
    expect([Number(row?.rows), Number(row?.ids)]).toEqual([this.receipted, this.receipted]);
    await Promise.all(this.stations.map((station) => station.stop()));
    const trust = join(this.above, "trust.json");
    const signed = await proofmark("registry", "trust", "--config", this.file("audit"), "--out", trust);
    expect(signed, signed.err).toMatchObject({ code: 0 });
    for (const name of NAMES) {
      const journal = join(this.above, name);
      const audit = await proofmark("audit", journal, "--registry", this.file("audit"), "--trust", trust);
      expect(audit, audit.out).toMatchObject({ code: 0 });
      expect(audit.out).toMatch(/ 0 missing/);
    }
  }

  /** Each station gets another receipt. */
  async goesOn(what: string): Promise<void> {
    // What was on its way already does not count.
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    const before = this.stations.map(({ receipted }) => receipted);
    await eventually(
      what,
      () => this.stations.every(({ receipted }, at) => receipted > (before[at] ?? 0)),
      90_000,
    );
  }
}

/** Tables, and every station enrolled. */
async function prepared(
  access: { url: string; others?: readonly string[]; password: string },
  keys: StationKeys,
) {
  const pool = new PostgresPool({ ...access, connections: 2 });
  await migrate(pool);
  const spki = (role: "log" | "record", at: number): Uint8Array =>
    keys[at]?.[role].publicKeySpki ?? new Uint8Array();
  await enrolled(
    pool,
    NAMES.map((station, at) => ({ station, logKeySpki: spki("log", at), recordKeySpki: spki("record", at) })),
  );
  await pool.end();
}

function place(): string {
  const above = temporaryDirectory();
  chmodSync(above, 0o711);
  return above;
}

async function pairOr(context: { skip(note: string): void }, above: string, keys: StationKeys) {
  try {
    return await startPair(above, (server) => prepared(server, keys));
  } catch (error) {
    if (!(error instanceof EdgeError) || error.code !== "DATABASE_NOT_HERE") throw error;
    context.skip(`no database: ${error.message}`);
    return null;
  }
}

test("a primary that is killed and a standby that is promoted lose nothing that was receipted, and the old primary is not written to", async (context) => {
  const keys = NAMES.map(() => newKeys());
  const above = place();
  const pair = await pairOr(context, above, keys);
  if (pair === null) return;
  const { primary, standby } = pair;
  onTestFinished(() => standby.stop());
  onTestFinished(() => primary.stop());
  const broker = await startBroker({ port: 0 });
  onTestFinished(() => broker.close());
  const { password } = primary;
  const site = new Site(above, broker.url, keys, { urls: [primary.url, standby.url], password });
  const worker = await site.worker("registry-1");
  await site.worker("registry-2");
  const end = await site.seals();
  await site.goesOn("receipts");

  // The standby is gone: nothing is receipted that would be on one machine alone, and the worker says so.
  await standby.kill();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const before = site.receipted;
  const told = /does not answer as it should: Query read timeout/;
  await eventually(
    `told: ${worker.lines.join(" | ")}`,
    () => worker.lines.some((line) => told.test(line)),
    60_000,
  );
  expect(site.receipted).toBe(before);
  await standby.restart();
  await synchronous(primary);
  await site.goesOn("receipts after the standby is back");

  // The primary is gone, and somebody promotes the standby.
  await primary.kill();
  await standby.ask("select pg_promote()");
  await site.goesOn("receipts from the one that was promoted");

  // The old one comes back and takes itself for the first: without the standby it commits nothing, and who starts anew asks both.
  await primary.restart();
  const held = async (server: PairedServer): Promise<number> =>
    Number((await server.ask<{ count: string }>("select count(*) from record"))[0]?.count);
  const old = await held(primary);
  await worker.end("SIGKILL");
  await site.worker("registry-3");
  await site.goesOn("receipts after a worker was killed and another one started");
  expect(await held(primary)).toBe(old);

  end();
  await site.agrees();
}, 600_000);

test("under Patroni the standby takes over by itself, and the old leader follows it", async (context) => {
  const missing = patroniMissing();
  if (missing !== null) return void context.skip(missing);
  const keys = NAMES.map(() => newKeys());
  const above = place();
  const pair = await startPatroniPair(above);
  onTestFinished(() => pair.stop());
  await expect.poll(() => pair.leader(), { timeout: 90_000, interval: 500 }).toBeGreaterThanOrEqual(0);
  const [one, other] = pair.members;
  const urls = [one.url, other.url] as const;
  await prepared({ url: one.url, others: [other.url], password: pair.password }, keys);
  await expect.poll(() => pair.isSynchronous(), { timeout: 90_000, interval: 500 }).toBe(true);
  const broker = await startBroker({ port: 0 });
  onTestFinished(() => broker.close());
  const site = new Site(above, broker.url, keys, { urls, password: pair.password });
  await site.worker("registry-1");
  await site.worker("registry-2");
  const end = await site.seals();
  await site.goesOn("receipts");
  const first = await pair.leader();
  await pair.members[first as 0 | 1].kill();
  await expect.poll(() => pair.leader(), { timeout: 90_000, interval: 500 }).toBe(1 - first);
  await site.goesOn("receipts from the one that Patroni promoted");
  pair.members[first as 0 | 1].start();
  await expect.poll(() => pair.isSynchronous(), { timeout: 90_000, interval: 500 }).toBe(true);
  await site.goesOn("receipts while the old leader follows");
  end();
  await site.agrees();
}, 600_000);
