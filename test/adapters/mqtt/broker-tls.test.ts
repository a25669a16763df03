import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startMqttRegistry } from "../../../simulators/registry/mqtt-registry.ts";
import { RegistryService } from "../../../simulators/registry/registry-service.ts";
import { type BrokerCredentials, identityOptions } from "../../../src/adapters/mqtt/broker-credentials.ts";
import { brokerProblem } from "../../../src/adapters/mqtt/broker-problem.ts";
import { readCredentials } from "../../../src/runtime/credential-files.ts";
import { WITNESS_SEED } from "../../support/delivery-world.ts";
import { eventually } from "../../support/eventually.ts";
import { mosquittoMissing, startMosquitto, startMosquittoAs } from "../../support/mosquitto.ts";
import { deliverOver } from "../../support/mqtt-delivery.ts";
import { SealingStation } from "../../support/sealing-station.ts";
import { readSource } from "../../support/source-tree.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { opensslEnvironment, opensslMissing, TestAuthority } from "../../support/test-certificates.ts";

const missing = mosquittoMissing() ?? opensslMissing();
if (missing !== null) console.warn(`broker-tls: skipped, ${missing}`);

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const LOCALHOST = "subjectAltName=DNS:localhost";

describe.skipIf(missing !== null)("a broker with TLS", () => {
  let authority: TestAuthority;
  let broker: (server: string, more: string) => Promise<{ url: string; port: number }>;

  beforeAll(() => {
    const directory = mkdtempSync(join(tmpdir(), "proofmark-tls-"));
    authority = new TestAuthority(directory, ["ca", "other-ca"]);
    authority.issue("broker", { subject: "localhost", extensions: LOCALHOST });
    authority.issue("broker-elsewhere", { subject: "elsewhere", extensions: "subjectAltName=DNS:elsewhere" });
    authority.issue("broker-ended", { subject: "localhost", extensions: LOCALHOST, validity: "past" });
    authority.issue("broker-early", { subject: "localhost", extensions: LOCALHOST, validity: "future" });
    authority.issue("station", { subject: "TEST-0001" });
    authority.issue("station-ended", { subject: "TEST-0001", validity: "past" });
    authority.issue("stranger", { subject: "TEST-0001", authority: "other-ca" });
    authority.issue("registry", { subject: "registry" });
    broker = async (server, more) => {
      const files = `cafile ${authority.path("ca.crt")}\ncertfile ${authority.path(`${server}.crt`)}\nkeyfile ${authority.path(`${server}.key`)}`;
      const started = await startMosquittoAs(`listener 0\n${files}\n${more}`, directory);
      ends.push(() => started.kill());
      return { url: `mqtts://localhost:${started.port}`, port: started.port };
    };
  });
  afterAll(() => {
    rmSync(authority.directory, { recursive: true, force: true });
  });

  const own = (name: string): BrokerCredentials => ({
    ca: authority.text("ca.crt"),
    own: { cert: authority.text(`${name}.crt`), key: authority.text(`${name}.key`) },
  });
  const MUTUAL = "require_certificate true\nuse_identity_as_username true\nallow_anonymous false";

  test("a record is delivered and receipted through it, under the name in the station's certificate", async () => {
    const acl = authority.path("acl");
    writeFileSync(acl, aclOfDocs());
    const { url } = await broker("broker", `${MUTUAL}\nacl_file ${acl}`);
    const station = new SealingStation();
    const service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration] });
    const tls = {
      ca: authority.text("ca.crt"),
      cert: authority.text("registry.crt"),
      key: authority.text("registry.key"),
    };
    const registry = await startMqttRegistry({ url, service, wallMs: () => Date.now(), tls });
    ends.push(() => registry.close());
    const delivery = deliverOver(url, service, station, { credentials: () => own("station") });
    ends.push(() => delivery.outbox.stop());
    delivery.start(0);
    delivery.seal(3);
    await eventually(
      "receipts",
      () => delivery.receipts.length > 0 && delivery.outbox.status().pending === 0,
    );
    expect(service.stored.map((record) => record.sequence)).toEqual([0, 1, 2]);
  });

  test.each<[what: string, server: string, more: string, who: () => BrokerCredentials, code: string]>([
    [
      "no client certificate",
      "broker",
      MUTUAL,
      () => ({ ca: own("station").ca ?? "" }),
      "STATION_CERTIFICATE_ASKED",
    ],
    ["one that has ended", "broker", MUTUAL, () => own("station-ended"), "STATION_CERTIFICATE_ENDED"],
    ["one of another authority", "broker", MUTUAL, () => own("stranger"), "STATION_CERTIFICATE_REFUSED"],
    ["no authority", "broker", MUTUAL, () => ({}), "BROKER_CA_UNKNOWN"],
    [
      "another authority",
      "broker",
      MUTUAL,
      () => ({ ca: authority.text("other-ca.crt") }),
      "BROKER_CA_UNKNOWN",
    ],
    ["another name", "broker-elsewhere", "", () => own("station"), "BROKER_NAME_WRONG"],
    ["the broker's has ended", "broker-ended", "", () => own("station"), "BROKER_CERTIFICATE_ENDED"],
    ["the broker's has not begun", "broker-early", "", () => own("station"), "BROKER_CERTIFICATE_EARLY"],
  ])("%s", async (_what, server, more, who, code) => {
    const { url } = await broker(server, more);
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    onTestFinished(() => {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    });
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    for (const protocolVersion of [4, 5] as const)
      expect(brokerProblem(await errorOf(url, who(), protocolVersion)).code).toBe(code);
  });

  test("with TLS 1.2 the same alerts come in another wrapping", async () => {
    const { url } = await broker("broker", `${MUTUAL}\ntls_version tlsv1.2`);
    expect(brokerProblem(await errorOf(url, own("station-ended"), 5, "TLSv1.2")).code).toBe(
      "STATION_CERTIFICATE_ENDED",
    );
    expect(brokerProblem(await errorOf(url, { ca: authority.text("ca.crt") }, 5, "TLSv1.2"))).toEqual({
      code: "BROKER_HANDSHAKE_REFUSED",
      params: { alert: 40 },
    });
  });

  test("TLS to a port without, and the other way round", async () => {
    const plain = await startMosquitto();
    ends.push(() => plain.kill());
    const { port } = await broker("broker", "");
    expect(brokerProblem(await errorOf(`mqtts://localhost:${plain.port}`, {}, 5)).code).toBe("BROKER_CUT");
    expect(brokerProblem(await errorOf(`mqtt://localhost:${port}`, {}, 5)).code).toBe("BROKER_CUT");
    await plain.kill();
    expect(brokerProblem(await errorOf(plain.url, {}, 5))).toEqual({
      code: "BROKER_UNREACHABLE",
      params: { because: { code: "CONNECTION_REFUSED", params: {} } },
    });
  });

  test("wss:// is verified in the same way, whatever the environment says; a web server without a broker is told", async () => {
    const key = authority.text("broker.key");
    const server = createServer({ key, cert: authority.text("broker.crt") }, (_request, response) => {
      response.statusCode = 404;
      response.end();
    });
    server.on("upgrade", (_request, socket) => void socket.end("HTTP/1.1 404 Not Found\r\n\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    ends.push(async () => void server.close());
    const address = server.address();
    const url = `wss://localhost:${typeof address === "object" ? address?.port : 0}/mqtt`;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    onTestFinished(() => void delete process.env.NODE_TLS_REJECT_UNAUTHORIZED);
    expect(brokerProblem(await errorOf(url, {}, 5)).code).toMatch(/BROKER_CA_UNKNOWN/);
    expect(brokerProblem(await errorOf(url, { ca: authority.text("ca.crt") }, 5))).toEqual({
      code: "BROKER_WEB_ANSWER",
      params: { status: 404 },
    });
  });
});

