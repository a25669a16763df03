import { afterEach, describe, expect, test } from "vitest";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../../simulators/kit/virtual-clock.ts";
import { startMqttRegistry } from "../../../simulators/registry/mqtt-registry.ts";
import { RegistryService } from "../../../simulators/registry/registry-service.ts";
import { createMqttRegistryLink } from "../../../src/adapters/mqtt/mqtt-registry-link.ts";
import { upTo, WITNESS_SEED } from "../../support/delivery-world.ts";
import { eventually } from "../../support/eventually.ts";
import { FakeBroker, type FakeBrokerOptions } from "../../support/fake-broker.ts";
import { mosquittoMissing, startMosquitto } from "../../support/mosquitto.ts";
import { connack, PROPERTY, publish } from "../../support/mqtt-bytes.ts";
import { deliverOver, type MqttDelivery } from "../../support/mqtt-delivery.ts";
import { SealingStation } from "../../support/sealing-station.ts";
import { bytesOf } from "../../support/submissions.ts";

const SUBMISSION = "proofmark/v1/TEST-0001/submission";
const ANSWER = "proofmark/v1/TEST-0001/answer";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A station on a fake broker behind which the registry service answers, unless `lose` says that a submission is lost. */
async function served(options: FakeBrokerOptions, lose: (nth: number) => boolean) {
  const station = new SealingStation();
  const service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration] });
  let nth = 0;
  let id = 0;
  const broker = await FakeBroker.start({
    ...options,
    onPublish: (packet, on) => {
      if (packet.topic !== SUBMISSION || lose(nth++)) return 0;
      for (const payload of service.handle(packet.payload, 0)) {
        id = (id % 65_535) + 1;
        on.send(publish(on.level, { topic: ANSWER, payload, id }));
      }
      return 0;
    },
  });
  ends.push(() => broker.close());
  const delivery = deliverOver(broker.url, service, station);
  ends.push(() => delivery.outbox.stop());
  delivery.start(0);
  await eventually("up", () => delivery.outbox.status().connected);
  return { broker, service, delivery };
}

