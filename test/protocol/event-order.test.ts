import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import type { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { PostgresEventStore } from "../../src/adapters/postgres/postgres-event-store.ts";
import { toldEvents } from "../../src/adapters/postgres/told-events.ts";
import { runCli } from "../../src/cli/dispatch.ts";
import type { EventAnswer } from "../../src/core/events/event-batch.ts";
import type { BatchEvent } from "../../src/core/events/take-events.ts";
import { type ToldLine, toldLineSchema } from "../../src/core/events/told-line.ts";
import { EventIntake } from "../../src/registry/event-intake.ts";
import { program } from "../../src/runtime/commands.ts";
import { lineOf } from "../../src/runtime/registry/registry-events.ts";
import { proofmark } from "../support/cli-run.ts";
import { eventTextAt, heldAt as heldEvent, signedBatch } from "../support/event-batches.ts";
import { eventually } from "../support/eventually.ts";
import { startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, intakeOn, WITNESS } from "../support/registry-rig.ts";
import { documentOf } from "../support/request-world.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, submissionOf } from "../support/submissions.ts";

/** Section 20, in the database. Goal: what stations tell is held once, in order, durable before it is answered; and whoever reads on by position misses nothing, with two workers at once. */
vi.setConfig({ testTimeout: 120_000 });

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const textAt = (station: string, index: number, job = "J-1"): string => eventTextAt(station, index, job);
const batch = signedBatch;

function workerOn(pool: PostgresPool, refused: string[] = []) {
  const intake = new EventIntake({
    store: new PostgresEventStore(pool),
    tools: { digest: sha256, verify: verifySignature },
    witnesses: [WITNESS],
    wallMs: () => 1_000,
    onFailure: (error) => {
      throw error;
    },
    onRefused: (station, answer) => void refused.push(`${station} ${answer}`),
  });
  return async (of: SealingStation, bytes: Uint8Array): Promise<EventAnswer | null> => {
    const answer = await intake.take(of.station, bytes);
    return answer === null ? null : (documentOf(answer) as unknown as EventAnswer);
  };
}

test("what stations tell over two workers is held once and in order", async (context) => {
  const database = await startRegistryDatabase();
  if (typeof database === "string") return void context.skip(`no database: ${database}`);
  ends.push(() => database.close());
  const { pool } = database;
  const [one, two] = [new SealingStation("TEST-0001"), new SealingStation("TEST-0002")];
  await enrolled(pool, [one.registration, two.registration]);
  const refused: string[] = [];
  const [first, second] = [workerOn(pool, refused), workerOn(database.poolOfOther())];
  const texts = [3, 5, 9].map((index) => textAt(one.station, index));
  const heldAt = (index: number) => heldEvent(textAt(one.station, index));

  expect(await first(one, batch(one, null, []))).toMatchObject({ answer: "held", held: null });
  const whole = batch(one, null, texts);
  expect(await first(one, whole)).toMatchObject({ answer: "taken", held: heldAt(9) });
  expect(await second(one, whole), "again").toMatchObject({ answer: "taken", held: heldAt(9) });
  const more = [textAt(one.station, 9), textAt(one.station, 12)];
  expect(await second(one, batch(one, 5, more)), "half of it again").toMatchObject({
    answer: "taken",
    held: heldAt(12),
  });
  expect(await first(one, batch(one, 20, [textAt(one.station, 21)]))).toMatchObject({
    answer: "elsewhere",
    held: heldAt(12),
  });
  expect(await first(one, batch(one, 5, [textAt(one.station, 9, "J-2")]))).toMatchObject({
    answer: "other",
    held: heldAt(12),
  });
  expect(await first(one, batch(one, 12, [textAt(two.station, 13)]))).toMatchObject({
    answer: "malformed",
    held: heldAt(12),
  });
  expect(refused).toEqual(["TEST-0001 other", "TEST-0001 malformed"]);
  const stranger = createDeterministicSigner("somebody else", "ed25519");
  expect(await first(one, batch(one, 12, [textAt(one.station, 13)], { signer: stranger }))).toBeNull();
  expect(await first(two, batch(one, 12, [textAt(one.station, 13)]))).toBeNull();
  expect(await first(one, batch(one, 12, [textAt(one.station, 40)], { goneBelow: 30 }))).toMatchObject({
    answer: "taken",
  });

  // Two workers at once, while somebody reads on by position.
  const seen: number[] = [];
  let isOver = false;
  const reading = (async () => {
    for (let last = false; !last; ) {
      last = isOver;
      for (const { position } of await toldEvents(pool, {
        station: null,
        job: null,
        after: seen.at(-1) ?? 0,
      }))
        seen.push(position);
    }
  })();
  const tells = async (worker: typeof first, of: SealingStation, from: number) => {
    for (let index = from; index < from + 30; index++)
      expect(
        await worker(
          of,
          batch(of, index === from && of === two ? null : index - 1, [textAt(of.station, index)]),
        ),
      ).toMatchObject({ answer: "taken" });
  };
  await Promise.all([tells(first, one, 41), tells(second, two, 1)]);
  isOver = true;
  await reading;
  expect(seen).toEqual(Array.from({ length: 4 + 2 + 60 }, (_none, i) => i + 1));
  const lines = (await toldEvents(pool, { station: one.station, job: null, after: 0 })).map(lineOf);
  for (const line of lines) expect(toldLineSchema.safeParse(line).error).toBeUndefined();
  expect(
    lines
      .slice(0, 6)
      .map((line) =>
        line.kind === "event" ? [line.event.at.index, line.event.after?.index ?? null] : line.kind,
      ),
  ).toEqual([[3, null], [5, 3], [9, 5], [12, 9], "gap", [40, null]]);
});

const eventOf = (station: string, index: number, job = "J-1"): BatchEvent => {
  const text = textAt(station, index, job);
  return { ...heldEvent(text), after: null, job, text };
};

test("RP-187 a line is told when all lower ones can be read, and a log that is taken up earlier is told anew behind a set-back", async (context) => {
  const database = await startRegistryDatabase();
  if (typeof database === "string") return void context.skip(`no database: ${database}`);
  ends.push(() => database.close());
  const { pool, server } = database;
  const [one, two] = [new SealingStation("TEST-0001"), new SealingStation("TEST-0002")];
  await enrolled(pool, [one.registration, two.registration]);
  const directory = mkdtempSync(join(tmpdir(), "proofmark-events-"));
  ends.push(async () => rmSync(directory, { recursive: true }));
  const config = registryFile(directory, server);
  const events = async (...more: string[]): Promise<readonly ToldLine[]> => {
    const { code, out, err } = await proofmark("registry", "events", "--config", config, ...more);
    expect([code, err]).toEqual([0, ""]);
    const lines = out.split("\n").filter((line) => line !== "");
    return lines.map((line) => toldLineSchema.parse(JSON.parse(line)));
  };
  const told = (lines: readonly ToldLine[]) =>
    lines.map((line) =>
      line.kind === "event"
        ? `${line.position} ${line.event.station} ${line.event.at.index}`
        : `${line.position} ${line.station} ${line.kind}`,
    );

  // A worker that took a position and is slow to commit; another one, of another station, that is not.
  const [slow, quick] = [new PostgresEventStore(pool), new PostgresEventStore(database.poolOfOther())];
  let commit: () => void = () => undefined;
  const committed = new Promise<void>((resolve) => {
    commit = resolve;
  });
  const tells = (store: PostgresEventStore, of: SealingStation, wait: Promise<void>, begun: () => void) =>
    store.transaction(async (transaction) => {
      await transaction.held([of.station]);
      await transaction.append([{ station: of.station, gap: null, events: [eventOf(of.station, 1)] }]);
      begun();
      await wait;
    });
  let late: Promise<void> = Promise.resolve();
  await new Promise<void>((begun) => {
    late = tells(slow, one, committed, begun);
  });
  const quickly = tells(quick, two, Promise.resolve(), () => undefined);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const between = await events();
  commit();
  await Promise.all([late, quickly]);
  const positions = [...between, ...(await events("--after", `${between.at(-1)?.position ?? 0}`))];
  expect(told(positions)).toEqual(["1 TEST-0001 1", "2 TEST-0002 1"]);

  // The log of one is taken up at an earlier size.
  const intake = intakeOn(pool);
  for (let n = 0; n < 2; n++) one.seal();
  await intake.take(bytesOf(submissionOf(one, 0)));
  one.seal();
  await intake.take(bytesOf(submissionOf(one, 4)));
  const worker = workerOn(pool);
  const more = [3, 5].map((index) => textAt(one.station, index, "J-2"));
  expect(await worker(one, batch(one, 1, more))).toMatchObject({ answer: "taken" });
  const out = join(directory, "decision.json");
  const resumed = ["--config", config, "--station", one.station, "--size", "4", "--out", out, "--by", "chen"];
  expect(await proofmark("registry", "resume", ...resumed)).toMatchObject({ code: 0 });
  expect(await worker(one, batch(one, null, []))).toMatchObject({ held: heldEvent(more[0] ?? "") });
  const anew = textAt(one.station, 5, "J-3");
  expect(await worker(one, batch(one, 3, [anew]))).toMatchObject({ answer: "taken", held: heldEvent(anew) });
  const [first, second] = ["1 TEST-0001 1", "2 TEST-0002 1"];
  const behind = ["3 TEST-0001 3", "4 TEST-0001 5", "5 TEST-0001 set-back", "6 TEST-0001 5"];
  expect(told(await events())).toEqual([first, second, ...behind]);
  expect((await events()).find(({ kind }) => kind === "set-back")).toMatchObject({
    ...{ station: one.station, after: { index: 3, part: 0 }, size: 4 },
  });

  // Chosen, and from a place on.
  expect(told(await events("--station", one.station))).toEqual([first, ...behind]);
  expect(told(await events("--station", one.station, "--after", "3.0"))).toEqual(behind.slice(1));
  expect(told(await events("--after", "4"))).toEqual(behind.slice(2));
  const ofJob = await events("--station", one.station, "--job", "J-2");
  expect(told(ofJob)).toEqual(behind.slice(0, 3));
  for (const [words, sentence] of [
    [["--station", one.station, "--after", "4.0"], "no event is held at 4.0"],
    [["--after", "3.0"], "with --station"],
    [["--after", "x"], "allowed: a position"],
    [["--job", "J-1"], "--job goes with --station"],
  ] as const) {
    const { code, err } = await proofmark("registry", "events", "--config", config, ...words);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  }

  // Followed until it is stopped.
  const lines: string[] = [];
  const before = new Set(process.listeners("SIGTERM"));
  const io = { out: (line: string) => void lines.push(line), err: (line: string) => void lines.push(line) };
  const following = runCli(
    program,
    ["registry", "events", "--config", config, "--after", "5", "--follow"],
    io,
  );
  await eventually("what is there", () => lines.length === 1);
  await worker(two, batch(two, 1, [textAt(two.station, 2)]));
  await eventually("what comes", () => lines.length === 2);
  const stop = process.listeners("SIGTERM").find((listener) => !before.has(listener));
  stop?.("SIGTERM");
  expect(await following).toBe(0);
  expect(told(lines.map((line) => toldLineSchema.parse(JSON.parse(line))))).toEqual([
    "6 TEST-0001 5",
    "7 TEST-0002 2",
  ]);
});

function registryFile(directory: string, { url, password }: { url: string; password: string }): string {
  const file = join(directory, "registry.yaml");
  writeFileSync(join(directory, "password"), password, { mode: 0o600 });
  writeFileSync(
    file,
    [
      ...["schema: proofmark/registry/v1", "name: registry-1"],
      `database: { url: "${url}", passwordFile: ./password }`,
      'broker: { url: "mqtt://127.0.0.1:1" }',
      `witnesses: [{ name: ${WITNESS.name}, key: ./witness.pem }]`,
    ].join("\n"),
  );
  return file;
}