describe.skipIf(missing !== null)("docs/broker-tls.md", () => {
  test("whoever follows it has a broker that takes the station's records, by certificate and by password", async () => {
    const directory = temporaryDirectory();
    const here = (text: string): string =>
      text
        .replaceAll("broker.example", "localhost")
        .replaceAll("/etc/mosquitto", directory)
        .replaceAll("HB-WH-0042", "TEST-0001");
    const sh = (script: string): void => {
      execFileSync("sh", ["-e", "-c", here(script)], {
        cwd: directory,
        stdio: "pipe",
        env: opensslEnvironment(),
      });
    };
    const file = (name: string): string => `${directory}/${name}`;
    sh(block("sh"));
    writeFileSync(file("acl"), aclOfDocs());
    writeFileSync(file("station.password"), "one long secret\n");
    sh(block("passwords"));
    // The registry's own service comes by a password too where the station does.
    execFileSync("mosquitto_passwd", ["-b", file("passwords"), "registry", "r"], {
      stdio: "pipe",
      env: opensslEnvironment(),
    });
    chmodSync(file("passwords"), 0o600);
    const text = (name: string): string => readFileSync(file(name), "utf8");
    const byCertificate = { ca: file("ca.crt"), cert: file("station.crt"), key: file("station.key") };
    const byPassword = { ca: file("ca.crt"), username: "TEST-0001", passwordFile: file("station.password") };
    for (const [conf, files] of [
      ["conf", byCertificate],
      ["conf-password", byPassword],
    ] as const) {
      const started = await startMosquittoAs(here(block(conf)), directory);
      ends.push(() => started.kill());
      const url = `mqtts://localhost:${started.port}`;
      const station = new SealingStation();
      const service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration] });
      const tls =
        conf === "conf"
          ? { ca: text("ca.crt"), cert: text("registry.crt"), key: text("registry.key") }
          : { ca: text("ca.crt"), username: "registry", password: "r" };
      const registry = await startMqttRegistry({ url, service, wallMs: () => Date.now(), tls });
      ends.push(() => registry.close());
      const { credentials, outOfDate } = readCredentials(files, Date.now());
      expect(outOfDate).toBeNull();
      const delivery = deliverOver(url, service, station, { credentials: () => credentials });
      ends.push(() => delivery.outbox.stop());
      delivery.start(0);
      delivery.seal(1);
      await eventually(`a receipt by ${conf}`, () => delivery.receipts.length > 0);
      const wrong = { ca: text("ca.crt"), username: "TEST-0001", password: "another" };
      for (const protocolVersion of [4, 5] as const)
        expect(brokerProblem(await errorOf(url, wrong, protocolVersion)).code, conf).toBe(
          conf === "conf" ? "STATION_CERTIFICATE_ASKED" : "BROKER_NOT_AUTHORIZED",
        );
    }
  });
});

