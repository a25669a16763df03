import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import mqtt, { type MqttClient } from "mqtt";
import { afterEach, expect, test } from "vitest";
import { type Broker, type BrokerTls, startBroker } from "../../../simulators/registry/broker.ts";
import { selfSigned } from "../../../src/adapters/keys/console-certificate.ts";
import { createCa, loadCa, newSerial, type RegistryCa } from "../../../src/adapters/keys/registry-ca.ts";
import { identityOptions } from "../../../src/adapters/mqtt/broker-credentials.ts";
import { brokerProblem } from "../../../src/adapters/mqtt/broker-problem.ts";
import { eventually } from "../../support/eventually.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** Goal: the broker of a simulated country is as strict as a real one: whoever it lets in is whom the certificate names, and nobody else. */
const OWN = "HB-WH-0042";
const OTHER = "GD-GZ-0007";
const HOUR_MS = 3_600_000;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function authorityIn(directory: string): Promise<RegistryCa> {
  const files = { key: join(directory, "ca.key"), cert: join(directory, "ca.crt") };
  await createCa(files, "test", Date.now());
  return await loadCa(files);
}

interface Pair {
  readonly cert: string;
  readonly key: string;
  readonly serial: string;
}

async function pairOf(ca: RegistryCa, commonName: string, toMs = Date.now() + HOUR_MS): Promise<Pair> {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const serial = newSerial();
  const spki = new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
  const cert = await ca.issue({ commonName, spki, serial, fromMs: Date.now() - 2 * HOUR_MS, toMs });
  return { cert, key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(), serial };
}

async function world() {
  const directory = temporaryDirectory();
  const ca = await authorityIn(directory);
  const server = await selfSigned("test", ["localhost"], Date.now());
  const crl = async (...revoked: readonly Pair[]): Promise<BrokerTls> => ({
    ...server,
    ca: readFileSync(join(directory, "ca.crt"), "utf8"),
    crl: await ca.crl({
      fromMs: Date.now() - HOUR_MS,
      nextMs: Date.now() + HOUR_MS,
      revoked: revoked.map(({ serial }) => ({ serial, atMs: Date.now() })),
    }),
  });
  const broker = await startBroker({ port: 0, tls: await crl() });
  ends.push(() => broker.close());
  return { broker, ca, crl, serverCert: server.cert };
}

interface World {
  readonly broker: Broker;
  readonly serverCert: string;
}

/** Connected, or why it is not. */
async function connected(
  { broker, serverCert }: World,
  own: Pair | null,
  more: mqtt.IClientOptions = {},
): Promise<MqttClient | string> {
  const client = mqtt.connect(broker.url, {
    ...identityOptions({ ca: serverCert, ...(own !== null && { own }) }),
    ...{ protocolVersion: 4, reconnectPeriod: 0, connectTimeout: 5_000 },
    ...more,
  });
  const outcome = await new Promise<string | null>((resolve) => {
    client.once("connect", () => resolve(null));
    client.once("error", (error) => resolve(brokerProblem(error).code));
    client.once("close", () => resolve("closed"));
  });
  client.on("error", () => undefined);
  if (outcome === null) {
    ends.push(async () => client.end(true));
    return client;
  }
  client.end(true);
  return outcome;
}

async function letIn(world: World, own: Pair, more: mqtt.IClientOptions = {}): Promise<MqttClient> {
  const client = await connected(world, own, more);
  if (typeof client === "string") throw new Error(client);
  return client;
}

/** One that says what it may not is cut off, and connects again for the next one. */
const up = new WeakMap<Pair, MqttClient>();

/** What a client may do at a topic. */
async function may(world: World, own: Pair, act: "hear" | "say", topic: string): Promise<boolean> {
  const client = up.get(own)?.connected === true ? up.get(own) : await letIn(world, own);
  if (client === undefined) return false;
  up.set(own, client);
  if (act === "hear") {
    const [granted] = await client.subscribeAsync(topic).catch(() => []);
    return granted !== undefined && granted.qos < 128;
  }
  return await new Promise((resolve) => {
    client.once("close", () => resolve(false));
    client.publish(topic, "x", { qos: 1 }, (error) => resolve(error === undefined || error === null));
  });
}

test("a station speaks and hears at its own topics alone, and the registry on the other side of all", async () => {
  const there = await world();
  const [station, registry] = [await pairOf(there.ca, OWN), await pairOf(there.ca, "registry")];
  const at = (name: string, what: string): string => `proofmark/v1/${name}/${what}`;
  const allowed = async (own: Pair, act: "hear" | "say", name: string, what: string): Promise<boolean> =>
    await may(there, own, act, at(name, what));
  for (const what of ["submission", "request", "status", "event", "evidence", "acknowledgement"]) {
    expect([what, await allowed(station, "say", OWN, what)]).toEqual([what, true]);
    expect([what, await allowed(station, "say", OTHER, what)]).toEqual([what, false]);
    expect([what, await allowed(registry, "hear", OTHER, what)]).toEqual([what, true]);
    expect([what, await allowed(registry, "say", OTHER, what)]).toEqual([what, false]);
  }
  for (const what of ["answer", "reply", "command", "event-answer", "evidence-answer"]) {
    expect([what, await allowed(station, "hear", OWN, what)]).toEqual([what, true]);
    expect([what, await allowed(station, "hear", OTHER, what)]).toEqual([what, false]);
    expect([what, await allowed(station, "say", OWN, what)]).toEqual([what, false]);
    expect([what, await allowed(registry, "say", OTHER, what)]).toEqual([what, true]);
  }
  for (const wide of ["#", "proofmark/v1/+/answer", `proofmark/v1/${OWN}/#`, "$SYS/broker/clients"])
    expect([wide, await may(there, station, "hear", wide)]).toEqual([wide, false]);
});

test("nobody is let in without a certificate of that authority that has not ended and was not revoked", async () => {
  const there = await world();
  const own = await pairOf(there.ca, OWN);
  const ended = await pairOf(there.ca, OWN, Date.now() - HOUR_MS);
  const stranger = await pairOf(await authorityIn(temporaryDirectory()), OWN);
  expect(await connected(there, null)).toBe("STATION_CERTIFICATE_ASKED");
  for (const none of [stranger, ended]) expect(await connected(there, none)).toBe("closed");
  expect(await connected(there, own)).toBeInstanceOf(mqtt.MqttClient);
  there.broker.exchange(await there.crl(own));
  expect(await connected(there, own)).toBe("closed");
  expect(await connected(there, await pairOf(there.ca, OWN))).toBeInstanceOf(mqtt.MqttClient);
});

test("a station that is cut off is said to be away, at its own topic and at no other one", async () => {
  const there = await world();
  const registry = await letIn(there, await pairOf(there.ca, "registry"));
  const heard: string[] = [];
  registry.on("message", (topic) => heard.push(topic));
  const status = (name: string): string => `proofmark/v1/${name}/status`;
  await registry.subscribeAsync([status(OWN), status(OTHER)]);
  const will = (name: string): mqtt.IClientOptions => ({
    will: { topic: status(name), payload: Buffer.from("offline"), qos: 1, retain: false },
  });
  for (const name of [OTHER, OWN]) {
    const client = await letIn(there, await pairOf(there.ca, OWN), will(name));
    client.stream.destroy();
  }
  await eventually("its death", () => heard.length > 0);
  expect(heard).toEqual([status(OWN)]);
  // And the broker is still there.
  expect(await connected(there, await pairOf(there.ca, OTHER))).toBeInstanceOf(mqtt.MqttClient);
});
