import mqtt from "mqtt";
import { afterEach, expect, test } from "vitest";
import { startBroker } from "../../simulators/registry/broker.ts";
import { RegistryInbox } from "../../src/adapters/mqtt/registry-inbox.ts";
import { eventually } from "../support/eventually.ts";

/** Goal: whoever comes back from an outage with much does not stand in front of those who deliver as on any day, and is served all the same. */
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const LARGE = Buffer.alloc(60_000, "x");
const SMALL = Buffer.from("{}");
const TAKES_MS = 25;
const BACK = Array.from({ length: 60 }, (_none, n) => `BACK-${n}`);
const topicOf = (station: string): string => `proofmark/v1/${station}/submission`;

interface Rig {
  readonly client: mqtt.MqttClient;
  readonly inbox: RegistryInbox;
  /** Messages that were looked at, and stations that were answered. */
  readonly taken: { large: number };
  readonly answered: Set<string>;
  nowMs: number;
  deliver(station: string, payload: Buffer): Promise<unknown>;
}

async function rigged(): Promise<Rig> {
  const broker = await startBroker({ port: 0 });
  ends.push(() => broker.close());
  const client = await mqtt.connectAsync(broker.url, { clientId: "stations" });
  ends.push(() => client.endAsync(true));
  const answered = new Set<string>();
  const taken = { large: 0 };
  client.on("message", (topic) => answered.add(topic.split("/")[2] ?? ""));
  await client.subscribeAsync("proofmark/v1/+/answer", { qos: 1 });
  const rig = {
    ...{ client, taken, answered, nowMs: 0 },
    deliver: (station: string, payload: Buffer) => client.publishAsync(topicOf(station), payload, { qos: 1 }),
  };
  let up = 0;
  const inbox = new RegistryInbox({
    url: broker.url,
    clientId: "worker",
    connections: 2,
    monoMs: () => rig.nowMs,
    take: async (submission) => {
      // A check of a large message keeps everybody waiting for so long.
      if (submission.length > SMALL.length) {
        await new Promise((resolve) => setTimeout(resolve, TAKES_MS));
        taken.large++;
      }
      return SMALL;
    },
    ask: async () => null,
    tell: async () => null,
    acknowledge: async () => null,
    onLink: (_connection, problem) => {
      if (problem === null) up++;
    },
  });
  inbox.start();
  ends.push(() => inbox.close());
  await eventually("connected", () => up >= 2 + 4);
  inbox.hear([...BACK, "LIVE"]);
  // Subscriptions are not told: a message of each that comes through says it.
  await eventually("subscribed", () => {
    void rig.deliver("LIVE", SMALL);
    return answered.has("LIVE");
  });
  answered.clear();
  return Object.assign(rig, { inbox });
}

test("who delivers as on any day waits for one of them at most, and all of them are served", async () => {
  const rig = await rigged();
  await new Promise((resolve) => setTimeout(resolve, 100));
  rig.answered.clear();
  await Promise.all(BACK.map((station) => rig.deliver(station, LARGE)));
  await rig.deliver("LIVE", SMALL);
  await eventually("live", () => rig.answered.has("LIVE"));
  // In one line behind all of them it would be thirty, by two connections.
  expect(rig.taken.large).toBeLessThanOrEqual(1);
  // As stations do: again, until there is an answer.
  const again = setInterval(() => {
    for (const station of BACK) if (!rig.answered.has(station)) void rig.deliver(station, LARGE);
  }, 400);
  ends.push(async () => clearInterval(again));
  await eventually("all", () => BACK.every((station) => rig.answered.has(station)), 20_000);
});

test("a large one alone is taken at once, and who has had nothing large for a minute comes by the common way again", async () => {
  const rig = await rigged();
  await rig.deliver("BACK-1", LARGE);
  await eventually("alone", () => rig.answered.has("BACK-1"));
  rig.answered.clear();
  rig.nowMs = 2_000;
  // Several at a time: all but the first are left without an answer, and heard elsewhere.
  await Promise.all([rig.deliver("BACK-2", LARGE), rig.deliver("BACK-3", LARGE), rig.deliver("LIVE", LARGE)]);
  await eventually("one", () => rig.answered.size >= 1);
  for (const station of ["BACK-2", "BACK-3", "LIVE"])
    await eventually(`${station} again`, () => {
      if (rig.answered.has(station)) return true;
      void rig.deliver(station, SMALL);
      return false;
    });
  rig.nowMs = 63_000;
  rig.inbox.hear([...BACK, "LIVE"]);
  rig.answered.clear();
  await eventually("common", () => {
    void rig.deliver("BACK-3", SMALL);
    return rig.answered.has("BACK-3");
  });
});