async function sealSteadily(delivery: MqttDelivery, count: number): Promise<void> {
  for (let n = 0; n < count; n += 10) {
    delivery.seal(10);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await eventually("receipts", () => delivery.outbox.status().pending === 0);
}

describe("a hostile broker", () => {
  test.each([1, 3, 10])(
    "that allows %i in flight gets no more, and everything is delivered",
    async (receiveMaximum) => {
      const { broker, service, delivery } = await served({ receiveMaximum }, () => false);
      await sealSteadily(delivery, 300);
      expect(broker.unacknowledgedPeak).toBeLessThanOrEqual(receiveMaximum);
      expect(service.stored.map((record) => record.sequence)).toEqual(upTo(300));
    },
  );

  test("that acknowledges and drops one in ten loses nothing", async () => {
    const { service, delivery } = await served({}, (nth) => nth % 10 === 3);
    await sealSteadily(delivery, 400);
    expect(service.stored.map((record) => record.sequence)).toEqual(upTo(400));
    expect(delivery.locks).toEqual([]);
  });

  test("that cuts the connection again and again loses nothing and doubles nothing", async () => {
    const { broker, service, delivery } = await served({}, () => false);
    for (const _ of upTo(8)) {
      const connects = broker.connects.length;
      delivery.seal(20);
      broker.cut();
      delivery.seal(5);
      // Not "down, then up": a quick reconnect would be over before the first look.
      await eventually(
        "up again",
        () => broker.connects.length > connects && delivery.outbox.status().connected,
      );
    }
    await eventually("receipts", () => delivery.outbox.status().pending === 0);
    expect(service.stored.map((record) => record.sequence)).toEqual(upTo(200));
    expect(broker.connects.length).toBe(9);
  });

  test("that fills the answer topic with retained and other poison does not stop delivery", async () => {
    const { broker, service, delivery } = await served({}, () => false);
    const poison = [
      "",
      "{",
      "null",
      "[]",
      '{"schema":"proofmark/receipt/v1"}',
      "\ufeff{}",
      "x".repeat(300_000),
    ];
    for (const payload of poison.map((text) => bytesOf(text))) {
      broker.send(publish(broker.level, { topic: ANSWER, payload, id: 9, retain: true }));
      broker.send(publish(broker.level, { topic: ANSWER, payload, id: 9 }));
      broker.send(publish(broker.level, { topic: ANSWER, payload }));
    }
    await sealSteadily(delivery, 20);
    expect(service.stored).toHaveLength(20);
    // The packet above the limit that was told to the broker ended one connection, as MQTT 5 has it.
    expect(broker.connects).toHaveLength(2);
  });

  test("that speaks nonsense is left and tried again, and the process lives", async () => {
    const random = new SeededRandom(9, "hostile");
    const broker = await FakeBroker.start();
    ends.push(() => broker.close());
    const clock = new VirtualClock();
    const link = createMqttRegistryLink({
      url: broker.url,
      station: "TEST-0001",
      clientId: "station-1",
      clock,
      timers: clock,
      entropy: () => 0,
      timeStatus: () => "unknown",
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    ends.push(async () => {
      const closed = link.close();
      clock.advanceBy(1000);
      await closed;
    });
    let readies = 0;
    let downs = 0;
    link.open({
      onReady: () => readies++,
      onMessage: () => undefined,
      onRefused: () => undefined,
      onTrouble: () => undefined,
      onDown: () => downs++,
    });
    const templates = [
      publish(5, { topic: ANSWER, payload: bytesOf("{}"), id: 5 }),
      publish(5, { topic: ANSWER, payload: bytesOf("{}"), properties: [[PROPERTY.topicAlias, 3]] }),
      connack(5, 0, [[PROPERTY.receiveMaximum, 0]]),
      Buffer.from([0x40, 2, 0, 1]),
      Buffer.from([0x90, 4, 0, 1, 0, 1]),
      Buffer.from([0xe0, 2, 0x8e, 0]),
      Buffer.from([0xf0, 0]),
      Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x7f]),
    ];
    for (let round = 0; round < 150; round++) {
      await eventually("up", () => {
        clock.advanceBy(0);
        return readies > downs;
      });
      const bytes = Buffer.from(templates[random.below(templates.length)] ?? []);
      for (let i = 0; i < 1 + random.below(3); i++) bytes[random.below(bytes.length)] = random.below(256);
      broker.send(bytes);
      broker.send(bytes.subarray(0, random.below(bytes.length)));
      if (random.chance(0.5)) broker.cut();
      else await new Promise((resolve) => setImmediate(resolve));
    }
    broker.cut();
    await eventually("a last connection", () => {
      clock.advanceBy(0);
      return readies > downs;
    });
    expect(downs).toBeGreaterThan(20);
  });

  test("whose packets are too small for a submission does not get one, and that is told", async () => {
    const { broker, delivery } = await served({ maximumPacketSize: 2000 }, () => false);
    delivery.seal(1);
    await eventually("a second try", () => delivery.outbox.status().pending === 1);
    expect(broker.publishes(SUBMISSION)).toEqual([]);
    expect(broker.connects).toHaveLength(1);
  });
});

describe("mosquitto", () => {
  test("killed again and again, loses and doubles nothing", async (context) => {
    const missing = mosquittoMissing();
    if (missing !== null) context.skip(missing);
    let mosquitto = await startMosquitto();
    ends.push(() => mosquitto.kill());
    const station = new SealingStation();
    const service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [station.registration] });
    const options = { url: mosquitto.url, service, wallMs: () => Date.now(), protocolVersion: 5 } as const;
    const registry = await startMqttRegistry(options);
    ends.push(() => registry.close());
    const delivery = deliverOver(mosquitto.url, service, station);
    ends.push(() => delivery.outbox.stop());
    delivery.start(0);
    for (const _ of upTo(3)) {
      await eventually("up", () => delivery.outbox.status().connected);
      delivery.seal(50);
      await mosquitto.kill();
      delivery.seal(20);
      mosquitto = await startMosquitto(mosquitto.port);
    }
    await eventually("receipts", () => delivery.outbox.status().pending === 0);
    expect(service.stored.map((record) => record.sequence)).toEqual(upTo(210));
    await eventually("presence", () => registry.presence.get("TEST-0001")?.state === "online");
  });
});
