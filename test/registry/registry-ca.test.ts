import { X509Certificate } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { loadOrCreateKeys } from "../../src/adapters/keys/key-directory.ts";
import { loadCa, newSerial } from "../../src/adapters/keys/registry-ca.ts";
import { IN_FILES } from "../../src/adapters/keys/station-custody.ts";
import { identityOptions } from "../../src/adapters/mqtt/broker-credentials.ts";
import { brokerProblem } from "../../src/adapters/mqtt/broker-problem.ts";
import { createKeysCommand } from "../../src/cli/keys.ts";
import type { StationData } from "../../src/cli/station-data.ts";
import { certificates } from "../../src/runtime/registry/registry-ca.ts";
import { RENEWALS_A_DAY_MAX, renewals } from "../../src/runtime/registry/renew-certificate.ts";
import { type Mosquitto, mosquittoMissing, startMosquittoAs } from "../support/mosquitto.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled } from "../support/registry-rig.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { opensslMissing, TestAuthority } from "../support/test-certificates.ts";

/** Goal: a station with the registry's certificate is let in at the broker as itself alone, and no other one is. */
const missing = mosquittoMissing() ?? opensslMissing();
if (missing !== null) console.warn(`registry-ca: skipped, ${missing}`);

const OWN = "HB-WH-0042";
const OTHER = "HB-WH-0043";
let database: RegistryDatabase | string = "not started";
beforeAll(async () => {
  database = await startRegistryDatabase();
}, 60_000);
afterAll(async () => {
  if (typeof database !== "string") await database.close();
});

const brokers: Mosquitto[] = [];
afterEach(async () => {
  for (const one of brokers.splice(0)) await one.kill();
});

interface Station {
  readonly name: string;
  /** Writes a request with the keys that it has now, and gives what it says. */
  request(): Promise<string>;
  readonly key: string;
}

function stationIn(directory: string, name: string): Station & { readonly data: StationData } {
  const at = join(directory, name);
  mkdirSync(at);
  const [keys, key] = [join(at, "keys"), join(at, "station.key")];
  const { log, record } = loadOrCreateKeys(keys);
  const data: StationData = {
    ...{ station: name, keys, journal: join(at, "journal"), tlsKey: key },
    custody: IN_FILES,
    ...{ records: join(at, "records"), photos: join(at, "photos"), timeZone: "UTC" },
    witness: { name: "w", spki: new Uint8Array() },
  };
  expect([log.algorithm, record.algorithm]).toEqual(["ed25519", "ecdsa-p256-sha256"]);
  const out = join(at, "request.json");
  const said = { out: () => undefined, err: () => undefined };
  return {
    ...{ name, key, data },
    async request() {
      const command = createKeysCommand(
        () => data,
        () => 0,
      );
      expect(await command.run(["certificate", "--config", "x", "--out", out], said)).toBe(0);
      return readFileSync(out, "utf8");
    },
  };
}

/** A registry with its authority, and two stations that are enrolled there. */
async function world(on: RegistryDatabase) {
  const directory = temporaryDirectory();
  await on.pool.query("truncate station cascade");
  const password = join(directory, "password");
  writeFileSync(password, on.server.password, { mode: 0o600 });
  chmodSync(password, 0o600);
  const file = join(directory, "registry.yaml");
  writeFileSync(
    file,
    `schema: proofmark/registry/v1
name: r
database: { url: "${on.server.url}", passwordFile: password }
broker: { url: mqtt://127.0.0.1:1 }
witnesses: [{ name: w, key: witness.pem }]
ca: { key: ca.key, cert: ca.crt }
`,
  );
  expect(await certificates.init(file)).toMatchObject({ isDone: true });
  const stations = [stationIn(directory, OWN), stationIn(directory, OTHER)] as const;
  await enrolled(
    on.pool,
    stations.map(({ name, data }) => {
      const { log, record } = loadOrCreateKeys(data.keys);
      return { station: name, logKeySpki: log.publicKeySpki, recordKeySpki: record.publicKeySpki };
    }),
  );
  const issue = async (station: Station): Promise<string> => {
    const told = await certificates.issue(file, { request: await station.request(), by: "test" });
    if (!told.isDone || told.pem === undefined) throw new Error(told.sentence);
    return told.pem;
  };
  const crl = async (): Promise<string> => {
    const told = await certificates.crl(file);
    if (!told.isDone || told.pem === undefined) throw new Error(told.sentence);
    writeFileSync(join(directory, "crl.pem"), told.pem);
    return told.sentence;
  };
  return { directory, file, stations, issue, crl };
}