/** A fenced block of the page, by its word. */
function block(word: string): string {
  const found = new RegExp(`^\`\`\`${word}\n([\\s\\S]*?)^\`\`\`$`, "m").exec(
    readSource("docs/broker-tls.md"),
  );
  if (found?.[1] === undefined) throw new Error(`the page has no block ${word}`);
  return found[1];
}

function aclOfDocs(): string {
  return block("acl");
}

/** The first error of a connection that must not come about. */
function errorOf(
  url: string,
  credentials: BrokerCredentials,
  protocolVersion: 4 | 5,
  maxVersion?: "TLSv1.2",
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const client = mqtt.connect(url, {
      ...identityOptions(credentials),
      ...(maxVersion && { maxVersion }),
      protocolVersion,
      clientId: "x",
      clean: false,
      reconnectPeriod: 0,
      connectTimeout: 5000,
    });
    const done = (act: () => void): void => {
      client.end(true);
      client.stream.destroy();
      act();
    };
    client.once("error", (error) => done(() => resolve(error)));
    // MQTT.js keeps an error without a code, as of a web server, to itself.
    client.stream.once("error", (error) => done(() => resolve(error)));
    client.once("connect", () => done(() => reject(new Error("it connected"))));
    client.once("close", () => done(() => reject(new Error("closed without an error"))));
  });
}
