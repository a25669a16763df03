import { afterEach, describe, expect, test } from "vitest";
import { startBroker } from "../../simulators/registry/broker.ts";
import { startMqttRegistry } from "../../simulators/registry/mqtt-registry.ts";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { createMqttRegistryLink } from "../../src/adapters/mqtt/mqtt-registry-link.ts";
import { RegistryInbox } from "../../src/adapters/mqtt/registry-inbox.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { PAPERS_REPLY_PAYLOAD_TYPE } from "../../src/core/requests/papers-messages.ts";
import { REPLY_PAYLOAD_TYPE } from "../../src/core/requests/request-messages.ts";
import { TIME_REPLY_PAYLOAD_TYPE } from "../../src/core/requests/time-messages.ts";
import { measuredTime, REGISTRY_TIME, type TimeSample } from "../../src/core/time/registry-time.ts";
import { Answering } from "../../src/registry/answering.ts";
import { RequestDesk } from "../../src/station/request-desk.ts";
import { SharedRequestLink } from "../../src/station/shared-request-link.ts";
import { TimeAsker } from "../../src/station/time-asker.ts";
import { eventually } from "../support/eventually.ts";
import { WITNESS } from "../support/registry-rig.ts";
import { ASKING, CAR, fact, logKey, RULE, TwinAnswers, usedOf } from "../support/request-world.ts";

/** Goal: a station that asks over a real broker is answered by either registry: about a vehicle, and for the time beside it. */
const AHEAD_MS = 10_000;
/** This machine's two readings of one clock, and the steady one that both are held against. */
const READ_WITHIN_MS = 50;
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** By a clock that is ten seconds ahead of the station's. */
const wallMs = (): number => Date.now() + AHEAD_MS;

const REGISTRIES = {
  "the stand-in": async (url: string, answers: TwinAnswers) => {
    const registry = await startMqttRegistry({ url, service: answers.service, wallMs });
    ends.push(() => registry.close());
  },
  "a worker of the registry": async (url: string, { book, papers }: TwinAnswers) => {
    const tools = { digest: sha256, verify: verifySignature, witnesses: [WITNESS] };
    const onFailure = (error: Error): void => {
      throw error;
    };
    const answering = new Answering({
      book,
      papers,
      ...tools,
      wallMs,
      onFailure,
    });
    const inbox = new RegistryInbox({
      monoMs: () => performance.now(),
      ...{ url, clientId: "worker", connections: 1, onLink: () => undefined },
      take: () => new Promise(() => undefined),
      ask: (station, request) => answering.ask(station, request),
      tell: async () => null,
      acknowledge: async () => null,
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
    const shared = new SharedRequestLink(link.requests, clock);
    const asking = {
      ...{ station: asId<"station">(ASKING), clock, timers: clock, entropy, log },
      ...{ logSigner: logKey(ASKING), digest: sha256, verifySignature, witness: WITNESS },
    };
    const desk = new RequestDesk({
      ...asking,
      link: shared.for([REPLY_PAYLOAD_TYPE, PAPERS_REPLY_PAYLOAD_TYPE]),
    });
    const asker = new TimeAsker({ ...asking, link: shared.for([TIME_REPLY_PAYLOAD_TYPE]) });
    ends.push(() => {
      asker.stop();
      desk.stop();
    });
    const samples: TimeSample[] = [];
    asker.start((sample) => samples.push(sample));
    const look = () => desk.before({ subject: CAR, rules: [RULE] });
    await eventually("answered", () => look().kind === "stop");
    expect(usedOf(look())).toMatchObject({ reason: { code: "PRE_CHECK_STOPS", params: { check: "theft" } } });
    await eventually("the time is told", () => samples.length >= REGISTRY_TIME.samplesLeast);
    const measured = measuredTime(samples, clock.monoMs());
    if (measured === null) throw new Error("three that agree say the time");
    const aheadMs = measured.offsetMs + clock.monoMs() - Date.now();
    expect(Math.abs(aheadMs - AHEAD_MS)).toBeLessThanOrEqual(measured.withinMs + READ_WITHIN_MS);
    expect(asker.isAsking).toBe(false);
  });
});
