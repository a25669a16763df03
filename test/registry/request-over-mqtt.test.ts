import { afterEach, describe, expect, test } from "vitest";
import { startBroker } from "../../simulators/registry/broker.ts";
import { startMqttRegistry } from "../../simulators/registry/mqtt-registry.ts";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { createMqttRegistryLink } from "../../src/adapters/mqtt/mqtt-registry-link.ts";
import { RegistryInbox } from "../../src/adapters/mqtt/registry-inbox.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { Answering } from "../../src/registry/answering.ts";
import { RequestDesk } from "../../src/station/request-desk.ts";
import { eventually } from "../support/eventually.ts";
import { WITNESS } from "../support/registry-rig.ts";
import { ASKING, CAR, fact, logKey, RULE, TwinAnswers, usedOf } from "../support/request-world.ts";

/** Goal: a station that asks over a real broker is answered by either registry. */
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const REGISTRIES = {
  "the stand-in": async (url: string, answers: TwinAnswers) => {
    const registry = await startMqttRegistry({ url, service: answers.service, wallMs: () => Date.now() });
    ends.push(() => registry.close());
  },
  "a worker of the registry": async (url: string, { book }: TwinAnswers) => {
    const tools = { digest: sha256, verify: verifySignature, witnesses: [WITNESS] };
    const onFailure = (error: Error): void => {
      throw error;
    };
    const answering = new Answering({ book, ...tools, wallMs: () => Date.now(), onFailure });
    const inbox = new RegistryInbox({
      ...{ url, clientId: "worker", connections: 1, onLink: () => undefined },
      take: () => new Promise(() => undefined),
      ask: (station, request) => answering.ask(station, request),
      tell: async () => null,
    });
    inbox.start();
    inbox.hear([ASKING]);
    ends.push(() => inbox.close());
  },
};

describe("asking over a broker", () => {
  test.each(Object.entries(REGISTRIES))("%s answers", async (_name, start) => {
    const broker = await startBroker({ port: 0 });
    ends.push(() => broker.close());
    const answers = new TwinAnswers();
    answers.tell(fact("theft", true));
    await start(broker.url, answers);
    const clock = new SystemClock();
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const entropy = () => Math.random();
    const link = createMqttRegistryLink({
      ...{ url: broker.url, station: ASKING, clientId: "station", clock, timers: clock, entropy, log },
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
    const desk = new RequestDesk({
      ...{ station: asId<"station">(ASKING), link: link.requests, clock, timers: clock, entropy, log },
      ...{ logSigner: logKey(ASKING), digest: sha256, verifySignature, witness: WITNESS },
    });
    ends.push(() => desk.stop());
    const look = () => desk.before({ subject: CAR, rules: [RULE] });
    await eventually("answered", () => look().kind === "stop");
    expect(usedOf(look())).toMatchObject({ reason: { code: "PRE_CHECK_STOPS", params: { check: "theft" } } });
  });
});
