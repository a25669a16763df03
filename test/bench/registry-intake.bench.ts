import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { partOf } from "../../src/adapters/mqtt/registry-inbox.ts";
import { mosquittoMissing } from "../support/mosquitto.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled } from "../support/registry-rig.ts";
import { countsIn, databaseBytes } from "./load/database-size.ts";
import type { IntakeDone, IntakeOrder } from "./load/intake-process.ts";
import { heard, type Prepared, prepare } from "./load/prepared.ts";
import { machine, processorS } from "./load/processor-time.ts";
import { deliverAll, RegistrySite, startStations } from "./load/registry-site.ts";
import type { Measure } from "./main.ts";

/** So many stations with so many results each; BENCH_RESULTS is of all together. */
const STATIONS = 100;
const RESULTS = Number(process.env.BENCH_RESULTS ?? 6_000);
/** How many workers, one run after another. */
const WORKERS = (process.env.BENCH_WORKERS ?? "1,2").split(",").map(Number);
/** As the broker's connections of a worker. */
const AT_ONCE = 16;

/**
 * Sealed submissions of real size, made before, into PostgreSQL: by one worker, by two. A national day is BENCH_RESULTS=1200000 BENCH_WORKERS=2
 * BENCH_BROKER=0: 20 GB of disk.
 */
export async function bench(): Promise<Measure[]> {
  const directory = mkdtempSync(join(tmpdir(), "proofmark-bench-"));
  try {
    console.log(`registry-intake: ${machine()}`);
    const prepared = await prepare(directory, [
      { prefix: "BENCH", count: STATIONS, results: Math.ceil(RESULTS / STATIONS), inMessage: "many" },
    ]);
    const measures: Measure[] = [];
    for (const workers of WORKERS) measures.push(...(await intakeBy(workers, prepared)));
    const missing = process.env.BENCH_BROKER === "0" ? "BENCH_BROKER is 0" : mosquittoMissing();
    if (missing === null)
      for (const workers of WORKERS) measures.push(...(await overBroker(workers, prepared)));
    else console.log(`registry-intake.bench.ts: the rates over a broker are skipped, ${missing}`);
    return measures;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function intakeBy(workers: number, prepared: Prepared): Promise<Measure[]> {
  const database = await startRegistryDatabase();
  if (typeof database === "string") {
    console.log(`registry-intake.bench.ts: skipped, ${database}`);
    return [];
  }
  try {
    await enrolled(database.pool, prepared.stations);
    // What a fresh database writes as whole pages after a checkpoint it also writes on any other day.
    await database.pool.query("checkpoint");
    const before = { ...(await databaseBytes(database.pool)), cpuS: processorS(database.server.pid) };
    const children = await startWorkers(workers, prepared, database);
    const startMs = performance.now();
    for (const child of children) child.send("go");
    const done = await Promise.all(children.map((child) => heard<IntakeDone>(child)));
    const tookS = (performance.now() - startMs) / 1000;
    const after = { ...(await databaseBytes(database.pool)), cpuS: processorS(database.server.pid) };
    const counts = await countsIn(database.pool);
    const others = done.flatMap((one) => one.others);
    if (others.length > 0 || counts.rows !== prepared.results || counts.apart > 0)
      throw new Error(`${prepared.results} submitted, ${JSON.stringify(counts)}, ${others[0]}`);
    const cpuS = done.reduce((sum, one) => sum + one.cpuS, 0);
    const each = (value: number): number => value / prepared.results;
    const name = workers === 1 ? "one worker" : `${workers} workers`;
    return [
      { name: `intake into PostgreSQL, ${name}`, value: prepared.results / tookS, unit: "results/s" },
      { name: `${name}: processor of the workers`, value: each(cpuS * 1e6), unit: "us/result" },
      { name: `${name}: of PostgreSQL`, value: each((after.cpuS - before.cpuS) * 1e6), unit: "us/result" },
      {
        name: `${name}: resident at the end, the largest`,
        value: Math.max(...done.map((one) => one.rssMiB)),
        unit: "MiB",
      },
      { name: `${name}: rows`, value: each(after.heap - before.heap), unit: "bytes/result" },
      {
        name: `${name}: entries beside the rows`,
        value: each(after.toast - before.toast),
        unit: "bytes/result",
      },
      { name: `${name}: indexes`, value: each(after.indexes - before.indexes), unit: "bytes/result" },
      { name: `${name}: write-ahead log`, value: each(after.wal - before.wal), unit: "bytes/result" },
    ];
  } finally {
    await database.close();
  }
}

/** The same by `proofmark registry` and a mosquitto, with a receipt back to each station. */
async function overBroker(workers: number, prepared: Prepared): Promise<Measure[]> {
  const site = await RegistrySite.start(prepared, workers);
  if (typeof site === "string") return [];
  try {
    const order = { livePrefix: "LIVE", liveEveryMs: 1_000, liveEndsWithOthers: true };
    const stations = await startStations({ broker: site.broker.url, files: prepared.files, ...order });
    const before = site.processors();
    const { tookMs, again } = await deliverAll(stations);
    const after = site.processors();
    await site.mustHold(prepared.results);
    const name = workers === 1 ? "one worker" : `${workers} workers`;
    const each = (part: keyof typeof after): number =>
      ((after[part] - before[part]) * 1e6) / prepared.results;
    return [
      { name: `over a mosquitto, ${name}`, value: (prepared.results * 1000) / tookMs, unit: "results/s" },
      {
        name: `over a mosquitto, ${name}: processor of the workers`,
        value: each("workers"),
        unit: "us/result",
      },
      { name: `over a mosquitto, ${name}: of PostgreSQL`, value: each("database"), unit: "us/result" },
      { name: `over a mosquitto, ${name}: of the broker`, value: each("broker"), unit: "us/result" },
      { name: `over a mosquitto, ${name}: messages sent again`, value: again, unit: "" },
    ];
  } finally {
    await site.stop();
  }
}

async function startWorkers(workers: number, prepared: Prepared, database: RegistryDatabase) {
  const names = prepared.stations.map(({ station }) => station);
  return await Promise.all(
    Array.from({ length: workers }, async (_none, part) => {
      const { url, password } = database.server;
      const stations = names.filter((station) => partOf(station, workers) === part);
      const order: IntakeOrder = { url, password, files: prepared.files, stations, atOnce: AT_ONCE };
      const file = join(import.meta.dirname, "load/intake-process.ts");
      const execArgv =
        process.env.BENCH_PROFILE === undefined
          ? process.execArgv
          : [...process.execArgv, "--cpu-prof", `--cpu-prof-dir=${process.env.BENCH_PROFILE}`];
      const child = fork(file, [JSON.stringify(order)], { execArgv });
      await heard(child);
      return child;
    }),
  );
}
