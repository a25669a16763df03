import { afterEach } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { createMqttRegistryLink, type StationLinks } from "../../src/adapters/mqtt/mqtt-registry-link.ts";
import type { Reason } from "../../src/core/trade/reasons.ts";
import { eventually } from "./eventually.ts";
import { FakeBroker, type FakeBrokerOptions } from "./fake-broker.ts";
import { bytesOf } from "./submissions.ts";

export const SUBMISSION = "proofmark/v1/TEST-0001/submission";
export const ANSWER = "proofmark/v1/TEST-0001/answer";
export const STATUS = "proofmark/v1/TEST-0001/status";

export interface MqttBench {
  readonly broker: FakeBroker;
  readonly link: StationLinks;
  /** Our own timers; the sockets run on the machine's time. */
  readonly clock: VirtualClock;
  readonly calls: string[];
  readonly answers: Uint8Array[];
  readonly warnings: string[];
  /** What is wrong, as it was told last; null for nothing. */
  trouble(): Reason | null;
}

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A link on a fake broker, up unless told otherwise. */
export async function mqttBench(
  options: FakeBrokerOptions = {},
  entropy: () => number = () => 0.5,
): Promise<MqttBench> {
  const broker = await FakeBroker.start(options);
  const clock = new VirtualClock();
  const warnings: string[] = [];
  const warn = (what: string) => void warnings.push(what);
  const link = createMqttRegistryLink({
    url: broker.url,
    station: "TEST-0001",
    clientId: "station-1",
    clock,
    timers: clock,
    entropy,
    timeStatus: () => "unknown",
    log: { info: () => undefined, warn, error: warn },
  });
  const calls: string[] = [];
  let trouble: Reason | null = null;
  const answers: Uint8Array[] = [];
  link.open({
    onReady: () => void calls.push("ready"),
    onMessage: (message) => void answers.push(message),
    onRefused: (why) => void calls.push(why.code),
    onTrouble: (why) => {
      trouble = why;
    },
    onDown: (why) => {
      calls.push("down");
      trouble = why;
    },
  });
  clock.advanceBy(0);
  ends.push(async () => {
    const closed = link.close();
    clock.advanceBy(1000);
    await closed;
    await broker.close();
  });
  return { broker, link, clock, calls, answers, warnings, trouble: () => trouble };
}

export async function mqttUp(options?: FakeBrokerOptions, entropy?: () => number): Promise<MqttBench> {
  const on = await mqttBench(options, entropy);
  await eventually("ready", () => on.calls.includes("ready"));
  // Then only the timers of the next status and of health are left: the birth is acknowledged.
  await eventually("birth", () => on.clock.pending === 2);
  return on;
}

export const numbered = (n: number): Uint8Array => bytesOf(`{"n":${n}}`);
export const submissionsOf = (on: MqttBench) => on.broker.publishes(SUBMISSION);
