import { afterEach, describe, expect, test } from "vitest";
import { startBroker } from "../../simulators/registry/broker.ts";
import { startMqttRegistry } from "../../simulators/registry/mqtt-registry.ts";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { createMqttRegistryLink } from "../../src/adapters/mqtt/mqtt-registry-link.ts";
import { RegistryInbox } from "../../src/adapters/mqtt/registry-inbox.ts";
import { CommandedStation, lock, ORDERING, unlock } from "../support/command-world.ts";
import { WITNESS_SEED } from "../support/delivery-world.ts";
import { eventually } from "../support/eventually.ts";
import { mqttBench } from "../support/mqtt-bench.ts";
import { bytesOf } from "../support/submissions.ts";
import { logSigner, TOY_STATION } from "../support/toy-station.ts";

/** Section 21 over a broker: with either registry, and where the broker denies the topic. */
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const COMMANDS = "proofmark/v1/TEST-0001/command";
const TERMS = () => ({ by: "Wu", issuedMs: Date.now(), untilMs: Date.now() + 86_400_000 });

const REGISTRIES = {
  "the stand-in": async (url: string) => {
    const key = logSigner.publicKeySpki;
    const service = new RegistryService({
      witnessSeed: WITNESS_SEED,
      stations: [{ station: TOY_STATION, logKeySpki: key, recordKeySpki: key }],
    });
    const registry = await startMqttRegistry({ url, service, wallMs: Date.now });
    ends.push(() => registry.close());
    return {
      order: async (what: object) => {
        service.orders.give(TOY_STATION, what, TERMS());
        registry.sendOrders();
      },
      outcomes: () => service.orders.orders(TOY_STATION).map(({ outcome }) => outcome),
    };
  },
  "a worker of the registry": async (url: string) => {
    const registry = ORDERING["the registry"]?.(() => performance.now());
    if (registry === undefined) throw new Error("there is a registry");
    const inbox = new RegistryInbox({
      monoMs: () => performance.now(),
      ...{ url, clientId: "worker", connections: 2, onLink: () => undefined },
      take: () => new Promise(() => undefined),
      ask: async () => null,
      tell: async () => null,
      acknowledge: (station, bytes) => registry.acknowledge(bytes, station),
    });
    inbox.start();
    inbox.hear([TOY_STATION]);
    ends.push(() => inbox.close());
    return {
      order: async (what: ReturnType<typeof lock>) => {
        await registry.give(what, Date.now());
        for (const message of await registry.due()) inbox.order(TOY_STATION, message);
      },
      outcomes: () => registry.outcomes().map(([, outcome]) => outcome),
    };
  },
};

describe("commands over a broker", () => {
  test.each(Object.entries(REGISTRIES))("%s orders, and hears what came of it", async (_name, start) => {
    const broker = await startBroker({ port: 0 });
    ends.push(() => broker.close());
    const { order, outcomes } = await start(broker.url);
    const clock = new SystemClock();
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const link = createMqttRegistryLink({
      ...{ url: broker.url, station: TOY_STATION, clientId: "station", clock, timers: clock, log },
      entropy: () => 0.5,
      timeStatus: () => "unknown",
    });
    link.open({
      onReady: () => undefined,
      onMessage: () => undefined,
      onRefused: () => undefined,
      onTrouble: () => undefined,
      onDown: () => undefined,
    });
    ends.push(() => link.close());
    const station = new CommandedStation();
    station.clock.advanceBy(Date.now() - station.clock.wallMs());
    const say = (): void => {
      for (const message of station.said.splice(0)) link.commands.send(message);
    };
    let isUp = false;
    link.commands.open({
      onLink: (up) => {
        isUp = up;
        station.link(up);
        say();
      },
      onMessage: (message) => {
        station.hear(message);
        station.flush();
        say();
      },
    });
    await eventually("the station hears", () => isUp);
    await order(lock());
    await eventually("locked", () => station.locked().length === 1);
    await order(unlock());
    await eventually("unlocked", () => station.locked().length === 0);
    await eventually("known to the registry", () => outcomes().every((outcome) => outcome === "taken"));
    expect(outcomes()).toHaveLength(2);
  });

  test("RP-219 a broker that does not let a station hear its commands is told of once, and deliveries go on", async () => {
    const on = await mqttBench({ denies: { topic: COMMANDS, by: 0x87 } });
    const up: boolean[] = [];
    on.link.commands.open({ onLink: (is) => void up.push(is), onMessage: () => undefined });
    await eventually("denied", () => up.length > 0);
    expect(up).toEqual([false]);
    expect(on.warnings.filter((warning) => warning.includes("hear one of its topics"))).toHaveLength(1);
    expect(on.link.submit(bytesOf({ n: 1 }))).toBe("taken");
    on.link.commands.send(bytesOf({ n: 2 }));
    await eventually("delivered", () => topicsOf(on).includes("proofmark/v1/TEST-0001/submission"));
    expect(topicsOf(on)).not.toContain("proofmark/v1/TEST-0001/acknowledgement");
    expect(on.broker.connects).toHaveLength(1);
  });

  test("RP-219 one that ends the connection over them is asked no more, and deliveries go on", async () => {
    const on = await mqttBench({ denies: { topic: COMMANDS, by: "ending" } });
    on.link.commands.open({ onLink: () => undefined, onMessage: () => undefined });
    await eventually("left alone", () => {
      on.clock.advanceBy(1_000);
      return on.warnings.some((warning) => warning.includes("left alone"));
    });
    const ends = on.broker.connects.length;
    expect(ends).toBeLessThanOrEqual(4);
    await eventually("delivered", () => {
      on.clock.advanceBy(1_000);
      on.link.submit(bytesOf({ n: 1 }));
      return topicsOf(on).includes("proofmark/v1/TEST-0001/submission");
    });
    expect(on.broker.connects.length).toBeLessThanOrEqual(ends + 1);
  });
});

function topicsOf(on: Awaited<ReturnType<typeof mqttBench>>): readonly string[] {
  return on.broker.packets.flatMap((packet) => (packet.cmd === "publish" ? [packet.topic] : []));
}