describe("certificates of the registry's own authority", () => {
  test("are made of what a station signed with its present log key, and of a key that does nothing else", async (context) => {
    if (typeof database === "string") return context.skip(database);
    const { directory, file, stations, issue } = await world(database);
    const [own, other] = stations;
    const pem = await issue(own);
    const certificate = new X509Certificate(pem);
    expect(certificate.subject).toBe(`CN=${OWN}`);
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    const authority = new X509Certificate(readFileSync(join(directory, "ca.crt")));
    expect([
      authority.ca,
      certificate.checkIssued(authority),
      certificate.verify(authority.publicKey),
    ]).toEqual([true, true, true]);
    for (const key of [own.key, join(directory, "ca.key")]) expect(statSync(key).mode & 0o777).toBe(0o600);
    // It is renewed with the same key, and neither is written over.
    expect(new X509Certificate(await issue(own)).serialNumber).not.toBe(certificate.serialNumber);
    await expect(certificates.init(file)).rejects.toMatchObject({ code: "KEY_UNUSABLE" });

    const refused = async (request: string): Promise<string> => {
      const told = await certificates.issue(file, { request, by: "test" });
      expect(told.isDone).toBe(false);
      return told.sentence;
    };
    const stranger = stationIn(directory, "HB-WH-0099");
    expect(await refused(await stranger.request())).toContain(
      "which is no log key that signs for HB-WH-0099",
    );
    const asked = JSON.parse(await own.request());
    expect(await refused(JSON.stringify({ ...asked, signatures: asked.signatures.slice(0, 1) }))).toContain(
      "not signed by the log key and the TLS key",
    );
    // A key of one station is no key of another, and the record key is none for TLS.
    writeFileSync(other.key, readFileSync(own.key), { mode: 0o600 });
    expect(await refused(await other.request())).toContain("cannot be that of HB-WH-0043");
    writeFileSync(other.key, readFileSync(join(other.data.keys, "record.pem")), { mode: 0o600 });
    expect(await refused(await other.request())).toContain("cannot be that of HB-WH-0043");
    // Revoked: all that it has, and its key is good for no other one.
    expect(await certificates.revoke(file, { station: OWN, by: "test" })).toMatchObject({
      isDone: true,
      sentence: expect.stringContaining("2 certificates"),
    });
    expect(await certificates.revoke(file, { station: OWN, by: "test" })).toMatchObject({ isDone: false });
    expect(await refused(await own.request())).toContain("it was revoked");
    await database.pool.query(
      "update station_key set revoked_from = now(), revoked_why = 'lost' where station = $1 and role = 'log'",
      [OTHER],
    );
    expect(await refused(await other.request())).toContain("which is no log key that signs for HB-WH-0043");
  });

  test("are renewed for the key that has one, four a day, and not for one that was revoked", async (context) => {
    if (typeof database === "string") return context.skip(database);
    const { file, directory, stations, issue } = await world(database);
    const [own, other] = stations;
    const spki = new Uint8Array(
      new X509Certificate(await issue(own)).publicKey.export({ format: "der", type: "spki" }),
    );
    const block = { key: join(directory, "ca.key"), cert: join(directory, "ca.crt"), days: 90 };
    let nowMs = Date.now() + 61 * 86_400_000;
    const renew = await renewals({ ca: block }, database.pool, { wallMs: () => nowMs });
    if (renew === undefined) throw new Error("it has an authority");
    expect(await renewals({}, database.pool, { wallMs: () => nowMs })).toBeUndefined();
    const given = await renew(OWN, spki);
    if (given === null || !("certificate" in given)) throw new Error("none was given");
    const certificate = new X509Certificate(given.certificate);
    const authority = new X509Certificate(readFileSync(block.cert));
    expect([certificate.subject, certificate.verify(authority.publicKey)]).toEqual([`CN=${OWN}`, true]);
    // The authority's own stands behind it.
    const [, second = ""] = given.certificate.split(/(?<=-----END CERTIFICATE-----\n)/);
    expect(new X509Certificate(second).fingerprint256).toBe(authority.fingerprint256);
    expect(Date.parse(certificate.validTo) - nowMs).toBeGreaterThan(89 * 86_400_000);
    // Another station does not get one for it.
    expect(await renew(OTHER, spki)).toEqual({ refused: "tls-key" });
    for (let more = 1; more < RENEWALS_A_DAY_MAX; more++)
      expect(await renew(OWN, spki)).toMatchObject({ certificate: expect.any(String) });
    expect(await renew(OWN, spki)).toBeNull();
    nowMs += 86_400_000;
    expect(await renew(OWN, spki)).toMatchObject({ certificate: expect.any(String) });
    expect(await certificates.revoke(file, { station: OWN, by: "test" })).toMatchObject({ isDone: true });
    nowMs += 86_400_000;
    expect(await renew(OWN, spki)).toEqual({ refused: "tls-key" });
    expect(other.name).toBe(OTHER);
  });

  test("of a short life are given four within its third, and do not begin long before they are made", async (context) => {
    if (typeof database === "string") return context.skip(database);
    const { directory, stations, issue } = await world(database);
    const pem = await issue(stations[0]);
    const spki = new Uint8Array(new X509Certificate(pem).publicKey.export({ format: "der", type: "spki" }));
    // Another day than the one by hand, which counts too.
    let nowMs = Date.now() + 2 * 86_400_000;
    const block = { key: join(directory, "ca.key"), cert: join(directory, "ca.crt"), days: 10 / 1_440 };
    const renew = await renewals({ ca: block }, database.pool, { wallMs: () => nowMs });
    for (let more = 0; more < RENEWALS_A_DAY_MAX; more++) {
      const given = await renew?.(OWN, spki);
      if (!given || !("certificate" in given)) throw new Error("none was given");
      const { validFrom, validTo } = new X509Certificate(given.certificate);
      const lifeMs = Date.parse(validTo) - Date.parse(validFrom);
      expect(Math.abs(lifeMs - (10 / 9) * 600_000)).toBeLessThan(2_000);
    }
    expect(await renew?.(OWN, spki)).toBeNull();
    nowMs += 600_000 / 3 + 1_000;
    expect(await renew?.(OWN, spki)).toMatchObject({ certificate: expect.any(String) });
  });

  test.skipIf(missing !== null)(
    "let a station in at a broker as itself, and keep out strangers, what ended and what was revoked",
    async (context) => {
      if (typeof database === "string") return context.skip(database);
      const { directory, file, stations, issue, crl } = await world(database);
      const [own, other] = stations;
      const servers = new TestAuthority(directory, ["server-ca"]);
      const extensions = "subjectAltName=DNS:localhost";
      servers.issue("broker", { subject: "localhost", authority: "server-ca", extensions });
      servers.issue("stranger", { subject: OWN, authority: "server-ca" });
      const [ownPem, otherPem] = [await issue(own), await issue(other)];
      const ca = await loadCa({ key: join(directory, "ca.key"), cert: join(directory, "ca.crt") });
      const spki = new X509Certificate(ownPem).publicKey.export({ format: "der", type: "spki" });
      const ended = await ca.issue({
        ...{ commonName: OWN, spki: new Uint8Array(spki), serial: newSerial() },
        ...{ fromMs: Date.now() - 7_200_000, toMs: Date.now() - 3_600_000 },
      });
      expect(await crl()).toContain("0 certificates are revoked");
      writeFileSync(join(directory, "acl"), "pattern readwrite proofmark/v1/%u/#\n");
      const configuration = [
        ...["listener 0", "cafile ca.crt", "certfile broker.crt", "keyfile broker.key", "crlfile crl.pem"],
        ...["require_certificate true", "use_identity_as_username true", "acl_file acl"],
      ]
        .map((line) => line.replace(/ (\S+\.(?:crt|key|pem)|acl)$/, ` ${directory}/$1`))
        .join("\n");
      const start = async (): Promise<Mosquitto> => {
        const started = await startMosquittoAs(configuration, directory);
        brokers.push(started);
        return started;
      };
      let broker = await start();
      const text = (name: string): string => readFileSync(join(directory, name), "utf8");
      const words = async (cert: string, key: string): Promise<string> => {
        const client = mqtt.connect(`mqtts://localhost:${broker.port}`, {
          ...identityOptions({ ca: text("server-ca.crt"), own: { cert, key } }),
          ...{ protocolVersion: 5, reconnectPeriod: 0, connectTimeout: 5_000 },
        });
        const outcome = await new Promise<string>((resolve) => {
          client.once("connect", () => resolve("let in"));
          client.once("error", (error) => resolve(brokerProblem(error).code));
        });
        if (outcome !== "let in") {
          client.end(true);
          return outcome;
        }
        const topic = (station: string): string => `proofmark/v1/${station}/submission`;
        const taken = async (station: string): Promise<string> =>
          await new Promise((resolve) =>
            client.publish(topic(station), "x", { qos: 1 }, (error) => resolve(error ? "denied" : "taken")),
          );
        const both = `${await taken(OWN)}, ${await taken(OTHER)}`;
        await client.endAsync(true);
        return both;
      };
      const [ownKey, otherKey] = [readFileSync(own.key, "utf8"), readFileSync(other.key, "utf8")];
      expect(await words(ownPem, ownKey)).toBe("taken, denied");
      expect(await words(otherPem, otherKey)).toBe("denied, taken");
      expect(await words(await issue(own), ownKey)).toBe("taken, denied");
      expect(await words(text("stranger.crt"), text("stranger.key"))).toBe("STATION_CERTIFICATE_REFUSED");
      expect(await words(ended, ownKey)).toBe("STATION_CERTIFICATE_ENDED");
      await certificates.revoke(file, { station: OWN, by: "test" });
      expect(await crl()).toContain("2 certificates are revoked");
      await broker.kill();
      broker = await start();
      expect(await words(ownPem, ownKey)).toBe("STATION_CERTIFICATE_REVOKED");
      expect(await words(otherPem, otherKey)).toBe("denied, taken");
    },
  );
});
