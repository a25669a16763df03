import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { createFileSigner } from "../../src/adapters/keys/file-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { createCa, loadCa, newSerial } from "../../src/adapters/keys/registry-ca.ts";
import { identityOptions } from "../../src/adapters/mqtt/broker-credentials.ts";
import { brokerProblem } from "../../src/adapters/mqtt/broker-problem.ts";
import { RegistryInbox } from "../../src/adapters/mqtt/registry-inbox.ts";
import { keepCertificate } from "../../src/adapters/postgres/certificate-register.ts";
import { PostgresVehicleBook } from "../../src/adapters/postgres/postgres-vehicle-book.ts";
import { CERTIFICATE_REPLY_PAYLOAD_TYPE } from "../../src/core/requests/certificate-messages.ts";
import { Answering } from "../../src/registry/answering.ts";
import { brokerAccess } from "../../src/runtime/broker-access.ts";
import { nextCertificateFile } from "../../src/runtime/own-certificate.ts";
import { renewals } from "../../src/runtime/registry/renew-certificate.ts";
import { CertificateKeeper } from "../../src/station/certificate-keeper.ts";
import { SharedRequestLink } from "../../src/station/shared-request-link.ts";
import { eventually } from "../support/eventually.ts";
import { type Mosquitto, mosquittoMissing, startMosquittoAs } from "../support/mosquitto.ts";
import { deliverOver } from "../support/mqtt-delivery.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, intakeOn, takenIn, WITNESS } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { opensslMissing, TestAuthority } from "../support/test-certificates.ts";

/** Goal: at a mosquitto that knows stations by certificates alone a station comes from one certificate to the next by itself, and no result is lost over it. */
const missing = mosquittoMissing() ?? opensslMissing();
if (missing !== null) console.warn(`certificate-over-mqtt: skipped, ${missing}`);

const OWN = "HB-WH-0042";
const MINUTE_MS = 60_000;
/** Generous: what is waited for comes within a second or two on a machine that has nothing else to do. */
const LIMIT_MS = 60_000;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

