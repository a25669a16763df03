import { spawnSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { PASSED_FOLDER } from "../../src/adapters/disk/file-modes.ts";
import { makeDirectories } from "../../src/adapters/disk/make-directory.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../src/adapters/postgres/embedded-postgres.ts";
import { connectionStrings } from "../../src/adapters/postgres/postgres-access.ts";
import { eventually } from "./eventually.ts";

/** One of two servers with the same data. */
export class PairedServer {
  readonly directory: string;
  #server: EmbeddedPostgres;
  readonly #settings: readonly string[];

  constructor(directory: string, server: EmbeddedPostgres, settings: readonly string[]) {
    this.directory = directory;
    this.#server = server;
    this.#settings = settings;
  }

  get url(): string {
    return this.#server.url;
  }

  get password(): string {
    return this.#server.password;
  }

  /** SIGKILL to it and all that it started. */
  async kill(): Promise<void> {
    process.kill(-this.#server.pid, "SIGKILL");
    await eventually("gone", () => !this.#server.isAlive());
  }

  /** On the same port, as what it was before. */
  async restart(): Promise<void> {
    const port = Number(new URL(this.#server.url).port);
    const { directory } = this;
    this.#server = await startEmbeddedPostgres({ directory, port, settings: this.#settings });
  }

  async ask<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    const [connectionString] = connectionStrings(this);
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }
}

const SYNCHRONOUS = ["synchronous_standby_names=*", "wal_level=replica", "wal_keep_size=256MB"];

/**
 * A primary that commits nothing before its standby has it on disk, and that standby. The copy is made while the first one is down, so it needs no tool beside
 * the server. Throws EdgeError DATABASE_NOT_HERE.
 */
export async function startPair(
  above: string,
  prepare: (primary: EmbeddedPostgres) => Promise<void>,
): Promise<{ primary: PairedServer; standby: PairedServer }> {
  const [one, other] = [join(above, "one"), join(above, "other")];
  const alone = await startEmbeddedPostgres({ directory: one });
  await prepare(alone);
  await alone.stop();
  makeDirectories(other, PASSED_FOLDER);
  for (const part of ["data", "password"])
    if (spawnSync("cp", ["-a", join(one, part), join(other, part)]).status !== 0) throw new Error("no copy");
  const first = await startEmbeddedPostgres({ directory: one, settings: SYNCHRONOUS });
  const { host, port } = { host: "127.0.0.1", port: new URL(first.url).port };
  const source = `host=${host} port=${port} user=postgres password=${first.password} application_name=other`;
  appendFileSync(join(other, "data", "postgresql.auto.conf"), `primary_conninfo = '${source}'\n`);
  appendFileSync(join(other, "data", "standby.signal"), "");
  // What follows the one that is promoted is as bound as what followed before; here nothing does.
  const following = ["wal_level=replica", "hot_standby=on"];
  const second = await startEmbeddedPostgres({ directory: other, settings: following });
  const pair = {
    primary: new PairedServer(one, first, SYNCHRONOUS),
    standby: new PairedServer(other, second, following),
  };
  await synchronous(pair.primary);
  return pair;
}

export async function synchronous(primary: PairedServer): Promise<void> {
  for (let look = 0; look < 600; look++) {
    const rows = await primary.ask<{ sync_state: string }>("select sync_state from pg_stat_replication");
    if (rows.some(({ sync_state }) => sync_state === "sync")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the standby does not follow");
}
