import { expect, test } from "vitest";
import { RegistryInbox } from "../../src/adapters/mqtt/registry-inbox.ts";
import type { Reason } from "../../src/core/trade/reasons.ts";
import { eventually } from "../support/eventually.ts";
import { FakeBroker } from "../support/fake-broker.ts";

/** Goal: two workers of one registry file, or two registries of one, are told what is wrong, and not that the broker closes its connections. */
test("a worker whose name another one has is told so where the broker says it", async () => {
  const broker = await FakeBroker.start({ levels: [5] });
  const problems: Reason[] = [];
  const inbox = new RegistryInbox({
    ...{ url: broker.url, clientId: "registry-1", connections: 1 },
    monoMs: () => performance.now(),
    take: (submission) => Promise.resolve(submission),
    ask: () => Promise.resolve(null),
    tell: () => Promise.resolve(null),
    acknowledge: () => Promise.resolve(null),
    onLink: (_connection, problem) => {
      if (problem !== null) problems.push(problem);
    },
  });
  try {
    inbox.start();
    await eventually("all are up", () => broker.connects.length === 5);
    await new Promise((resolve) => setTimeout(resolve, 100));
    // DISCONNECT of MQTT 5: session taken over.
    broker.send(new Uint8Array([0xe0, 0x02, 0x8e, 0x00]));
    broker.cut();
    await eventually("told", () => problems.length > 0);
    expect(problems[0]).toEqual({ code: "WORKER_NAME_TAKEN", params: { name: "registry-1" } });
  } finally {
    await inbox.close();
    await broker.close();
  }
});
