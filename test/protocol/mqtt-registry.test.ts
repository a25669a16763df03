import { afterEach, describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { startBroker } from "../../simulators/registry/broker.ts";
import { startMqttRegistry } from "../../simulators/registry/mqtt-registry.ts";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { MemoryRegistryStore } from "../../simulators/registry/registry-store.ts";
import { upTo, WITNESS_SEED } from "../support/delivery-world.ts";
import { eventually } from "../support/eventually.ts";
import { FakeBroker } from "../support/fake-broker.ts";
import { PROPERTY, type PublishPacket, publish } from "../support/mqtt-bytes.ts";
import { deliverOver } from "../support/mqtt-delivery.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function onAedes(loses?: (topic: string) => boolean) {
  const broker = await startBroker({ port: 0, ...(loses && { loses }) });
  ends.push(() => broker.close());
  const station = new SealingStation();
  const service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration] });
  const registry = await startMqttRegistry({ url: broker.url, service, wallMs: () => Date.now() });
  ends.push(() => registry.close());
  const delivery = deliverOver(broker.url, service, station);
  ends.push(() => delivery.outbox.stop());
  return { service, registry, delivery };
}

/** The registry's own connection, to a broker that the test plays. */
async function registryOn(protocolVersion: 4 | 5, committed?: () => void) {
  const broker = await FakeBroker.start();
  ends.push(() => broker.close());
  const station = new SealingStation();
  station.seal();
  const store = new MemoryRegistryStore();
  const service = new RegistryService({
    witnessSeed: WITNESS_SEED,
    stations: [station.registration],
    store: {
      load: () => [],
      commit(change) {
        committed?.();
        store.commit(change);
      },
    },
  });
  const registry = await startMqttRegistry({ url: broker.url, service, wallMs: () => 0, protocolVersion });
  ends.push(() => registry.close());
  const payload = bytesOf(submissionOf(station, 0));
  const answers = () => broker.packets.filter((p): p is PublishPacket => p.cmd === "publish");
  const acknowledged = (id: number) => broker.packets.some((p) => p.cmd === "puback" && p.id === id);
  return { broker, service, payload, answers, acknowledged };
}

const TOPIC = "proofmark/v1/TEST-0001/submission";

describe("MQTT, the registry's side", () => {
  test("RP-075 delivery, receipts, births and deaths work on MQTT 3.1.1 alone", async () => {
    const { service, registry, delivery } = await onAedes();
    delivery.start(0);
    await eventually("birth", () => registry.presence.get("TEST-0001")?.state === "online");
    delivery.seal(100);
    await eventually("receipts", () => delivery.outbox.status().pending === 0);
    expect(service.stored.map((record) => record.sequence)).toEqual(upTo(100));
    expect(delivery.outbox.status()).toMatchObject({ connected: true, receiptedSize: 200 });
    await delivery.outbox.stop();
    await eventually("death", () => registry.presence.get("TEST-0001")?.state === "offline");
  });

  test("RP-081 what a broker acknowledges and then loses is sent again", async () => {
    const random = new SeededRandom(1, "lossy broker");
    let lost = 0;
    const { service, delivery } = await onAedes((topic) => {
      if (topic.endsWith("/status")) return false;
      if (!random.chance(0.3)) return false;
      lost++;
      return true;
    });
    delivery.start(0);
    await eventually("up", () => delivery.outbox.status().connected);
    for (let i = 0; i < 5; i++) {
      delivery.seal(5);
      await eventually("receipts", () => delivery.outbox.status().pending === 0);
    }
    expect(lost).toBeGreaterThan(2);
    expect(service.stored.map((record) => record.sequence)).toEqual(upTo(25));
    expect(delivery.locks).toEqual([]);
  });

  test("RP-083 a submission is acknowledged after it is committed", async () => {
    const order: string[] = [];
    const on = await registryOn(4, () =>
      order.push(on.acknowledged(1) ? "acknowledged before" : "committed"),
    );
    on.broker.send(publish(4, { topic: TOPIC, payload: on.payload, id: 1 }));
    await eventually("PUBACK", () => on.acknowledged(1));
    expect(order).toEqual(["committed"]);
    expect(on.service.size("TEST-0001")).toBe(2);
  });

  test("RP-087 a retained submission is passed over", async () => {
    const on = await registryOn(4);
    on.broker.send(publish(4, { topic: TOPIC, payload: on.payload, id: 1, retain: true }));
    await eventually("PUBACK", () => on.acknowledged(1));
    expect(on.service.size("TEST-0001")).toBe(0);
    expect(on.answers()).toEqual([]);
  });

  test("RP-088 the answer goes to the station at whose topic the submission came, and nowhere else", async () => {
    const on = await registryOn(5);
    const elsewhere = Buffer.from("proofmark/v1/TEST-0002/answer");
    const properties = [[PROPERTY.responseTopic, elsewhere]] as const;
    on.broker.send(publish(5, { topic: TOPIC, payload: on.payload, id: 1, properties }));
    await eventually("answer", () => on.answers().length === 1);
    on.broker.send(publish(5, { topic: "proofmark/v1/TEST-0002/submission", payload: on.payload, id: 2 }));
    await eventually("answers", () => on.answers().length === 2);
    expect(on.answers().map((p) => p.topic)).toEqual([
      "proofmark/v1/TEST-0001/answer",
      "proofmark/v1/TEST-0002/answer",
    ]);
    expect(on.answers()).toMatchObject([
      { qos: 1, retain: false },
      { qos: 1, retain: false },
    ]);
  });

  test("RP-094 response topic and correlation data go with the submission, and the latter comes back", async () => {
    const broker = await FakeBroker.start();
    ends.push(() => broker.close());
    const delivery = deliverOver(broker.url, await registryOn(4).then((on) => on.service));
    ends.push(() => delivery.outbox.stop());
    delivery.start(0);
    delivery.seal(1);
    await eventually("submission", () => broker.publishes(TOPIC).length > 0);
    const properties = broker.publishes(TOPIC)[0]?.properties;
    expect(properties?.get(PROPERTY.responseTopic)).toBe("proofmark/v1/TEST-0001/answer");
    expect(properties?.get(PROPERTY.correlationData)).toHaveLength(16);

    const correlation = Buffer.from("000102030405060708090a0b0c0d0eff", "hex");
    const on = await registryOn(5);
    const with16 = [[PROPERTY.correlationData, correlation]] as const;
    on.broker.send(publish(5, { topic: TOPIC, payload: on.payload, id: 1, properties: with16 }));
    await eventually("answer", () => on.answers().length === 1);
    const [answer] = on.answers();
    expect(Buffer.from((answer?.properties.get(PROPERTY.correlationData) ?? "") as Uint8Array)).toEqual(
      correlation,
    );
    expect(answer?.properties.has(PROPERTY.messageExpiry)).toBe(false);
    expect(messageOf(answer?.payload)).toMatchObject({ schema: "proofmark/receipt/v1" });
  });
});
