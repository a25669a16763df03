import { afterEach, describe, expect, test } from "vitest";
import { startBroker } from "../../simulators/registry/broker.ts";
import { startMqttRegistry } from "../../simulators/registry/mqtt-registry.ts";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { createMqttRegistryLink } from "../../src/adapters/mqtt/mqtt-registry-link.ts";
import { RegistryInbox } from "../../src/adapters/mqtt/registry-inbox.ts";
import { eventAnswerTopic, eventTopic } from "../../src/core/delivery/topics.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { verdictOf } from "../../src/runtime/earlier-record.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { EventSender } from "../../src/station/event-sender.ts";
import { WITNESS_SEED } from "../support/delivery-world.ts";
import { CoreEventBook } from "../support/event-batches.ts";
import { toldBy } from "../support/event-world.ts";
import { eventually } from "../support/eventually.ts";
import { WITNESS } from "../support/registry-rig.ts";
import { ASKING, accountOf, logKey } from "../support/request-world.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf } from "../support/submissions.ts";

/** Goal: events reach either registry over a real broker, and one that wants none of them keeps no record from being delivered. */
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Book {
  events(station: string): readonly { readonly text: string }[];
}

const REGISTRIES = {
  "the stand-in": async (url: string): Promise<Book> => {
    const key = logKey(ASKING).publicKeySpki;
    const recordKeySpki = new SealingStation().recordSigner.publicKeySpki;
    const service = new RegistryService({
      witnessSeed: WITNESS_SEED,
      stations: [{ station: ASKING, logKeySpki: key, recordKeySpki }],
    });
    const registry = await startMqttRegistry({ url, service, wallMs: () => Date.now() });
    ends.push(() => registry.close());
    return service.events;
  },
  "a worker of the registry": async (url: string): Promise<Book> => {
    const book = new CoreEventBook(accountOf);
    const inbox = new RegistryInbox({
      monoMs: () => performance.now(),
      ...{ url, clientId: "worker", connections: 1, onLink: () => undefined },
      take: () => new Promise(() => undefined),
      ask: async () => null,
      acknowledge: async () => null,
      tell: async (station, batch) => book.ask(station, batch, 0),
    });
    inbox.start();
    inbox.hear([ASKING]);
    ends.push(() => inbox.close());
    return book;
  },
};

/** With what became of the link on which records go. */
function stationAt(url: string) {
  const clock = new SystemClock();
  const warned: string[] = [];
  const say = (what: string, details?: object): void =>
    void warned.push(`${what} ${JSON.stringify(details ?? {})}`);
  const log = { info: () => undefined, warn: say, error: say };
  const entropy = () => Math.random();
  const ports = { clock, timers: clock, entropy, log };
  const link = createMqttRegistryLink({
    ...ports,
    ...{ url, station: ASKING, clientId: "station", protocolVersion: 4 },
    backOff: { firstMs: 10, ceilingMs: 20 },
    timeStatus: () => "unknown",
  });
  const ups = { ready: 0, down: 0 };
  link.open({
    onReady: () => void ups.ready++,
    onDown: () => void ups.down++,
    onMessage: () => undefined,
    onRefused: () => undefined,
    onTrouble: () => undefined,
  });
  const journal = new MemoryJournalStore();
  const closed = (n: number) =>
    bytesOf({
      ...{ type: "job-closed", job: `J-${n}`, reason: { code: "STATION_STOPPING", params: {} } },
      at: { monoMs: n, wallMs: 1_000 + n },
    });
  journal.append(
    Array.from({ length: 3_000 }, (_none, n) => closed(n)),
    () => undefined,
  );
  const sender = new EventSender({
    ...ports,
    ...{ station: asId<"station">(ASKING), journal, link: link.events, digest: sha256, verifySignature },
    ...{ logSigner: logKey(ASKING), witness: WITNESS, openSession, verdictOf },
    mayGo: () => true,
    onStanding: () => undefined,
  });
  ends.push(() => link.close());
  ends.push(() => sender.stop());
  sender.start();
  return { link, ups, warned, told: toldBy(journal, ASKING) };
}

describe("events over a broker", () => {
  test.each(Object.entries(REGISTRIES))("%s holds them as the journal tells them", async (_name, start) => {
    const broker = await startBroker({ port: 0 });
    ends.push(() => broker.close());
    const book = await start(broker.url);
    const { told, warned } = stationAt(broker.url);
    await eventually("all are held", () => book.events(ASKING).length === told.length);
    expect(book.events(ASKING).map(({ text }) => text)).toEqual(told);
    expect(warned).toEqual([]);
  });

  test("a broker that lets nobody hear the answers is told of once, and nothing ends", async () => {
    const said: string[] = [];
    const broker = await startBroker({
      port: 0,
      denies: (topic, act) => {
        if (act === "say") said.push(topic);
        return act === "hear" && topic === eventAnswerTopic(ASKING);
      },
    });
    ends.push(() => broker.close());
    const { ups, warned, link } = stationAt(broker.url);
    await eventually("it is told", () => warned.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(ups).toEqual({ ready: 1, down: 0 });
    expect(warned).toHaveLength(1);
    expect(warned[0]).toContain(eventAnswerTopic(ASKING));
    expect(said).not.toContain(eventTopic(ASKING));
    expect(link.submit(new Uint8Array([1]))).toBe("taken");
  });

  test("a broker that ends the connection over events is left alone with them, and records go on", async () => {
    const broker = await startBroker({
      port: 0,
      denies: (topic, act) => act === "say" && topic === eventTopic(ASKING),
    });
    ends.push(() => broker.close());
    const { ups, warned, link } = stationAt(broker.url);
    await eventually("it rests", () => warned.some((line) => line.includes("left alone")));
    await eventually("the link is up again", () => ups.ready === ups.down + 1);
    const downs = ups.down;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(ups.down).toBe(downs);
    expect(downs).toBeLessThanOrEqual(4);
    expect(link.submit(new Uint8Array([1]))).toBe("taken");
  });
});
