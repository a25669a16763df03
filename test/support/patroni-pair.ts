import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { PASSED_FOLDER } from "../../src/adapters/disk/file-modes.ts";
import { makeDirectories } from "../../src/adapters/disk/make-directory.ts";
import { eventually } from "./eventually.ts";

const NOBODY = 65_534;
const PASSWORD = "of-a-test";
const DEBIAN = "/usr/lib/postgresql";

/** Why there is no Patroni with an etcd here, or null. */
export function patroniMissing(): string | null {
  for (const program of ["patroni", "etcd"])
    if (spawnSync(program, ["--version"]).error !== undefined) return `${program} is not installed`;
  return debianBinaries() === null ? "no PostgreSQL of the distribution is installed" : null;
}

function debianBinaries(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort() : [];
  const newest = versions.at(-1);
  return newest === undefined ? null : join(DEBIAN, newest, "bin");
}

interface Member {
  readonly name: string;
  readonly url: string;
  start(): void;
  /** SIGKILL to Patroni and its PostgreSQL. */
  kill(): Promise<void>;
}

export interface PatroniPair {
  readonly members: readonly [Member, Member];
  readonly password: string;
  /** Of the member that leads, when one does. */
  leader(): Promise<number>;
  /** Whether the one that leads waits for the other one. */
  isSynchronous(): Promise<boolean>;
  stop(): Promise<void>;
}

/**
 * Two PostgreSQL under Patroni, synchronous while both are there, with an etcd that says who leads. It promotes by itself; the one that is then alone goes
 * on alone, as it would not with `synchronous_mode_strict`.
 */
export async function startPatroniPair(above: string): Promise<PatroniPair> {
  const own = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const folder = (name: string): string => {
    const path = join(above, name);
    makeDirectories(path, PASSED_FOLDER);
    if (own.uid !== undefined) chownSync(path, own.uid, own.gid);
    return path;
  };
  const [client, peer] = [await freePort(), await freePort()];
  const [clientUrl, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
  const etcd = spawn(
    "etcd",
    [
      ...["--name", "one", "--data-dir", folder("etcd")],
      ...["--listen-client-urls", clientUrl, "--advertise-client-urls", clientUrl],
      ...["--listen-peer-urls", peerUrl, "--initial-advertise-peer-urls", peerUrl],
      ...["--initial-cluster", `one=${peerUrl}`],
    ],
    { ...own, stdio: "ignore" },
  );
  const member = async (name: string): Promise<Member> => memberOf(name, folder(name), client, own);
  const members = [await member("one"), await member("other")] as const;
  for (const each of members) each.start();
  const leader = async (): Promise<number> => {
    const found = await Promise.all(members.map(({ url }) => saysOf(url, "not pg_is_in_recovery()")));
    return found.indexOf(true);
  };
  const isSynchronous = async (): Promise<boolean> => {
    const waiting = "exists (select from pg_stat_replication where sync_state = 'sync')";
    const found = await Promise.all(members.map(({ url }) => saysOf(url, waiting)));
    return found.includes(true);
  };
  return {
    members,
    password: PASSWORD,
    leader,
    isSynchronous,
    async stop() {
      for (const each of members) await each.kill();
      etcd.kill("SIGKILL");
    },
  };
}

async function memberOf(
  name: string,
  directory: string,
  etcd: number,
  own: { uid?: number; gid?: number },
): Promise<Member> {
  const [port, rest] = [await freePort(), await freePort()];
  const file = join(directory, "patroni.yaml");
  writeFileSync(file, JSON.stringify(configuration(name, directory, { etcd, port, rest })));
  let patroni: ChildProcess | null = null;
  return {
    name,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    start() {
      // A group of its own, with the server that it starts.
      patroni = spawn("patroni", [file], { ...own, cwd: directory, stdio: "ignore", detached: true });
    },
    async kill() {
      const child = patroni;
      patroni = null;
      if (child?.pid === undefined || child.exitCode !== null) return;
      child.kill("SIGKILL");
      // Patroni starts its server in a session of its own.
      for (const pid of serversIn(join(directory, "data"))) process.kill(pid, "SIGKILL");
      await eventually("gone", () => child.exitCode !== null || child.signalCode !== null);
    },
  };
}

interface Ports {
  readonly etcd: number;
  readonly port: number;
  readonly rest: number;
}

/** JSON is YAML. */
function configuration(name: string, directory: string, { etcd, port, rest }: Ports): object {
  const at = (number: number): string => `127.0.0.1:${number}`;
  const user = (username: string) => ({ username, password: PASSWORD });
  return {
    scope: "proofmark",
    name,
    restapi: { listen: at(rest), connect_address: at(rest) },
    etcd3: { host: at(etcd) },
    bootstrap: {
      dcs: {
        ...{ ttl: 20, loop_wait: 2, retry_timeout: 5, synchronous_mode: true },
        postgresql: { parameters: { max_connections: 60 } },
      },
      initdb: [{ encoding: "UTF8" }, { locale: "C" }],
      pg_hba: ["host all all 127.0.0.1/32 scram-sha-256", "host replication all 127.0.0.1/32 scram-sha-256"],
    },
    postgresql: {
      ...{
        listen: at(port),
        connect_address: at(port),
        data_dir: join(directory, "data"),
        bin_dir: debianBinaries(),
      },
      pgpass: join(directory, "pgpass"),
      authentication: { superuser: user("postgres"), replication: user("replicator") },
      parameters: { unix_socket_directories: directory, password_encryption: "scram-sha-256" },
    },
  };
}

/** The server's own number and those of all that it started. */
function serversIn(data: string): readonly number[] {
  const found = spawnSync("sh", ["-c", `head -1 "${data}/postmaster.pid"`], {
    encoding: "utf8",
  }).stdout.trim();
  const server = Number(found);
  if (!(server > 1)) return [];
  const children = spawnSync("ps", ["-o", "pid=", "--ppid", String(server)], { encoding: "utf8" }).stdout;
  return [
    server,
    ...children
      .split("\n")
      .map(Number)
      .filter((pid) => pid > 1),
  ];
}

/** False where it does not answer. */
async function saysOf(url: string, what: string): Promise<boolean> {
  const whole = new URL(url);
  whole.password = PASSWORD;
  const client = new pg.Client({
    connectionString: whole.href,
    connectionTimeoutMillis: 1_000,
    query_timeout: 1_000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ is_so: boolean }>(`select ${what} as is_so`);
    return rows[0]?.is_so === true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === "object" && address !== null ? address.port : 0;
}
