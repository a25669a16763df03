import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { PostgresMarkBook } from "../../src/adapters/postgres/postgres-mark-book.ts";
import { isOfKid } from "../../src/core/cose/own-sign1.ts";
import { readIssuerList } from "../../src/core/marks/issuer-list.ts";
import { readMark } from "../../src/core/marks/mark.ts";
import { readMarkText } from "../../src/core/marks/mark-text.ts";
import { readStatusList } from "../../src/core/marks/status-list.ts";
import { type ToldMark, toldMarkSchema } from "../../src/core/marks/told-mark.ts";
import { EdgeError } from "../../src/errors.ts";
import { openPublic } from "../../src/runtime/registry/public-answers.ts";
import { loadRegistryFile } from "../../src/runtime/registry/registry-file.ts";
import { openMarks } from "../../src/runtime/registry/registry-marks.ts";
import { keysOfBlock } from "../../src/verifier/page-keys.ts";
import { builtPages } from "../support/built-program.ts";
import { proofmark } from "../support/cli-run.ts";
import { markedResult } from "../support/marked-result.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, intakeOn, WITNESS } from "../support/registry-rig.ts";
import { trustListText } from "../support/sealed-results.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, submissionOf } from "../support/submissions.ts";

/** Goal: marks as people of the registry and strangers ask for them: by the commands, by the page, and by the program of somebody else. */
vi.setConfig({ testTimeout: 120_000 });

const SILENT = { out: () => undefined, err: () => undefined };
const folder = mkdtempSync(join(tmpdir(), "proofmark-marks-"));
const config = join(folder, "registry.yaml");
let database: RegistryDatabase | string = "not started";
let record = "";

const MARKS = [
  "marks:",
  "  issuer: { name: cn-hb, region: 湖北, nameZh: 湖北登记中心, nameEn: Registry of Hubei }",
  "  markKeyFile: ./mark.pem",
  "  statusKeyFile: ./status.pem",
  "  policy: ./cn.yaml",
  "  listUrl: https://r.example/v1/status/",
];

beforeAll(async () => {
  database = await startRegistryDatabase(["fsync=off"]);
  if (typeof database === "string") return;
  copyFileSync("config/marks/cn.yaml", join(folder, "cn.yaml"));
  writeFileSync(join(folder, "password"), database.server.password);
  chmodSync(join(folder, "password"), 0o600);
  const lines = [
    "schema: proofmark/registry/v1",
    "name: registry-1",
    `database: { url: "${database.server.url}", passwordFile: ./password }`,
    'broker: { url: "mqtt://127.0.0.1:1" }',
    `witnesses: [{ name: ${WITNESS.name}, key: ./witness.pem }]`,
    "authority: { key: ./authority.pem }",
  ];
  writeFileSync(config, [...lines, ...MARKS].join("\n"));
  writeFileSync(join(folder, "without.yaml"), lines.join("\n"));
  const station = new SealingStation("HB-WH-0042");
  await enrolled(database.pool, [station.registration]);
  const { subject, scope, rulebook, time, items } = markedResult("inspection");
  const index = station.seal({ says: { subject, scope, rulebook, time, items, devices: [] } });
  await intakeOn(database.pool).take(bytesOf(submissionOf(station, 0)));
  const entry = new TextDecoder().decode(station.journal.entries[index]);
  record = (JSON.parse(entry) as { record: string }).record;
});
afterAll(async () => {
  if (typeof database !== "string") await database.close();
  rmSync(folder, { recursive: true });
});

function databaseOr(context: { skip(note: string): void }): RegistryDatabase | null {
  if (typeof database !== "string") return database;
  context.skip(`no database: ${database}`);
  return null;
}

const registry = (word: string, ...more: string[]) =>
  proofmark("registry", word, "--config", config, ...more);

