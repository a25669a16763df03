import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../src/adapters/postgres/embedded-postgres.ts";
import { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { listedCommands } from "../../src/adapters/postgres/postgres-command-book.ts";
import { hearBook, NO_BOOKS, noteBook } from "../../src/core/commands/book-orders.ts";
import { orderIn } from "../../src/core/commands/command-messages.ts";
import { commandIn } from "../../src/core/commands/commands-noted.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { EdgeError } from "../../src/errors.ts";
import { proofmark } from "../support/cli-run.ts";
import { enrolled, WITNESS } from "../support/registry-rig.ts";
import { ROOT } from "../support/source-tree.ts";
import { logSigner, TOY_STATION } from "../support/toy-station.ts";

/** Goal: a rulebook that a person orders stands in the registry's books whole and in one run, whoever else orders at that moment, and the list names each part. */
vi.setConfig({ testTimeout: 180_000 });

const OTHER = "HB-WH-0099";
const BOOK = "config/rules/cn-inspection-2021.yaml";
const text = readFileSync(join(ROOT, BOOK), "utf8");
const directory = mkdtempSync(join(tmpdir(), "proofmark-book-"));
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
}, 120_000);
afterAll(async () => {
  if (typeof server !== "string") await server.stop();
  rmSync(directory, { recursive: true });
});

const registry = (...words: string[]) => proofmark("registry", ...words, "--config", config, "--by", "chen");
const ordered = (...to: string[]) => registry("rulebook", join(ROOT, BOOK), ...to, "--why", "新规施行");

test("a rulebook is ordered of one station or of all, and listed part by part", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  expect(await proofmark("registry", "--config", config, "--check")).toMatchObject({ code: 0 });
  const nobody = await ordered("--station", TOY_STATION);
  expect([nobody.code, nobody.out, nobody.err]).toEqual([1, "", `${TOY_STATION} is not enrolled.`]);
  const none = await ordered("--all");
  expect([none.code, none.err]).toEqual([1, "No station is enrolled yet: proofmark registry enrol."]);
  const pool = new PostgresPool({ url: server.url, password: server.password, connections: 8 });
  try {
    const keys = { logKeySpki: logSigner.publicKeySpki, recordKeySpki: logSigner.publicKeySpki };
    await enrolled(pool, [
      { station: TOY_STATION, ...keys },
      { station: OTHER, ...keys },
    ]);
    const wrong = join(directory, "wrong.yaml");
    writeFileSync(wrong, text.replace(/^jurisdiction: .*$/m, "jurisdiction: nowhere"));
    const refused = await registry("rulebook", wrong, "--all", "--why", "x");
    expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(/wrong\.yaml:\d+:\d+: jurisd/)]);
    const long = "\u0001".repeat(500);
    const to = ["--station", TOY_STATION];
    const large = await registry("rulebook", join(ROOT, BOOK), ...to, "--why", long, "--why-en", long);
    expect([large.code, large.err]).toEqual([2, expect.stringMatching(/16384 are allowed: say why in few/)]);
    expect((await registry("commands")).out).toContain("Nothing was ordered yet");

    const one = await ordered(...to);
    expect([one.code, one.err]).toEqual([0, ""]);
    expect(one.out).toMatch(
      /^TOY-1: rulebook cn-inspection-2021 for each inspection that begins on 2021-01-01 or later, in 5 commands, 1 to 5\. Sent/,
    );
    const all = await ordered("--all");
    expect([all.code, all.out.split("\n")]).toEqual([
      0,
      [
        ...[`${OTHER}: 5 commands, 1 to 5.`, `${TOY_STATION}: 5 commands, 6 to 10.`],
        expect.stringMatching(/^Ordered of 2 stations: rulebook cn-inspection-2021 for each inspection/),
      ],
    ]);
    const lines = (await registry("commands", "--station", OTHER)).out.split("\n");
    expect(lines).toHaveLength(5);
    expect(lines[2]).toMatch(
      / 3: rulebook cn-inspection-2021 from 2021-01-01 on, part 3 of 5, by chen at \S+: not answered; good/,
    );
    const listed = (await registry("commands", "--station", OTHER, "--json")).out.split("\n");
    expect(JSON.parse(listed[4] ?? "")).toMatchObject({
      kind: "use-rulebook",
      book: {
        ...{ kind: "inspection", id: "cn-inspection-2021", part: 5, parts: 5 },
        sha256: toHex(sha256(new TextEncoder().encode(text))),
      },
    });
    expect(await partsHeard(pool, OTHER)).toEqual(text);
    await atOnce(pool);
  } finally {
    await pool.end();
  }
});

/** Several people at once, and one who orders something else: the parts of none stand apart. */
async function atOnce(pool: PostgresPool): Promise<void> {
  const to = ["--station", TOY_STATION];
  const told = await Promise.all([
    ordered(...to),
    ordered(...to),
    registry("lock", ...to, "--what", "exam", "--why", "x"),
    ordered(...to),
  ]);
  expect(told.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  const given = (await listedCommands(pool, TOY_STATION))
    .slice(10)
    .map(({ envelope }) => commandIn(envelope));
  expect(given.map((document) => document?.number)).toEqual(Array.from({ length: 16 }, (_none, i) => 11 + i));
  const parts = given.map((document) => {
    const order = document && orderIn(document);
    return order?.kind === "use-rulebook" ? order.part : "|";
  });
  expect(parts.join("")).toMatch(/^\|?(?:12345\|?){3}$/);
}

/** The text of the rulebook as a station puts it together from the commands. */
async function partsHeard(pool: PostgresPool, station: string): Promise<string | null> {
  let books = NO_BOOKS;
  for (const { envelope, number } of await listedCommands(pool, station)) {
    const document = commandIn(envelope);
    const order = document && orderIn(document);
    if (order?.kind !== "use-rulebook") return null;
    const heard = hearBook(books, order, sha256);
    if (heard.kind === "whole") return heard.book.text;
    books = noteBook(books, order, { number, by: "", issued: "", atWallMs: 0 });
  }
  return null;
}
