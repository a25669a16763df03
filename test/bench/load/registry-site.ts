import { type ChildProcess, fork } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Mosquitto, startMosquitto } from "../../support/mosquitto.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../../support/registry-database.ts";
import { enrolled } from "../../support/registry-rig.ts";
import { RegistryWorker, registryFile, witnessIn } from "../../support/registry-workers.ts";
import { countsIn } from "./database-size.ts";
import { heard, type Prepared } from "./prepared.ts";
import { processorS } from "./processor-time.ts";
import type { StationsDone, StationsOrder } from "./stations-process.ts";

/** `proofmark registry` as it is started, before it is built. */
const PROGRAM = [...process.execArgv, join(import.meta.dirname, "../../../src/runtime/main.ts")];

/** A broker, a database and workers, each a process of its own, with the stations of a bench enrolled. */
export class RegistrySite {
  readonly database: RegistryDatabase;
  broker: Mosquitto;
  readonly workers: RegistryWorker[] = [];
  readonly #directory: string;

  private constructor(directory: string, database: RegistryDatabase, broker: Mosquitto) {
    this.#directory = directory;
    this.database = database;
    this.broker = broker;
  }

  /** Why there is none here, where there is none. */
  static async start(prepared: Prepared, workers: number): Promise<RegistrySite | string> {
    const database = await startRegistryDatabase();
    if (typeof database === "string") return database;
    const directory = mkdtempSync(join(tmpdir(), "proofmark-bench-"));
    chmodSync(directory, 0o711);
    const site = new RegistrySite(directory, database, await startMosquitto());
    witnessIn(directory);
    await enrolled(database.pool, prepared.stations);
    for (let n = 1; n <= workers; n++) site.addWorker(n);
    for (const worker of site.workers) await worker.hears();
    // Until the shares are divided.
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    return site;
  }

  addWorker(number: number): RegistryWorker {
    const { url, password } = this.database.server;
    const file = registryFile(`registry-${number}`, {
      directory: this.#directory,
      url,
      password,
      broker: this.broker.url,
    });
    const worker = new RegistryWorker(PROGRAM, file);
    this.workers.push(worker);
    return worker;
  }

  /** Seconds of processor so far. */
  processors(): { workers: number; database: number; broker: number } {
    const alive = this.workers.filter(({ child }) => child.exitCode === null && child.signalCode === null);
    return {
      workers: alive.reduce((sum, { child }) => sum + processorS(child.pid ?? 0), 0),
      database: processorS(this.database.server.pid),
      broker: processorS(this.broker.pid),
    };
  }

  /** Every record once, those that were receipted and at most so many more, and none kept apart; throws otherwise. */
  async mustHold(results: number, more = 0): Promise<void> {
    const counts = await countsIn(this.database.pool);
    const isWhole = counts.rows >= results && counts.rows <= results + more;
    if (!isWhole || counts.ids !== counts.rows || counts.apart > 0)
      throw new Error(`${results} receipted, held: ${JSON.stringify(counts)}`);
  }

  async stop(): Promise<void> {
    for (const worker of this.workers) await worker.end();
    await this.broker.kill();
    await this.database.close();
    rmSync(this.#directory, { recursive: true });
  }
}

export async function startStations(order: StationsOrder): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, "stations-process.ts"), [JSON.stringify(order)]);
  await heard(child);
  return child;
}

/** Everything that they have, to its last receipt. */
export async function deliverAll(child: ChildProcess): Promise<StationsDone> {
  child.send("go");
  return await heard<StationsDone>(child);
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
