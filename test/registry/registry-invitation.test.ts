import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { loadKeys } from "../../src/adapters/keys/key-directory.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../src/adapters/postgres/embedded-postgres.ts";
import { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { publicKeyOf, signedRequest } from "../../src/cli/keys-enrol.ts";
import { parseEnvelope } from "../../src/core/record/dsse.ts";
import { ENROLMENT_PAYLOAD_TYPE, enrolmentSchema } from "../../src/core/record/key-request.ts";
import { EdgeError } from "../../src/errors.ts";
import { proofmark } from "../support/cli-run.ts";
import { WITNESS } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { writeStationFile } from "../support/station-file.ts";

/**
 * Goal: whoever copies a request, sees one, guesses a code or has an old one enrols nothing; whoever was invited types a code once. The station's command makes the
 * requests, the registry's command takes them, and the database is a real one.
 */
vi.setConfig({ testTimeout: 120_000 });

const STATION = "BENCH-0001";
const directory = mkdtempSync(join(tmpdir(), "proofmark-invitation-"));
chmodSync(directory, 0o711);
const config = join(directory, "registry.yaml");
const stationFile = (name: string): string => {
  const own = join(directory, name);
  mkdirSync(own);
  const witness = { name: WITNESS.name, spki: WITNESS.spki };
  return writeStationFile({ directory: own, brokerUrl: "mqtt://127.0.0.1:1", witness, ports: { gnss: 1 } });
};
const station = stationFile("station");
const stranger = stationFile("stranger");
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

const registry = (word: string, ...more: readonly string[]) =>
  proofmark("registry", word, "--config", config, ...more, "--by", "chen");

async function invited(name = STATION, ...more: readonly string[]): Promise<string> {
  const told = await registry("invite", "--station", name, "--region", "HB", ...more, "--json");
  expect(told).toMatchObject({ code: 0, err: "" });
  return JSON.parse(told.out).code as string;
}

/** The request of that station file, made with a code from a file. */
async function requested(file: string, code: string | null, name = "request.json"): Promise<string> {
  const out = join(directory, name);
  const typed = join(directory, "code.txt");
  if (code !== null) writeFileSync(typed, `${code}\n`);
  const words = code === null ? [] : ["--code-file", typed];
  const told = await proofmark("keys", "enrol", "--config", file, "--out", out, ...words);
  expect(told).toMatchObject({ code: 0, err: "" });
  return out;
}

async function query(text: string): Promise<readonly Record<string, unknown>[]> {
  if (typeof server === "string") throw new Error(server);
  const pool = new PostgresPool({ ...server, connections: 1 });
  try {
    return await pool.query(text);
  } finally {
    await pool.end();
  }
}

function documentIn(file: string) {
  const parsed = parseEnvelope(readFileSync(file, "utf8").trim());
  if (parsed.kind !== "envelope") throw new Error("no envelope");
  return enrolmentSchema.parse(JSON.parse(new TextDecoder().decode(parsed.envelope.payload)));
}

test("the code stands nowhere but on the terminal: not in the request, not in the database", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  const told = await registry("invite", "--station", "HB-WH-0099", "--region", "HB", "--for", "1h");
  const code = /^ {2}(\S{24})$/m.exec(told.out)?.[1] ?? "";
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
  const request = readFileSync(await requested(stranger, code), "utf8");
  const document = JSON.stringify(documentIn(join(directory, "request.json")));
  const rows = JSON.stringify(await query("select * from invitation"));
  const bare = code.replaceAll("-", "");
  for (const text of [request, document, rows])
    for (const secret of [code, bare, bare.slice(3, 19)]) expect(text).not.toContain(secret);
});