describe("registry mark, registry issuers", () => {
  test("a mark is written as text and as a code, the same again; the list has both keys", async (context) => {
    if (databaseOr(context) === null) return;
    const [out, svg, list] = ["mark.txt", "mark.svg", "issuers.json"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const made = await registry("mark", "--record", record, "--out", out, "--svg", svg);
    expect(made).toMatchObject({ code: 0, err: "" });
    expect(made.out).toMatch(/机动车检验标志 \/ Inspection mark: 鄂A12345 \(123456\), K33, 2026-11-29/);
    expect(made.out).toMatch(/有效 \/ valid/);
    const text = readFileSync(out, "utf8").replace(/\n$/, "");
    expect(readFileSync(svg, "utf8")).toMatch(/^<svg [\s\S]*width="50mm"/);
    expect(statSync(join(folder, "mark.pem")).mode & 0o777).toBe(0o600);
    const again = await registry("mark", "--record", record.toUpperCase(), "--json");
    const told = toldMarkSchema.parse(JSON.parse(again.out));
    expect(Buffer.from(readMarkText(told.text)?.mark ?? [])).toEqual(
      Buffer.from(readMarkText(text)?.mark ?? [0]),
    );

    const signed = await registry("issuers", "--out", list, "--by", "chen");
    expect(signed).toMatchObject({ code: 0, err: "" });
    const read = readIssuerList({
      text: readFileSync(list, "utf8"),
      digest: sha256,
      verify: verifySignature,
    });
    expect(read).toMatchObject({ kind: "trusted", document: { number: 1, issuers: [{ name: "cn-hb" }] } });
    expect(read.kind === "trusted" && read.document.keys.map(({ use }) => use)).toEqual(["mark", "status"]);
    expect(read.kind === "trusted" && signed.out).toContain(read.kind === "trusted" ? read.authority : "-");
  });

  test("the verifier's page is written with the list in it; a trust list of somebody else takes no number", async (context) => {
    if (databaseOr(context) === null) return;
    const [page, trust] = [join(folder, "verifier.html"), join(folder, "trust.json")];
    const numberIn = async (): Promise<number> => {
      const made = await registry("verifier", "--out", page, "--by", "chen");
      expect(made).toMatchObject({ code: 0, err: "" });
      const block = /<script type="application\/json" id="keys">([^<]*)</.exec(
        readFileSync(page, "utf8"),
      )?.[1];
      const keys = keysOfBlock(block ?? "");
      const read = readIssuerList({ text: keys?.issuers ?? "", digest: sha256, verify: verifySignature });
      if (read.kind === "refused") throw new Error(read.reason.code);
      expect(keys).toMatchObject({ authority: read.authority, trust: null });
      expect(made.out).toContain(`issuer list ${read.document.number} in it`);
      return read.document.number;
    };
    const before = await numberIn();
    writeFileSync(trust, trustListText());
    const refused = await registry("verifier", "--out", page, "--trust", trust);
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain("[TRUST_LIST_INVALID]");
    expect(await numberIn()).toBe(before + 1);
  });

  test("where the keys are not, a list is signed all the same, no mark is made, and no key takes the workers' place", async (context) => {
    if (databaseOr(context) === null) return;
    const [key, away, out] = ["mark.pem", "mark.away", "elsewhere.json"].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    const keys = async () => {
      expect(await registry("issuers", "--out", out)).toMatchObject({ code: 0 });
      const read = readIssuerList({
        text: readFileSync(out, "utf8"),
        digest: sha256,
        verify: verifySignature,
      });
      return read.kind === "refused" ? read.reason.code : read.document.keys;
    };
    const before = await keys();
    renameSync(key, away);
    try {
      const told = await registry("mark", "--record", record);
      expect([told.code, told.err]).toEqual([2, expect.stringContaining("mark.pem is not here")]);
      expect(await keys()).toEqual(before);
      expect(existsSync(key)).toBe(false);
    } finally {
      renameSync(away, key);
    }
    chmodSync(key, 0o644);
    const open = await registry("mark", "--record", record);
    expect([open.code, open.err]).toEqual([2, expect.stringContaining("mark.pem has mode 644")]);
    chmodSync(key, 0o600);
  });

  test.each([
    ["verifier", [], 2, "--out"],
    ["issuers", ["--out", "x.json", "--from", "2026-11-28T08:00:00Z"], 2, "--key, --why"],
    ["mark", ["--record", "xyz"], 2, "allowed: 64 hexadecimal digits"],
    ["mark", [], 2, "--record"],
    ["mark", ["--record", "ab".repeat(32)], 1, "This registry holds no result of that id. [MARK_NO_RECORD]"],
    ["issuers", ["--out", "x.json", "--key", "ab", "--why", "angry"], 2, "compromised, lost, closed"],
    ["issuers", ["--out", "x.json", "--key", "ab"], 2, "--why"],
    [
      "issuers",
      ["--out", "x.json", "--key", "ab", "--why", "lost", "--from", "2999-01-01T00:00:00Z"],
      2,
      "not in the future",
    ],
    ["issuers", ["--out", "x.json", "--key", "ab", "--why", "lost"], 1, "There is no key ab"],
  ] as const)("registry %s %j: exit %d, one sentence", async (word, words, code, sentence) => {
    if (typeof database === "string") return;
    const told = await registry(word, ...words);
    expect([told.code, told.err]).toEqual([code, expect.stringContaining(sentence)]);
  });

  test("where none are issued, that is said", async (context) => {
    if (databaseOr(context) === null) return;
    const told = await proofmark(
      "registry",
      "mark",
      "--config",
      join(folder, "without.yaml"),
      "--record",
      record,
    );
    expect([told.code, told.err]).toEqual([2, expect.stringContaining("issues no marks: add a block marks")]);
  });

  test.each([
    [
      "a name and an address too long",
      "issuer: { name: cn-hb",
      "issuer: { name: cn-hubei-wuhan-1",
      "with 36 characters together",
    ],
    ["an address without its slash", "/v1/status/", "/v1/status", "ends with a slash"],
    ["an address that no mark has room for", "r.example/", "regist.example.org/", "at most 28 characters"],
    ["a name with a blank", "{ name: cn-hb", '{ name: "cn hb"', "letters, digits, . and -, 24 at most"],
    ["no policy", "  policy: ./cn.yaml\n", "", "policy"],
  ])("%s is refused with its line", async (_what, from, to, sentence) => {
    if (typeof database === "string") return;
    const file = join(folder, "wrong.yaml");
    writeFileSync(file, readFileSync(config, "utf8").replace(from, to));
    const told = await proofmark("registry", "--config", file, "--check");
    expect([told.code, told.err]).toEqual([2, expect.stringContaining(sentence)]);
    expect(told.err).toMatch(/wrong\.yaml:\d+/);
  });
});

describe("strangers", () => {
  test("ask for a mark by JSON, see its code on the page, and fetch the list of statuses", async (context) => {
    const here = databaseOr(context);
    if (here === null) return;
    const file = loadRegistryFile(config);
    const clock = new SystemClock();
    const marks = await openMarks(file, { pool: here.pool, clock });
    const access = { url: here.server.url, password: here.server.password, connections: 2 };
    const block = { host: "127.0.0.1", port: 0, proxies: [] };
    const parts = { clock, witnesses: [WITNESS] as const, access };
    const server = await openPublic({ public: block }, parts, SILENT, builtPages(), marks);
    try {
      const ask = (path: string) => fetch(`${server?.url}${path}`);
      const answered = await ask(`/v1/records/${record}/mark`);
      expect(answered.status).toBe(200);
      expect(answered.headers.get("cache-control")).toBe("no-store");
      const told: ToldMark = toldMarkSchema.parse(await answered.json());
      expect(told).toMatchObject({
        kind: "inspection",
        subject: "鄂A12345",
        unverified: true,
        simulated: false,
      });

      for (const language of ["zh", "en"]) {
        const page = await (await ask(`/?by=record&id=${record}&lang=${language}`)).text();
        expect(page).toMatch(/<svg [^>]*width="50mm"/);
        for (const word of [
          "机动车检验标志",
          "Inspection mark",
          "鄂A12345",
          "湖北登记中心 Registry of Hubei",
          "2027-08-31",
        ])
          expect(page, word).toContain(word);
      }
      const vehicle = await (
        await ask(`/?by=vehicle&plate=${encodeURIComponent("鄂A12345")}&vin=123456`)
      ).text();
      expect(vehicle, "only to whoever has the record's id").not.toContain("<svg");

      const list = await ask(`/v1/status/${told.list.uri.split("/").at(-1)}`);
      expect([list.status, list.headers.get("content-type")]).toEqual([200, "application/statuslist+cwt"]);
      expect(list.headers.get("cache-control")).toMatch(/^public, max-age=\d+$/);
      const token = readStatusList(new Uint8Array(await list.arrayBuffer()));
      expect(token?.uri).toBe(told.list.uri);

      for (const [path, status, code] of [
        ["/v1/status/2", 404, "MARK_NO_LIST"],
        ["/v1/status/0", 404, "MARK_NO_LIST"],
        ["/v1/status/x", 404, "MARK_NO_LIST"],
        [`/v1/records/${"ab".repeat(32)}/mark`, 404, "MARK_NO_RECORD"],
        ["/v1/records/xyz/mark", 400, "PUBLIC_RECORD_FORM"],
        [`/v1/records/${record}/mark?x=1`, 400, "PUBLIC_FIELDS"],
      ] as const) {
        const refused = await ask(path);
        expect([path, refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
          path,
          status,
          code,
        ]);
      }
    } finally {
      await server?.close();
    }
    const none = await openPublic({ public: block }, parts, SILENT, builtPages());
    try {
      const refused = await fetch(`${none?.url}/v1/records/${record}/mark`);
      expect([refused.status, await refused.json()]).toMatchObject([404, { code: "MARK_NONE_HERE" }]);
      expect((await fetch(`${none?.url}/v1/status/1`)).status).toBe(404);
      expect(await (await fetch(`${none?.url}/?by=record&id=${record}`)).text()).not.toContain('class="mark');
    } finally {
      await none?.close();
    }
  });
});

test("a revoked key is told, signs nothing at the next start, and a new file follows it", async (context) => {
  const here = databaseOr(context);
  if (here === null) return;
  const parts = { pool: here.pool, clock: new SystemClock() };
  const out = join(folder, "after.json");
  const listed = () => {
    const read = readIssuerList({ text: readFileSync(out, "utf8"), digest: sha256, verify: verifySignature });
    if (read.kind === "refused") throw new Error(read.reason.code);
    return read.document.keys;
  };
  expect(await registry("issuers", "--out", out)).toMatchObject({ code: 0 });
  const key = listed().find(({ use }) => use === "mark");
  const revoke = (...more: string[]) =>
    registry("issuers", "--out", out, "--key", key?.keyId ?? "", "--why", "compromised", ...more);
  expect(await revoke("--from", "2026-11-28T08:00:00Z")).toMatchObject({ code: 0 });
  expect(listed().find(({ use }) => use === "mark")?.revoked).toEqual({
    from: "2026-11-28T08:00:00.000Z",
    why: "compromised",
  });
  expect(await revoke()).toMatchObject({ code: 1 });
  await expect(openMarks(loadRegistryFile(config), parts)).rejects.toThrow(EdgeError);
  const told = await registry("mark", "--record", record);
  expect([told.code, told.err]).toEqual([2, expect.stringContaining("mark.pem was given up or revoked")]);
  writeFileSync(config, readFileSync(config, "utf8").replace("./mark.pem", "./mark-2.pem"));
  expect(await openMarks(loadRegistryFile(config), parts)).not.toBeNull();
  expect(await registry("issuers", "--out", out)).toMatchObject({ code: 0 });
  // Nobody believes the mark of the revoked key any more: the record has another one by the next, in its old place.
  const { bytes: old, ...place } = (await new PostgresMarkBook(here.pool).issued(record)) ?? { bytes: null };
  expect([old, place]).toEqual([null, {}]);
  const [before] = await here.pool.query<{ idx: number }>("select idx from mark where record = $1", [record]);
  const renewed = await registry("mark", "--record", record, "--json");
  const now = toldMarkSchema.parse(JSON.parse(renewed.out));
  expect(now.list.index).toBe(before?.idx);
  const mark = readMark(readMarkText(now.text)?.mark ?? new Uint8Array(0), 4_096);
  const current = listed().find(({ use, revoked }) => use === "mark" && revoked === undefined);
  expect(mark !== null && isOfKid(current?.keyId ?? "", mark.sign1.kid)).toBe(true);
  expect(listed().map(({ use, revoked }) => [use, revoked?.why ?? null])).toEqual([
    ["mark", "compromised"],
    ["mark", null],
    ["status", null],
  ]);
});