let database: RegistryDatabase | string = "not started";
beforeAll(async () => {
  if (missing === null) database = await startRegistryDatabase();
}, 60_000);
afterAll(async () => {
  if (typeof database !== "string") await database.close();
});
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function newKey(file: string): Uint8Array {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(file, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
  return createFileSigner(file).publicKeySpki;
}

/** A broker that asks for certificates of the registry's authority and reads its list of those that were revoked. */
async function brokerIn(directory: string) {
  const files = { key: join(directory, "ca.key"), cert: join(directory, "ca.crt") };
  await createCa(files, "Proofmark registry", Date.now());
  const ca = await loadCa(files);
  const servers = new TestAuthority(directory, ["server-ca"]);
  servers.issue("broker", {
    subject: "localhost",
    authority: "server-ca",
    extensions: "subjectAltName=DNS:localhost",
  });
  writeFileSync(
    join(directory, "acl"),
    "pattern readwrite proofmark/v1/%u/#\nuser registry\ntopic readwrite proofmark/v1/#\n",
  );
  const configuration = [
    ...["listener 0", "cafile ca.crt", "certfile broker.crt", "keyfile broker.key", "crlfile crl.pem"],
    ...["require_certificate true", "use_identity_as_username true", "acl_file acl"],
  ]
    .map((line) => line.replace(/ (\S+\.(?:crt|key|pem)|acl)$/, ` ${directory}/$1`))
    .join("\n");
  let broker: Mosquitto | null = null;
  ends.push(async () => await broker?.kill());
  /** Again on the same port, with these on its list. */
  const restart = async (revoked: readonly string[]): Promise<Mosquitto> => {
    const port = broker?.port;
    await broker?.kill();
    const list = revoked.map((serial) => ({ serial, atMs: Date.now() - 1_000 }));
    const [fromMs, nextMs] = [Date.now() - MINUTE_MS, Date.now() + 86_400_000];
    writeFileSync(join(directory, "crl.pem"), await ca.crl({ fromMs, nextMs, revoked: list }));
    broker = await startMosquittoAs(configuration, directory, port);
    return broker;
  };
  return { ca, files, servers, restart };
}

/** A worker's intake and answers, at that broker. */
async function registryAt(
  { pool }: RegistryDatabase,
  { ca, files, servers, restart }: Awaited<ReturnType<typeof brokerIn>>,
): Promise<string> {
  const clock = new SystemClock();
  const renew = await renewals({ ca: { ...files, days: 90 } }, pool, clock);
  if (renew === undefined) throw new Error("it has an authority");
  const key = servers.path("registry.key");
  const spki = newKey(key);
  const span = { fromMs: Date.now() - MINUTE_MS, toMs: Date.now() + 86_400_000 };
  const cert = await ca.issue({ commonName: "registry", spki, serial: newSerial(), ...span });
  const intake = intakeOn(pool, { wallMs: () => Date.now() });
  const answering = new Answering({
    ...{ book: new PostgresVehicleBook(pool), papers: {} as never, renew },
    ...{ digest: sha256, verify: verifySignature, witnesses: [WITNESS], wallMs: () => Date.now() },
    onFailure: (error) => {
      throw error;
    },
  });
  const { port } = await restart([]);
  const url = `mqtts://localhost:${port}`;
  const inbox = new RegistryInbox({
    ...{ url, clientId: "worker", connections: 2, monoMs: () => performance.now(), onLink: () => undefined },
    credentials: { ca: servers.text("server-ca.crt"), own: { cert, key: readFileSync(key, "utf8") } },
    take: (submission) => intake.take(submission),
    ask: (station, request) => answering.ask(station, request),
    tell: async () => null,
    acknowledge: async () => null,
  });
  inbox.start();
  inbox.hear([OWN]);
  ends.push(() => inbox.close());
  return url;
}

/** The outbox of a station and what keeps its certificate, over one connection. */
async function stationAt(url: string, files: { cert: string; key: string; ca: string }) {
  const sealing = new SealingStation(OWN);
  const clock = new SystemClock();
  const discipline = { ask: (told: (word: { kind: "free" }) => void) => told({ kind: "free" }) };
  const witness = { name: WITNESS.name, spki: "" };
  const registry = { url, ...files, witness, events: false };
  const access = await brokerAccess(registry, { clock, discipline, log: SILENT });
  if (access.own === null) throw new Error("it has a key of P-256");
  const service = { witnessName: WITNESS.name, witnessSpki: WITNESS.spki };
  const delivery = deliverOver(url, service, sealing, { credentials: () => access.credentials() });
  const keeper = new CertificateKeeper({
    ...{ station: OWN, clock, timers: clock, entropy: () => 0, log: SILENT, certificate: access.own },
    ...{ logSigner: sealing.logSigner, digest: sha256, verifySignature, witness: service },
    ...{ witness: { spki: WITNESS.spki } },
    link: new SharedRequestLink(delivery.links.requests, clock).for([CERTIFICATE_REPLY_PAYLOAD_TYPE]),
  });
  delivery.start(0);
  keeper.start({ isClockSure: () => true, onChange: () => undefined });
  ends.push(async () => {
    keeper.stop();
    await delivery.outbox.stop();
  });
  return { delivery, keeper };
}

describe("a certificate that follows another, at a broker that asks for one", () => {
  test.skipIf(missing !== null)(
    "RP-251 comes over it, is used when the broker takes it and not before, and results are receipted all along",
    async (context) => {
      if (typeof database === "string") return context.skip(database);
      const { pool } = database;
      const directory = temporaryDirectory();
      await pool.query("truncate station cascade");
      await enrolled(pool, [new SealingStation(OWN).registration]);
      const broker = await brokerIn(directory);
      const url = await registryAt(database, broker);
      const files = {
        ...{ cert: join(directory, "station.crt"), key: join(directory, "station.key") },
        ca: join(directory, "server-ca.crt"),
      };
      const spki = newKey(files.key);
      // It began a day ago and ends in an hour: it is in the last third of its life.
      const old = {
        serial: newSerial(),
        ...{ spki, fromMs: Date.now() - 86_400_000, toMs: Date.now() + 60 * MINUTE_MS },
      };
      expect(await keepCertificate(pool, { ...old, station: OWN, by: "test" })).toBe(true);
      const oldPem = await broker.ca.issue({ ...old, commonName: OWN });
      writeFileSync(files.cert, oldPem);

      const { delivery, keeper } = await stationAt(url, files);
      const receipted = async (): Promise<void> =>
        await eventually("all is receipted", () => delivery.outbox.status().pending === 0, LIMIT_MS);
      delivery.seal(3);
      const next = nextCertificateFile(files.cert);
      await eventually("it has the next one", () => existsSync(next), LIMIT_MS);
      await receipted();
      const nextPem = readFileSync(next, "utf8");
      const given = new X509Certificate(nextPem);
      expect([given.subject, given.verify(new X509Certificate(broker.ca.cert).publicKey)]).toEqual([
        `CN=${OWN}`,
        true,
      ]);
      // No connection was broken for it, and what nobody could revoke is not there.
      expect(readFileSync(files.cert, "utf8")).toBe(oldPem);
      const rows = await pool.query<{ serial: string }>(
        "select serial from station_certificate where station = $1",
        [OWN],
      );
      expect(rows.map(({ serial }) => serial).sort()).toEqual(
        [old.serial, given.serialNumber.toLowerCase()].sort(),
      );
      expect(keeper.word()).toBeNull();

      // A broker that does not take the next one: the station comes in by the one before, and neither is lost.
      delivery.seal(2);
      await broker.restart([given.serialNumber]);
      delivery.seal(2);
      await receipted();
      expect([readFileSync(files.cert, "utf8"), readFileSync(next, "utf8")]).toEqual([oldPem, nextPem]);

      // One that takes it, and the one before no more.
      await broker.restart([old.serial]);
      delivery.seal(3);
      await receipted();
      await eventually("it is in its place", () => !existsSync(next), LIMIT_MS);
      expect(readFileSync(files.cert, "utf8")).toBe(nextPem);
      const key = readFileSync(files.key, "utf8");
      const ca = readFileSync(files.ca, "utf8");
      expect(await knock(url, { ca, own: { cert: oldPem, key } })).toBe("STATION_CERTIFICATE_REVOKED");
      expect(await knock(url, { ca, own: { cert: nextPem, key } })).toBe("let in");

      const taken = await takenIn(pool);
      expect(taken.map(({ sequence, kind }) => [sequence, kind])).toEqual(
        Array.from({ length: 10 }, (_, sequence) => [sequence, "result"]),
      );
      expect(delivery.locks).toEqual([]);
    },
    240_000,
  );
});

/** What the broker says to whoever shows that, under a name of its own. */
async function knock(url: string, credentials: Parameters<typeof identityOptions>[0]): Promise<string> {
  const client = mqtt.connect(url, {
    ...identityOptions(credentials),
    ...{ protocolVersion: 5, reconnectPeriod: 0, connectTimeout: 30_000, clientId: "knock" },
  });
  const outcome = await new Promise<string>((resolve) => {
    client.once("connect", () => resolve("let in"));
    client.once("error", (error) => resolve(brokerProblem(error).code));
  });
  await client.endAsync(true);
  return outcome;
}
