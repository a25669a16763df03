import mqtt from "mqtt";
import { afterEach, describe, expect, test, vi } from "vitest";
import { startBroker } from "../../simulators/registry/broker.ts";
import { RegistryInbox } from "../../src/adapters/mqtt/registry-inbox.ts";
import type { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { SHARES, WorkerShares } from "../../src/adapters/postgres/worker-shares.ts";
import { upTo } from "../support/delivery-world.ts";
import { eventually } from "../support/eventually.ts";
import { FakeBroker } from "../support/fake-broker.ts";
import { type PublishPacket, publish } from "../support/mqtt-bytes.ts";
import { deliverOver } from "../support/mqtt-delivery.ts";
import { startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, intakeOn, takenIn, WITNESS } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, submissionOf } from "../support/submissions.ts";

/** Goal: stations, broker, workers and database as separate things, each of which may go away for a while: every record in force once. */
vi.setConfig({ testTimeout: 180_000 });

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const SERVICE = { witnessName: WITNESS.name, witnessSpki: WITNESS.spki };

async function databaseOr(context: { skip(note: string): void }) {
  const database = await startRegistryDatabase();
  if (typeof database === "string") {
    context.skip(`no database: ${database}`);
    return null;
  }
  ends.push(() => database.close());
  return database;
}

function workerOn(url: string, pool: PostgresPool, stations: readonly string[], clientId = "worker-1") {
  const intake = intakeOn(pool, { wallMs: () => Date.now(), onFailure: () => undefined });
  const inbox = new RegistryInbox({
    monoMs: () => performance.now(),
    url,
    clientId,
    connections: 4,
    take: (submission) => intake.take(submission),
    ask: async (station, request) => bytesOf(`${station} ${Buffer.from(request).toString()}`),
    tell: async () => null,
    acknowledge: async () => null,
    onLink: () => undefined,
  });
  inbox.start();
  inbox.hear(stations);
  ends.push(() => inbox.close());
  return inbox;
}

