import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../../src/adapters/postgres/embedded-postgres.ts";
import {
  forgetServerThatIsGone,
  isServerOf,
  runningServer,
} from "../../../src/adapters/postgres/running-server.ts";
import { EdgeError } from "../../../src/errors.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** Goal: a database that was left behind is found, what only looks like one is not taken for it, and a note of one that is gone stops nobody. */
vi.setConfig({ testTimeout: 120_000 });

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const hasProc = existsSync(`/proc/${process.pid}/cwd`);

/** Some other program, of the user whose database it is. */
function other(cwd: string): ChildProcess {
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawn("sleep", ["600"], { cwd, stdio: "ignore", ...user });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function gone(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

function passed(): string {
  const directory = temporaryDirectory();
  chmodSync(directory, 0o755);
  return directory;
}

function note(data: string, pid: number | undefined, port = 5432): string {
  const file = join(data, "postmaster.pid");
  writeFileSync(file, `${pid}\n${data}\n1\n${port}\n`);
  return file;
}

describe.skipIf(!hasProc)("the note of a server", () => {
  test("is believed where that process works in the data, and nowhere else", async () => {
    const [data, elsewhere] = [passed(), passed()];
    expect(runningServer(data)).toBeNull();
    const [server, stranger] = [other(data), other(elsewhere)];
    note(data, server.pid);
    await vi.waitFor(() => expect(runningServer(data)).toEqual({ pid: server.pid, port: 5432 }), {
      timeout: 15_000,
    });
    note(data, server.pid, 0);
    expect(runningServer(data)).toBeNull();
    note(data, stranger.pid);
    expect(runningServer(data)).toBeNull();
    note(data, 1);
    expect(runningServer(data)).toBeNull();
    await gone(server);
    expect(isServerOf(server.pid ?? 0, data)).toBe(false);
  });

  test("goes where its number is another program's, and not while anything works in the data", async () => {
    const [data, elsewhere] = [passed(), passed()];
    const [part, stranger] = [other(data), other(elsewhere)];
    await vi.waitFor(() => expect(isServerOf(part.pid ?? 0, data)).toBe(true), { timeout: 15_000 });
    const file = note(data, stranger.pid);
    forgetServerThatIsGone(data);
    expect(existsSync(file), "a part of a server that was killed is still there").toBe(true);
    await gone(part);
    forgetServerThatIsGone(data);
    expect(existsSync(file)).toBe(false);
    note(data, 2 ** 22 + 1);
    forgetServerThatIsGone(data);
    expect(existsSync(file), "PostgreSQL itself knows of a number that nobody has").toBe(true);
  });
});

async function databaseIn(directory: string, port?: number): Promise<EmbeddedPostgres | string> {
  try {
    return await startEmbeddedPostgres({ directory, ...(port !== undefined && { port }) });
  } catch (error) {
    if (!(error instanceof EdgeError) || error.code !== "DATABASE_NOT_HERE") throw error;
    return error.message;
  }
}

describe.skipIf(!hasProc)("PostgreSQL of the packages", () => {
  test("starts over the note of an earlier one whose number another program has, and says why where it does not start", async (context) => {
    const directory = passed();
    const first = await databaseIn(directory);
    if (typeof first === "string") return void context.skip(first);
    const data = join(directory, "data");
    const file = join(data, "postmaster.pid");
    const written = readFileSync(file, "utf8");
    await first.stop();
    expect(existsSync(file)).toBe(false);
    const stranger = other("/");
    writeFileSync(file, written.replace(/^\d+/, String(stranger.pid)));
    if (isRoot) chownSync(file, NOBODY, NOBODY);
    const second = await databaseIn(directory);
    if (typeof second === "string") throw new Error(second);
    expect(second).toMatchObject({ isFound: false });
    expect(await databaseIn(directory), "it is found by whoever comes next").toMatchObject({
      ...{ isFound: true, pid: second.pid, url: second.url, password: second.password },
    });
    await second.stop();

    const taken = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void taken.close());
    await once(taken, "listening");
    const { port } = taken.address() as { readonly port: number };
    await expect(databaseIn(directory, port)).rejects.toMatchObject({
      code: "DATABASE_UNAVAILABLE",
      message: "PostgreSQL does not start: could not create any TCP/IP sockets.",
    });
  });
});
