import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { loadOrCreateWitness } from "../../src/adapters/keys/witness-key.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../src/adapters/postgres/embedded-postgres.ts";
import { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { PostgresCommandBook } from "../../src/adapters/postgres/postgres-command-book.ts";
import { EdgeError } from "../../src/errors.ts";
import { Commanding } from "../../src/registry/commanding.ts";
import { proofmark } from "../support/cli-run.ts";
import { CommandedStation } from "../support/command-world.ts";
import { enrolled, WITNESS } from "../support/registry-rig.ts";
import { logSigner, TOY_STATION } from "../support/toy-station.ts";

/** Goal: what a person types as an order reaches a station once and in order, over two workers and a registry set back, and the list says what came of it. */
vi.setConfig({ testTimeout: 120_000 });

const directory = mkdtempSync(join(tmpdir(), "proofmark-orders-"));
chmodSync(directory, 0o711);
const config = join(directory, "registry.yaml");
let server: EmbeddedPostgres | string = "not started";

beforeAll(async () => {
  writeFileSync(
    config,
    [
      "schema: proofmark/registry/v1",
      "name: registry-1",
      "database: { embedded: ./database }",
      'broker: { url: "mqtt://127.0.0.1:1" }',
      `witnesses: [{ name: ${WITNESS.name}, key: ./witness.pem }]`,
    ].join("\n"),
  );
  try {
    server = await startEmbeddedPostgres({ directory: join(directory, "database") });
  } catch (error) {
    if (!(error instanceof EdgeError) || error.code !== "DATABASE_NOT_HERE") throw error;
    server = error.message;
  }
});
afterAll(async () => {
  if (typeof server !== "string") await server.stop();
  rmSync(directory, { recursive: true });
});

const registry = (word: string, ...more: string[]) =>
  word === "evidence"
    ? proofmark("registry", word, ...more, "--config", config)
    : proofmark("registry", word, "--config", config, ...more);
const order = (word: "lock" | "unlock", what: string, ...more: string[]) =>
  registry(word, "--station", TOY_STATION, "--what", what, "--why", "复核", ...more, "--by", "chen");

test("orders are given by person, sent by any worker, answered and listed", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  expect(await proofmark("registry", "--config", config, "--check")).toMatchObject({ code: 0 });
  const nobody = await order("lock", "station");
  expect([nobody.code, nobody.err]).toEqual([1, `${TOY_STATION} is not enrolled.`]);
  const pool = new PostgresPool({ url: server.url, password: server.password, connections: 4 });
  try {
    const key = logSigner.publicKeySpki;
    await enrolled(pool, [{ station: TOY_STATION, logKeySpki: key, recordKeySpki: key }]);
    for (const [wrong, sentence] of [
      [["--what", "lane 1", "--why", "x"], /--what: found "lane 1", allowed: station, inspection, exam/],
      [["--what", "station", "--why", "x".repeat(501)], /--why: found .*at most 500 characters/],
      [["--what", "station"], /needs --why/],
      [["--what", "station", "--why", "x", "--for", "366d"], /--for: found "366d"/],
    ] as const) {
      const refused = await registry("lock", "--station", TOY_STATION, ...wrong);
      expect(refused.code).toBe(2);
      expect(refused.err).toMatch(sentence);
    }
    expect((await registry("commands")).out).toContain("Nothing was ordered yet");

    // At once, as two people do: one after the other all the same.
    const both = await Promise.all([order("lock", "lane-1", "--why-en", "A check"), order("lock", "lane-2")]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.map(({ out }) => /^Command (\d+)/.exec(out)?.[1]).sort()).toEqual(["1", "2"]);
    await order("lock", "lane-9");
    expect((await registry("status")).out).toContain(", 3 commands not answered;");

    const station = new CommandedStation(
      loadOrCreateWitness(WITNESS.name, join(directory, "witness.pem")).spki,
    );
    station.clock.advanceBy(Date.now() - station.clock.wallMs());
    const workers = [0, 1].map(
      () =>
        new Commanding({
          ...{ book: new PostgresCommandBook(pool), digest: sha256, verify: verifySignature },
          monoMs: () => station.clock.monoMs(),
          onFailure: (error) => {
            throw error;
          },
        }),
    );
    let turn = 0;
    const answered = async (): Promise<void> => {
      for (let said = station.said.shift(); said !== undefined; said = station.said.shift()) {
        const next = await workers[turn++ % 2]?.acknowledge(TOY_STATION, said);
        if (next != null) station.hear(next);
        station.flush();
      }
    };
    await answered();
    expect(station.journal.map(({ number, outcome }) => [number, outcome.kind])).toEqual([
      [1, "taken"],
      [2, "taken"],
      [3, "refused"],
    ]);
    expect(station.locked()).toEqual(["lane-1", "lane-2"]);
    const lines = (await registry("commands", "--json")).out.split("\n").map((line) => JSON.parse(line));
    expect(lines.map(({ number, outcome, why }) => [number, outcome, why?.code ?? null])).toEqual([
      [1, "taken", null],
      [2, "taken", null],
      [3, "refused", "COMMAND_SITE_UNKNOWN"],
    ]);
    expect((await registry("commands")).out).toContain("3: lock of site lane-9, by chen");
    expect((await registry("status")).out).not.toContain("not answered");

    // One of two results of that day is drawn, and the list says when its vehicle was inspected again.
    const day = Date.parse("2026-01-05T00:00:00+08:00");
    for (const at of [1, 2])
      await pool.query(
        `insert into record (station, branch, index, sequence, kind, record, ended, plate, vin, size, entry)
         values ($1, 0, $2, $2, 'result', $3, $4, $5, $6, 9, '')`,
        [
          TOY_STATION,
          at,
          String(at).repeat(64),
          new Date(day + at * 3_600_000),
          `A1234${at}`,
          `LFV2A21K8D412345${at}`,
        ],
      );
    const lot = ["--share", "50", "--of-day", "2026-01-05", "--why", "抽查"];
    const early = await registry("draw", "--station", TOY_STATION, ...lot);
    expect([early.code, early.err]).toEqual([1, expect.stringContaining("Nothing of")]);
    const cosignedMs = day + 30 * 3_600_000;
    await pool.query(
      `insert into cosigned (station, branch, old_size, size, root, records, note, cosigned_ms, consistency)
       values ($1, 0, 0, 9, '', 2, 'a note', $2, '')`,
      [TOY_STATION, cosignedMs],
    );
    const noDay = await registry("draw", "--station", TOY_STATION, ...lot.with(3, "2026-02-30"));
    expect([noDay.code, noDay.err]).toEqual([2, expect.stringContaining("a day of the calendar")]);
    const out = join(directory, "lot.json");
    const lots = await registry("draw", "--station", TOY_STATION, ...lot, "--by", "chen", "--out", out);
    expect(JSON.parse(readFileSync(out, "utf8"))).toMatchObject({
      ...{ schema: "proofmark/told-draw/v1", sharePercent: 50 },
      records: [1, 2].map((at) => ({ record: String(at).repeat(64), vin: `LFV2A21K8D412345${at}` })),
    });
    expect([lots.code, lots.out]).toEqual([0, expect.stringContaining("1 of 2 results, by lot")]);
    const unknown = ["--record", "f".repeat(64), "--why", "x"];
    expect((await registry("draw", "--station", TOY_STATION, ...unknown)).code).toBe(1);
    station.link(true);
    await answered();
    const rechecks = station.desk.standing.rechecks.map((one) => ({
      ...one,
      of: one.of.map((vehicle) => ({ ...vehicle, answer: { record: "e".repeat(64), atWallMs: 1 } })),
    }));
    expect((await registry("commands")).out).toContain("0 of 1 inspected again, drawn by lot");
    station.desk.noteRechecks(rechecks);
    await answered();
    expect((await registry("commands")).out).toContain(`by record ${"e".repeat(64)}`);
    // Of a record that was withdrawn nothing is answered, until another one is.
    await pool.query(
      `insert into record (station, branch, index, sequence, kind, record, ended, plate, vin, size, entry, withdrawn_by)
       values ($1, 0, 8, 8, 'result', $2, $3, 'A12341', 'LFV2A21K8D4123451', 9, '', $4)`,
      [TOY_STATION, "e".repeat(64), new Date(day), "d".repeat(64)],
    );
    expect((await registry("commands")).out).toContain("0 of 1 inspected again, drawn by lot");
    station.clock.advanceBy(3_600_000);
    station.desk.noteRechecks(
      rechecks.map((one) => ({
        ...one,
        of: one.of.map((vehicle) => ({ ...vehicle, answer: { record: "c".repeat(64), atWallMs: 2 } })),
      })),
    );
    await answered();
    expect((await registry("commands")).out).toContain(`by record ${"c".repeat(64)}`);

    // Due goes once in thirty seconds, and to nobody whose share it is not.
    await order("unlock", "lane-1");
    expect(await workers[0]?.due([])).toEqual([]);
    const [due] = (await workers[0]?.due([TOY_STATION])) ?? [];
    expect(await workers[0]?.due([TOY_STATION])).toEqual([]);
    station.hear(due?.message ?? new Uint8Array());
    station.flush();
    await answered();
    expect(station.locked()).toEqual(["lane-2"]);

    // The registry restored a copy of before the last two: it goes on behind what the station has.
    await pool.query("delete from recheck");
    await pool.query("delete from command where number > 3");
    await pool.query("delete from command_last");
    await order("unlock", "lane-2");
    station.link(true);
    await answered();
    expect((await registry("commands")).out).toContain("never taken: the station has another command");
    await order("unlock", "lane-2");
    station.link(true);
    await answered();
    expect([station.journal.length, station.locked()]).toEqual([6, []]);

    // With what the records rest on: the order for it stands right behind the draw.
    const alone = ["--record", "1".repeat(64), "--why", "抽查", "--evidence"];
    const nowhere = await registry("draw", "--station", TOY_STATION, ...alone);
    expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining("names no evidence store")]);
    writeFileSync(config, `${readFileSync(config, "utf8")}\nevidence: { directory: ./evidence }\n`);
    const sent = await registry("draw", "--station", TOY_STATION, ...alone);
    const number = Number(/^Command (\d+)/.exec(sent.out)?.[1]);
    expect([sent.code, sent.out]).toEqual([
      0,
      expect.stringContaining(`Command ${number + 1}: send the evidence`),
    ]);
    const rows = (await registry("commands", "--json")).out.split("\n").map((line) => JSON.parse(line));
    const record = "1".repeat(64);
    expect(rows.slice(-2)).toMatchObject([
      { number, kind: "recheck", evidence: null },
      { number: number + 1, kind: "send-evidence", evidence: { records: [{ record, kept: null }] } },
    ]);
    const why = ["--station", TOY_STATION, "--record", record, "--why", "已撤回"];
    const left = await registry("evidence", "leave", ...why);
    expect([left.code, left.out]).toEqual([0, expect.stringContaining("no more to be sent")]);
  } finally {
    await pool.end();
  }
});