describe("a worker of the registry", () => {
  test("many stations deliver at once over a broker, and the database goes away in between: each record is in force once", async (context) => {
    const database = await databaseOr(context);
    if (database === null) return;
    const broker = await startBroker({ port: 0 });
    ends.push(() => broker.close());
    const stations = Array.from({ length: 5 }, (_none, n) => new SealingStation(`TEST-000${n}`));
    await enrolled(
      database.pool,
      stations.map(({ registration }) => registration),
    );
    workerOn(
      broker.url,
      database.pool,
      stations.map(({ station }) => station),
    );
    const deliveries = stations.map((station) => deliverOver(broker.url, SERVICE, station));
    for (const delivery of deliveries) {
      ends.push(() => delivery.outbox.stop());
      delivery.start(0);
      delivery.seal(20);
    }
    await eventually("some receipts", () => deliveries.some(({ receipts }) => receipts.length > 0));
    database.server.kill();
    for (const delivery of deliveries) delivery.seal(20);
    await database.server.restart();
    await eventually(
      "receipts",
      () => deliveries.every(({ outbox }) => outbox.status().pending === 0),
      120_000,
    );
    const rows = await takenIn(database.pool);
    for (const { station } of stations)
      expect(rows.filter((row) => row.station === station).map(({ sequence }) => sequence)).toEqual(upTo(40));
    expect(rows.every(({ kind }) => kind === "result")).toBe(true);
  });

  test("a submission is acknowledged when it is stored and not before, and one that is retained is passed over", async () => {
    const broker = await FakeBroker.start();
    ends.push(() => broker.close());
    let stored = (): void => undefined;
    const taken: number[] = [];
    let up = 0;
    const inbox = new RegistryInbox({
      monoMs: () => performance.now(),
      url: broker.url,
      clientId: "worker",
      connections: 1,
      take: (submission) =>
        new Promise((resolve) => {
          taken.push(submission.length);
          stored = () => resolve(bytesOf("{}"));
        }),
      ask: async () => null,
      tell: async () => null,
      acknowledge: async () => null,
      onLink: () => {
        up++;
      },
    });
    inbox.start();
    inbox.hear(["TEST-0001"]);
    ends.push(() => inbox.close());
    // What this broker sends goes to the connection that came last: one of those for stations with much.
    await eventually("all of them", () => up === 1 + 4);
    await eventually("subscribed", () => broker.packets.some((packet) => packet.cmd === "subscribe"));
    const payload = bytesOf(submissionOf(sealed(), 0));
    const topic = "proofmark/v1/TEST-0001/submission";
    broker.send(publish(broker.level, { topic, payload, id: 6, retain: true }));
    broker.send(publish(broker.level, { topic, payload, id: 7 }));
    const acknowledged = (id: number) => broker.packets.some((p) => p.cmd === "puback" && p.id === id);
    await eventually("taken", () => taken.length === 1);
    await eventually("passed over", () => acknowledged(6));
    expect(acknowledged(7)).toBe(false);
    stored();
    await eventually("acknowledged", () => acknowledged(7));
    const answers = broker.packets.filter((p): p is PublishPacket => p.cmd === "publish");
    expect(answers.map((answer) => answer.topic)).toEqual(["proofmark/v1/TEST-0001/answer"]);
  });

  test("workers divide the stations among them, and take over from one that is gone or frozen", async (context) => {
    const database = await databaseOr(context);
    if (database === null) return;
    const access = { ...database.server, connections: 2 };
    const [one, other] = [new WorkerShares(access), new WorkerShares(access)];
    ends.push(() => one.close());
    expect((await one.look()).size).toBe(SHARES);
    await other.look();
    await one.look();
    const [first, second] = [await one.look(), await other.look()];
    expect(first.size + second.size).toBe(SHARES);
    expect([...first].filter((share) => second.has(share))).toEqual([]);
    expect(first.size).toBe(SHARES / 2);
    await other.close();
    expect((await one.look()).size).toBe(SHARES);
    // One that holds its shares and does not look any more.
    const frozen = new WorkerShares(access);
    await frozen.look();
    await one.look();
    await frozen.look();
    await expect.poll(async () => (await one.look()).size, { timeout: 60_000 }).toBe(SHARES);
    ends.push(() => frozen.close());
  });
});

function sealed(): SealingStation {
  const station = new SealingStation();
  station.seal();
  return station;
}

test("what a station asks is answered at its own topic while a submission waits for the disk, and nobody else's is", async () => {
  const broker = await startBroker({ port: 0 });
  ends.push(() => broker.close());
  const inbox = new RegistryInbox({
    monoMs: () => performance.now(),
    url: broker.url,
    clientId: "worker",
    connections: 1,
    take: () => new Promise(() => undefined),
    ask: async (station, request) => bytesOf(`${station} ${Buffer.from(request).toString()}`),
    tell: async () => null,
    acknowledge: async () => null,
    onLink: () => undefined,
  });
  inbox.start();
  inbox.hear(["TEST-0001", "TEST-0002"]);
  ends.push(() => inbox.close());
  const client = await mqtt.connectAsync(broker.url, { protocolVersion: 4 });
  ends.push(() => client.endAsync(true));
  const heard: string[] = [];
  client.on("message", (topic, message) => void heard.push(`${topic} ${message.toString()}`));
  await client.subscribeAsync("proofmark/v1/+/reply");
  await eventually("heard", () => {
    client.publish("proofmark/v1/TEST-0002/request", "ping");
    return heard.length > 0;
  });
  expect(heard[0]).toBe("proofmark/v1/TEST-0002/reply TEST-0002 ping");
  client.publish("proofmark/v1/TEST-0003/request", "of nobody");
  client.publish("proofmark/v1/TEST-0001/request", "one");
  await eventually("answered", () => heard.some((line) => line.endsWith("TEST-0001 one")));
  expect(heard.some((line) => line.includes("TEST-0003"))).toBe(false);
});