test("of requests without a proof only those are taken whose key ids were told on another way", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  const request = await requested(stranger, null);
  const { recordKey, logKey } = documentIn(request);
  const silent = await registry("enrol", "--request", request);
  expect(silent).toMatchObject({ code: 1, out: "" });
  expect(silent.err).toContain(`The request has ${recordKey.keyId} and ${logKey.keyId}`);
  const enrol = (record: string, log: string) =>
    registry("enrol", "--request", request, "--record-key", record, "--log-key", log);
  expect((await enrol(logKey.keyId, recordKey.keyId)).err).toContain("are not those that were told");
  expect((await registry("enrol", "--request", request, "--log-key", logKey.keyId)).err).toContain(
    "--record-key",
  );
  expect(await query("select 1 from station")).toEqual([]);
});

test("a code is good for its station, its keys, once, and until it ends", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  const mistyped = await proofmark(
    ...["keys", "enrol", "--config", station, "--out", join(directory, "no.json")],
    ...["--code", "0000-0000-0000-0000-0001"],
  );
  expect(mistyped).toMatchObject({ code: 2, out: "" });
  expect(mistyped.err).toContain("check character");

  const other = await invited("HB-WH-0042");
  const elsewhere = await registry("enrol", "--request", await requested(station, other));
  expect(elsewhere).toMatchObject({ code: 1 });
  expect(elsewhere.err).toContain("is for station HB-WH-0042, and the request is of BENCH-0001");

  const old = await invited();
  const late = await requested(station, old, "late.json");
  await query(`update invitation set expires = now() - interval '1 second' where station = '${STATION}'`);
  expect((await registry("enrol", "--request", late)).err).toContain("The invitation ended at");

  const code = await invited();
  const request = await requested(station, code, "good.json");
  // Whoever copies the request and puts other keys into it has no proof of them.
  const thief = new SealingStation(STATION);
  const copied = {
    ...documentIn(request),
    ...{ recordKey: publicKeyOf(thief.recordSigner), logKey: publicKeyOf(thief.logSigner) },
  };
  const stolen = join(directory, "stolen.json");
  writeFileSync(
    stolen,
    await signedRequest(ENROLMENT_PAYLOAD_TYPE, copied, [thief.recordSigner, thief.logSigner]),
  );
  expect((await registry("enrol", "--request", stolen)).err).toContain("4 more tries");
  expect(await query("select 1 from station")).toEqual([]);

  // Two at once: one is taken.
  const both = await Promise.all([1, 2].map(() => registry("enrol", "--request", request)));
  expect(both.map(({ code: exit }) => exit).sort()).toEqual([0, 1]);
  const [kept] = await query("select station, region from station");
  expect(kept).toEqual({ station: STATION, region: "HB" });
  const keys = await query("select role, key_id from station_key order by role");
  const { record, log } = loadKeys(join(directory, "station", "data", "keys"));
  expect(keys.map(({ key_id }) => key_id)).toEqual([log.keyId, record.keyId]);
  expect((await registry("enrol", "--request", request)).err).toContain("The invitation was used at");
  expect((await registry("invite", "--station", STATION, "--region", "HB")).err).toContain(
    "enrolled already",
  );
});

test("an invitation that was tried with five wrong codes is good no more, for the right one either", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  const name = "HB-WH-0077";
  const code = await invited(name);
  const thief = new SealingStation(name);
  const guess = join(directory, "guess.json");
  for (let n = 0; n < 6; n++) {
    const document = {
      ...{ schema: "proofmark/enrolment/v1", station: name, log: `proofmark/${name}` },
      ...{ recordKey: publicKeyOf(thief.recordSigner), logKey: publicKeyOf(thief.logSigner) },
      issued: "2026-11-28T08:00:00.000Z",
      invitation: { label: code.slice(0, 3), proof: String(n).repeat(64) },
    };
    writeFileSync(
      guess,
      await signedRequest(ENROLMENT_PAYLOAD_TYPE, document, [thief.recordSigner, thief.logSigner]),
    );
    const told = await registry("enrol", "--request", guess);
    expect(told.code).toBe(1);
    expect(told.err).toContain(n < 5 ? `${4 - n} more tries` : "is good no more");
  }
  expect(await query(`select tries from invitation where station = '${name}'`)).toEqual([{ tries: 5 }]);
});
