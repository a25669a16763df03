import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { parse, stringify } from "yaml";
import { ptyBridgeMissing } from "../../simulators/kit/pty-bridge.ts";
import { keyIdOf } from "../../src/adapters/keys/node-crypto.ts";
import { stationKeys } from "../../src/runtime/station-keys.ts";
import { nodeWords } from "../support/built-program.ts";
import { proofmark } from "../support/cli-run.ts";
import { ConsoleVisit } from "../support/console-visit.ts";
import { eventually } from "../support/eventually.ts";
import { mosquittoMissing, startMosquittoAs } from "../support/mosquitto.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, takenIn } from "../support/registry-rig.ts";
import { RegistryWorker, registryFile, WITNESS_NAME, witnessIn } from "../support/registry-workers.ts";
import { journalOf } from "../support/station-evidence.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { Terminal } from "../support/terminal.ts";

/**
 * Goal: a whole station and a worker of the registry, each a program of its own at a mosquitto with small packets. The evidence of a record is ordered, both are killed while it is
 * on its way, and what is kept in the end is verified and replayed by whoever has nothing else.
 */
const missing = mosquittoMissing() ?? ptyBridgeMissing();
if (missing !== null) console.warn(`evidence-by-order: skipped, ${missing}`);

const STATION = "HB-WH-0042";
const LIMIT_MS = 60_000;

let database: RegistryDatabase | string = "not started";
beforeAll(async () => {
  if (missing === null) database = await startRegistryDatabase();
}, 60_000);
afterAll(async () => {
  if (typeof database !== "string") await database.close();
});

/** The shipped station for practice, which delivers there. */
async function stationIn(directory: string, registry: Record<string, unknown>) {
  const out = join(directory, "practice");
  const shipped = "config/stations/example.yaml";
  expect(await proofmark("simulate", "prepare", "--config", shipped, "--out", out)).toMatchObject({
    code: 0,
  });
  const file = join(out, "station.yaml");
  const written = parse(readFileSync(file, "utf8")) as { readonly data: string };
  writeFileSync(file, stringify({ ...written, registry }, { aliasDuplicateObjects: false }));
  return { file, data: written.data };
}

async function started(file: string): Promise<Terminal> {
  const station = new Terminal(["start", "--config", file]);
  await station.prints(/Console: /, LIMIT_MS);
  return station;
}

