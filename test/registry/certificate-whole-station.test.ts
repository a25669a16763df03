import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, type TestContext, test, vi } from "vitest";
import { parse, stringify } from "yaml";
import { ptyBridgeMissing } from "../../simulators/kit/pty-bridge.ts";
import { createFileSigner } from "../../src/adapters/keys/file-signer.ts";
import { createCa, loadCa, newSerial } from "../../src/adapters/keys/registry-ca.ts";
import { keepCertificate } from "../../src/adapters/postgres/certificate-register.ts";
import { nextCertificateFile } from "../../src/runtime/own-certificate.ts";
import { stationKeys } from "../../src/runtime/station-keys.ts";
import { freePorts } from "../../src/stage/free-ports.ts";
import type { StationReport } from "../../src/station/station-report.ts";
import { proofmark } from "../support/cli-run.ts";
import { ConsoleVisit } from "../support/console-visit.ts";
import { eventually } from "../support/eventually.ts";
import { type Mosquitto, mosquittoMissing, startMosquittoAs } from "../support/mosquitto.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, takenIn } from "../support/registry-rig.ts";
import { WITNESS_NAME, witnessIn } from "../support/registry-workers.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { Terminal } from "../support/terminal.ts";
import { opensslMissing, TestAuthority } from "../support/test-certificates.ts";

/**
 * Goal: a whole station and a worker of the registry, each a `proofmark` of its own process, at a mosquitto that lets in nobody without a certificate. The station's
 * ends within the minute; it comes over the next one by itself, and each result has its receipt: before, while the next one waits, and by the next one alone.
 */
const missing = mosquittoMissing() ?? opensslMissing() ?? ptyBridgeMissing();
if (missing !== null) console.warn(`certificate-whole-station: skipped, ${missing}`);

const STATION = "HB-WH-0042";
/** It began so long ago, and ends so long after the broker is there: it is in the last third of its life a few seconds after. */
const BEFORE_MS = 45_000;
const LEFT_MS = 30_000;
const DAY_MS = 86_400_000;
/** Generous: what is waited for comes within some seconds on a machine that has nothing else to do. */
const LIMIT_MS = 60_000;

let database: RegistryDatabase | string = "not started";
beforeAll(async () => {
  if (missing === null) database = await startRegistryDatabase();
}, 60_000);
afterAll(async () => {
  if (typeof database !== "string") await database.close();
});

const spanOf = (fromMs: number, toMs: number) => ({ fromMs: Date.now() + fromMs, toMs: Date.now() + toMs });

