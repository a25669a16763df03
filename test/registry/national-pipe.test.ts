import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { type Conduct, NationalSystem } from "../../simulators/national/national-system.ts";
import type { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import type { StationEvent } from "../../src/core/events/station-event.ts";
import { nodeWords } from "../support/built-program.ts";
import { eventually } from "../support/eventually.ts";
import { nameOf, stepsOf, toldAs, WHOLE } from "../support/national-events.ts";
import { completeMapping, shortOf } from "../support/national-world.ts";
import { startRegistryDatabase } from "../support/registry-database.ts";
import { WITNESS } from "../support/registry-rig.ts";
import { ROOT } from "../support/source-tree.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: `registry events --follow | national` as processes of their own: it ends as a whole when one end is dead, and the other side has each call as the rules of lost answers say. */
const LIMIT_MS = 120_000;
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Run {
  readonly child: ChildProcess;
  readonly end: Promise<{ readonly code: number | null; readonly err: string }>;
}

/** The program with these ends of a pipe; its group dies with the test. */
function run(words: readonly string[], stdin: number | "ignore", stdout: number | "ignore"): Run {
  const child = spawn(process.execPath, [...nodeWords("src/runtime/main.ts"), ...words], {
    cwd: ROOT,
    stdio: [stdin, stdout, "pipe"],
  });
  let err = "";
  child.stderr?.on("data", (bytes: Buffer) => {
    err += bytes.toString();
  });
  ends.push(() => void child.kill("SIGKILL"));
  return { child, end: once(child, "close").then(([code]) => ({ code: code as number | null, err })) };
}

async function world(doubles: "refuse" | "store", lostAnswer: "repeat" | "hold") {
  const database = await startRegistryDatabase();
  if (typeof database === "string") return database;
  ends.push(() => database.close());
  const folder = temporaryDirectory();
  let conduct: (request: number) => Conduct = () => ({ kind: "answer" });
  const system = await NationalSystem.start({
    ...{ serial: "SECRET-1", doubles },
    conduct: (request) => conduct(request),
  });
  ends.push(() => system.stop());
  writeFileSync(join(folder, "mapping.yaml"), stringify(completeMapping("inspection")));
  for (const [name, text] of [
    ["serial", "SECRET-1\n"],
    ["password", database.server.password],
  ] as const)
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  const [registry, national] = [join(folder, "registry.yaml"), join(folder, "national.yaml")];
  writeFileSync(
    registry,
    [
      ...["schema: proofmark/registry/v1", "name: registry-1"],
      `database: { url: "${database.server.url}", passwordFile: ./password }`,
      'broker: { url: "mqtt://127.0.0.1:1" }',
      `witnesses: [{ name: ${WITNESS.name}, key: ./witness.pem }]`,
    ].join("\n"),
  );
  writeFileSync(
    national,
    [
      ...["schema: proofmark/national/v1", "mapping: mapping.yaml", `url: ${system.url}`],
      ...["serialFile: serial", "data: data", "trial: true", `lostAnswer: ${lostAnswer}`],
      ...['alreadyThere: ["-9"]', "retryMs: { first: 10, most: 50 }"],
      'stations: { SIM-0001: { values: { jyjgbh: "42" }, sites: { lane-1: { jcxdh: "1" } } } }',
    ].join("\n"),
  );
  return {
    ...{ pool: database.pool, folder, system },
    behave: (next: (request: number) => Conduct) => {
      conduct = next;
    },
    follow: ["registry", "events", "--config", registry, "--follow"],
    send: ["national", "--config", national],
  };
}

/** As the registry's worker writes them, at the next positions. */
async function tell(pool: PostgresPool, events: readonly StationEvent[]): Promise<void> {
  for (const { after, ...told } of events)
    await pool.query(
      "insert into event select $1, 0, $2, $3, coalesce(max(position), 0) + 1, 'event', $4, $5, $6, $7, $8 from event",
      [
        ...[told.station, told.at.index, told.at.part, after?.index ?? null, after?.part ?? null, told.job],
        ...[Buffer.alloc(32), JSON.stringify(told)],
      ],
    );
}

function jobs(from: number, to: number): StationEvent[] {
  return toldAs(
    Array.from({ length: to - from + 1 }, (_, n) => nameOf(from + n)).flatMap((job) =>
      stepsOf(job).map((event) => ({ job, event })),
    ),
    { from: (from - 1) * 7 },
  );
}

interface End {
  readonly fd: number;
  close(): void;
}

/** To read and to write; whoever opens one end alone waits for the other. */
function endsOf(path: string): readonly [End, End] {
  const both = openSync(path, constants.O_RDWR);
  const opened = [constants.O_RDONLY, constants.O_WRONLY].map((flags) => openSync(path, flags));
  closeSync(both);
  const [reading, writing] = opened.map((fd) => ({ fd, close: () => closeSync(fd) }));
  if (reading === undefined || writing === undefined) throw new Error("a pipe has two ends");
  return [reading, writing];
}

async function readAway(path: string, until: string): Promise<void> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const bytes = new Uint8Array(65_536);
  let text = "";
  const reads = (): boolean => {
    try {
      text += Buffer.from(bytes.subarray(0, readSync(fd, bytes))).toString();
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "EAGAIN")) throw cause;
    }
    const at = text.indexOf(until);
    return at !== -1 && text.indexOf("\n", at) !== -1;
  };
  try {
    await eventually(`read until ${until}`, reads, LIMIT_MS);
  } finally {
    closeSync(fd);
  }
}