/** Somebody at the console calls whoever waits, and ends the job at once: the quickest record there is. */
async function sealOne(station: Terminal): Promise<void> {
  const url = (station.line(/Console: /) ?? "").replace(/^.*Console: (\S+).*$/, "$1");
  const console = url.replace("localhost", "127.0.0.1");
  const visit = new ConsoleVisit(() => console, station.lines);
  const post = async (path: string, body: unknown) => {
    const headers = { "content-type": "application/json", ...(await visit.headers()) };
    const answer = await fetch(`${console}${path}`, { headers, method: "POST", body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const job = await vi.waitFor(
    async () => {
      const { status, body } = await post("/api/jobs", { kind: "exam" });
      expect([status, body]).toEqual([201, expect.anything()]);
      return String(body.job);
    },
    { timeout: LIMIT_MS, interval: 250 },
  );
  const command = { name: "abort", reason: "other", note: "the test ends it" };
  expect((await post("/api/commands", { job, command })).status).toBe(200);
  await station.prints(new RegExp(`^ {2}receipted ${job}: `), LIMIT_MS);
}

test.skipIf(missing !== null)(
  "what is ordered is kept, over kills of both sides, and is verified and replayed from the store alone",
  async (context) => {
    if (typeof database === "string") return context.skip(database);
    const { pool, server } = database;
    const directory = temporaryDirectory();
    const at = (name: string): string => join(directory, name);
    const broker = await startMosquittoAs(
      ["listener 0", "allow_anonymous true", "max_packet_size 12000"].join("\n"),
      directory,
    );
    onTestFinished(() => broker.kill());
    const { url, password } = server;
    const config = registryFile("worker-1", { directory, url, password, broker: broker.url });
    appendFileSync(config, "\nevidence: { directory: ./evidence }\n");
    const spki = Buffer.from(witnessIn(directory).spki).toString("base64");
    const { file, data } = await stationIn(directory, {
      ...{ url: broker.url, witness: { name: WITNESS_NAME, spki } },
    });
    const { log, record: recordKey } = stationKeys(data);
    const keys = { logKeySpki: log.publicKeySpki, recordKeySpki: recordKey.publicKeySpki };
    await enrolled(pool, [{ station: STATION, ...keys }]);
    const workerOf = async (): Promise<RegistryWorker> => {
      const worker = new RegistryWorker(nodeWords("src/runtime/main.ts"), config);
      onTestFinished(() => worker.end("SIGKILL"));
      await worker.hears();
      return worker;
    };
    let worker = await workerOf();
    const world = new Terminal(["simulate", "station", "--config", file, "--no-registry", "--no-call"]);
    await world.prints(/^Simulators of .* are up\./, LIMIT_MS);
    let station = await started(file);
    await sealOne(station);
    const [{ record = "" } = {}] = (await takenIn(pool)) as readonly { readonly record?: string }[];
    expect(record).toMatch(/^[0-9a-f]{64}$/);

    const registry = (...words: readonly string[]) => proofmark("registry", ...words, "--config", config);
    const why = ["--station", STATION, "--why", "异议", "--by", "chen"];
    const strange = await registry("evidence", "order", ...why, "--record", "0".repeat(64));
    expect([strange.code, strange.err]).toEqual([1, `${STATION} has no result ${"0".repeat(64)} here.`]);
    const ordered = await registry("evidence", "order", ...why, "--record", record);
    expect(ordered.out).toMatch(/^Command 1 of HB-WH-0042: evidence of 1 record, send by /);
    const have = async (): Promise<number> => {
      const [row] = await pool.query<{ have: string }>("select have from evidence_coming");
      return Number(row?.have ?? 0);
    };
    await vi.waitFor(async () => expect(await have()).toBeGreaterThan(0), { timeout: LIMIT_MS, interval: 2 });
    await worker.end("SIGKILL");
    station.signal("SIGKILL");
    const before = await have();
    const isCut = before > 0;
    station = await started(file);
    worker = await workerOf();

    const listed = async (): Promise<string | null> => {
      const [line] = (await registry("commands", "--json")).out.split("\n");
      const one = JSON.parse(line ?? "") as { evidence: { records: { kept: string | null }[] } };
      return one.evidence.records[0]?.kept ?? null;
    };
    const kept = await vi.waitFor(
      async () => {
        const sha256 = await listed();
        expect(sha256).not.toBeNull();
        return sha256 ?? "";
      },
      { timeout: LIMIT_MS, interval: 500 },
    );
    console.info(`cut off at ${before} bytes: ${isCut}`);
    expect((await registry("commands")).out).toContain(`evidence of 1 of 1 kept, owed until `);
    await eventually(
      "it stands in the journal",
      () => journalOf(data).some((entry) => entry.type === "evidence-kept" && entry.record === record),
      LIMIT_MS,
    );
    expect(await have()).toBe(0);
    expect((await registry("evidence", "get", "--sha256", kept, "--out", at("e.json.gz"))).code).toBe(0);
    expect(keyIdOf(readFileSync(at("e.json.gz")))).toBe(kept);
    expect((await registry("trust", "--out", at("trust.json"))).code).toBe(0);
    const verified = await proofmark("verify", at("e.json.gz"), "--trust", at("trust.json"));
    expect([verified.code, verified.out]).toEqual([0, expect.stringContaining(record)]);
    const replayed = await proofmark("replay", at("e.json.gz"), "--trust", at("trust.json"));
    expect([replayed.code, replayed.out]).toEqual([0, expect.stringMatching(/same/)]);
    for (const program of [station, world]) program.signal("SIGINT");
    expect(await station.ended).toMatchObject({ code: 0 });
  },
  240_000,
);