/** Makes a key of P-256 in that file. */
function newKey(file: string): Uint8Array {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(file, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
  return createFileSigner(file).publicKeySpki;
}

/** Who signs the certificates of stations, and a broker that asks for one. */
async function brokerIn(directory: string, port: number) {
  const at = (name: string): string => join(directory, name);
  const files = { key: at("ca.key"), cert: at("ca.crt") };
  await createCa(files, "Registry of a test", Date.now());
  const servers = new TestAuthority(directory, ["server-ca"]);
  const extensions = "subjectAltName=DNS:localhost";
  servers.issue("broker", { subject: "localhost", authority: "server-ca", extensions });
  writeFileSync(
    at("acl"),
    "pattern readwrite proofmark/v1/%u/#\nuser registry\ntopic readwrite proofmark/v1/#\n",
  );
  const configuration = [
    ...["listener 0", `cafile ${files.cert}`, `certfile ${at("broker.crt")}`, `keyfile ${at("broker.key")}`],
    ...["require_certificate true", "use_identity_as_username true", `acl_file ${at("acl")}`],
  ].join("\n");
  const start = async (): Promise<Mosquitto> => {
    const broker = await startMosquittoAs(configuration, directory, port);
    onTestFinished(() => broker.kill());
    return broker;
  };
  return { ca: await loadCa(files), files, start, serverCa: at("server-ca.crt") };
}

type Broker = Awaited<ReturnType<typeof brokerIn>>;

/** A worker, which signs certificates of a day. */
async function workerIn(directory: string, url: string, { ca, files, serverCa }: Broker): Promise<void> {
  if (typeof database === "string") throw new Error(database);
  const at = (name: string): string => join(directory, name);
  const spki = newKey(at("worker.key"));
  const wanted = { commonName: "registry", spki, serial: newSerial(), ...spanOf(-60_000, DAY_MS) };
  writeFileSync(at("worker.crt"), await ca.issue(wanted));
  const { server } = database;
  writeFileSync(at("database-password"), `${server.password}\n`, { mode: 0o600 });
  const written = {
    schema: "proofmark/registry/v1",
    name: "worker-1",
    database: { url: server.url, passwordFile: at("database-password") },
    broker: { url, ca: serverCa, cert: at("worker.crt"), key: at("worker.key") },
    witnesses: [{ name: WITNESS_NAME, key: at("witness.pem") }],
    ca: { ...files, days: 1 },
    simulation: true,
  };
  writeFileSync(at("registry.yaml"), JSON.stringify(written));
  const worker = new Terminal(["registry", "--config", at("registry.yaml")]);
  await worker.prints(/hears 1 of 1 stations/, LIMIT_MS);
}

interface StationYaml {
  readonly data: string;
  registry: Record<string, unknown>;
}

/** The shipped station for practice, which delivers there; its file. */
async function stationIn(directory: string, registry: StationYaml["registry"]) {
  const out = join(directory, "practice");
  const shipped = "config/stations/example.yaml";
  expect(await proofmark("simulate", "prepare", "--config", shipped, "--out", out)).toMatchObject({
    code: 0,
  });
  const file = join(out, "station.yaml");
  const written = parse(readFileSync(file, "utf8")) as StationYaml;
  writeFileSync(file, stringify({ ...written, registry }, { aliasDuplicateObjects: false }));
  return { file, data: written.data };
}

/** Somebody at its console; the link is good once, so whoever came in by it stays. */
function visitOf(station: Terminal) {
  const url = (station.line(/Console: /) ?? "").replace(/^.*Console: (\S+).*$/, "$1");
  const console = url.replace("localhost", "127.0.0.1");
  const visit = new ConsoleVisit(() => console, station.lines);
  const asked = async (path: string, rest: RequestInit = {}) => {
    const headers = { "content-type": "application/json", ...(await visit.headers()) };
    const answer = await fetch(`${console}${path}`, { headers, ...rest });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const post = (path: string, body: unknown) => asked(path, { method: "POST", body: JSON.stringify(body) });
  return { asked, post };
}

/** Calls whoever waits and ends the job at once: the quickest record there is. Gives its job. */
async function sealOne({ post }: ReturnType<typeof visitOf>, kind: "inspection" | "exam"): Promise<string> {
  // The place may not be left yet, and at first the registry is asked what it holds of the log.
  const job = await vi.waitFor(
    async () => {
      const { status, body } = await post("/api/jobs", { kind });
      expect([status, body]).toEqual([201, expect.anything()]);
      return String(body.job);
    },
    { timeout: LIMIT_MS, interval: 250 },
  );
  const command = { name: "abort", reason: "other", note: "the test ends it" };
  expect((await post("/api/commands", { job, command })).status).toBe(200);
  return job;
}

const receipted = (station: Terminal, job: string): Promise<string> =>
  station.prints(new RegExp(`^ {2}receipted ${job}: `), LIMIT_MS);

/** Null where it cannot run. */
async function everything(context: TestContext) {
  if (typeof database === "string") return context.skip(database);
  const directory = temporaryDirectory();
  const [port = 0] = await freePorts(1);
  const broker = await brokerIn(directory, port);
  const url = `mqtts://localhost:${port}`;
  const cert = { cert: join(directory, "station.crt"), key: join(directory, "station.key") };
  const witness = witnessIn(directory);
  const spki = Buffer.from(witness.spki).toString("base64");
  const { file, data } = await stationIn(directory, {
    ...{ url, ca: broker.serverCa, ...cert, events: true },
    witness: { name: WITNESS_NAME, spki },
  });
  const { log, record } = stationKeys(data);
  const keys = { logKeySpki: log.publicKeySpki, recordKeySpki: record.publicKeySpki };
  await enrolled(database.pool, [{ station: STATION, ...keys }]);
  const tls = newKey(cert.key);
  const issue = async (span: { readonly fromMs: number; readonly toMs: number }): Promise<string> => {
    const of = { serial: newSerial(), spki: tls, ...span };
    if (typeof database === "string") throw new Error(database);
    expect(await keepCertificate(database.pool, { ...of, station: STATION, by: "test" })).toBe(true);
    return await broker.ca.issue({ ...of, commonName: STATION });
  };
  return { directory, broker, url, cert, file, issue, pool: database.pool };
}

test.skipIf(missing !== null)(
  "RP-251 a station comes over the end of its certificate while it delivers, and every result has its receipt",
  async (context) => {
    const all = await everything(context);
    if (all === undefined) return;
    const { directory, broker, url, cert, file, issue, pool } = all;
    writeFileSync(cert.cert, await issue(spanOf(-DAY_MS, DAY_MS)));
    await workerIn(directory, url, broker);
    const world = new Terminal(["simulate", "station", "--config", file, "--no-registry", "--no-call"]);
    await world.prints(/^Simulators of .* are up\./, LIMIT_MS);
    const station = new Terminal(["start", "--config", file]);
    await station.prints(/Console: /, LIMIT_MS);
    const visit = visitOf(station);
    const { registry } = (await visit.asked("/api/station")).body as unknown as StationReport;
    const named = { witness: WITNESS_NAME, address: url, isHere: true };
    expect(registry.which).toMatchObject({ is: "named", code: "REGISTRY_NAMED", params: named });

    // The broker comes when all of them are there, so that no slow start takes of the half minute.
    const shortPem = await issue(spanOf(-BEFORE_MS, LEFT_MS));
    const endsMs = Date.parse(new X509Certificate(shortPem).validTo);
    writeFileSync(cert.cert, shortPem);
    const first = await broker.start();
    await receipted(station, await sealOne(visit, "inspection"));
    const next = nextCertificateFile(cert.cert);
    await eventually("it has the next one", () => existsSync(next), LIMIT_MS);
    const nextPem = readFileSync(next, "utf8");
    expect(Date.parse(new X509Certificate(nextPem).validTo)).toBeGreaterThan(endsMs + DAY_MS / 2);
    // No connection was broken for it.
    expect(readFileSync(cert.cert, "utf8")).toBe(shortPem);
    await receipted(station, await sealOne(visit, "exam"));

    await eventually("the first one has ended", () => Date.now() > endsMs + 1_000, LIMIT_MS);
    await first.kill();
    world.type("vehicle sound");
    const waiting = await sealOne(visit, "inspection");
    expect(station.line(new RegExp(`^ {2}receipted ${waiting}`))).toBeUndefined();
    await broker.start();
    await receipted(station, waiting);
    expect([existsSync(next), readFileSync(cert.cert, "utf8")]).toEqual([false, nextPem]);

    const taken = await takenIn(pool);
    expect(taken.map(({ sequence, kind }) => [sequence, kind])).toEqual(
      [0, 1, 2].map((sequence) => [sequence, "result"]),
    );
    for (const program of [station, world]) program.signal("SIGINT");
    expect(await station.ended).toMatchObject({ code: 0 });
  },
  240_000,
);