/** A pipe that this process holds open as a supervisor would, so that it outlives who reads it. */
async function fifo(folder: string): Promise<string> {
  const path = join(folder, "pipe");
  const made = spawn("mkfifo", [path]);
  await once(made, "close");
  return path;
}

const isFull = process.env.PROOFMARK_FULL === "1";

test.runIf(isFull)(
  "a pipe whose reader is dead ends at the next line, and the next one sends the rest",
  { timeout: 300_000 },
  async (context) => {
    const made = await world("refuse", "repeat");
    if (typeof made === "string") return void context.skip(`no database: ${made}`);
    const { pool, system, behave, follow, send, folder } = made;
    await tell(pool, jobs(1, 6));
    // The tenth call is taken and its answer never comes.
    behave((request) => (request === 9 ? { kind: "hang" } : { kind: "answer" }));
    const path = await fifo(folder);
    const [reading, writing] = endsOf(path);
    const follower = run(follow, "ignore", writing.fd);
    const first = run(send, reading.fd, "ignore");
    writing.close();
    reading.close();
    await eventually("the tenth call is there", () => system.requests > 9, LIMIT_MS);
    first.child.kill("SIGKILL");
    await first.end;
    const hadThen = system.calls().length;
    behave(() => ({ kind: "answer" }));
    expect(follower.child.exitCode).toBeNull();
    await tell(pool, jobs(7, 7));
    expect(await follower.end).toEqual({ code: 0, err: "" });
    expect(hadThen).toBeLessThan(6 * WHOLE.length);

    const again = endsOf(path);
    const next = run(follow, "ignore", again[1].fd);
    const second = run(send, again[0].fd, "ignore");
    for (const end of again) end.close();
    await eventually("all is there", () => system.calls().length === 7 * WHOLE.length, LIMIT_MS);
    next.child.kill("SIGTERM");
    expect(await next.end).toEqual({ code: 0, err: "" });
    expect(await second.end).toEqual({ code: 0, err: "" });
    for (let n = 1; n <= 7; n++)
      expect(
        shortOf(system.calls().filter(({ fields }) => fields.jylsh === nameOf(n).replaceAll("-", ""))),
      ).toEqual(WHOLE);
    expect(system.calls()).toHaveLength(7 * WHOLE.length);
  },
);

test.runIf(isFull)(
  "where the same pipe goes on, what the dead one had read is missed by name, and nothing is sent past it",
  { timeout: 300_000 },
  async (context) => {
    const made = await world("store", "hold");
    if (typeof made === "string") return void context.skip(`no database: ${made}`);
    const { pool, system, behave, follow, send, folder } = made;
    const whole = (n: number) =>
      system.calls().filter(({ fields }) => fields.jylsh === nameOf(n).replaceAll("-", ""));
    await tell(pool, jobs(1, 80));
    behave((request) => (request === 9 ? { kind: "hang" } : { kind: "answer" }));
    const path = await fifo(folder);
    const [reading, writing] = endsOf(path);
    const follower = run(follow, "ignore", writing.fd);
    writing.close();
    const first = run(send, reading.fd, "ignore");
    await eventually("the tenth call is there", () => system.requests > 9, LIMIT_MS);
    first.child.kill("SIGKILL");
    await first.end;
    behave(() => ({ kind: "answer" }));
    // What a dead process has read and what is read here are lost alike.
    await tell(pool, jobs(81, 81));
    await readAway(path, `${nameOf(81)}","event":{"what":"verdict"`);
    await tell(pool, jobs(82, 82));
    const second = await run(send, reading.fd, "ignore").end;
    reading.close();
    expect(second.code).toBe(2);
    expect(second.err).toContain("[NATIONAL_LINES_MISSED]");
    // It sends what the dead one had put on the disk, and nothing of what came after the break.
    expect(whole(81).length + whole(82).length).toBe(0);
    expect(system.calls().length).toBeLessThan(80 * WHOLE.length);
    await tell(pool, jobs(83, 83));
    expect((await follower.end).code).toBe(0);

    const again = endsOf(path);
    const next = run(follow, "ignore", again[1].fd);
    const third = run(send, again[0].fd, "ignore");
    for (const end of again) end.close();
    await eventually("the last job is there", () => whole(83).length === WHOLE.length, LIMIT_MS);
    await eventually(
      "every job that can go on is there",
      () => system.calls().length >= 79 * WHOLE.length,
      LIMIT_MS,
    );
    next.child.kill("SIGTERM");
    expect((await next.end).code).toBe(0);
    const { code, err } = await third.end;
    // The calls that were under way when it was killed wait for a person, since this other side would store a double.
    expect(code).toBe(1);
    const held = err.split("\n").filter((line) => line.includes("NATIONAL_OUTCOME_UNKNOWN"));
    expect(held.length).toBeGreaterThanOrEqual(1);
    expect(held.length).toBeLessThanOrEqual(4);
    const all = system.calls().map((call) => JSON.stringify(call));
    expect(new Set(all).size).toBe(all.length);
    for (let n = 1; n <= 83; n++) expect(WHOLE.slice(0, whole(n).length)).toEqual(shortOf(whole(n)));
    const short = Array.from({ length: 83 }, (_, n) => whole(n + 1).length).filter(
      (size) => size < WHOLE.length,
    );
    expect(short.length).toBeLessThanOrEqual(held.length);
  },
);
