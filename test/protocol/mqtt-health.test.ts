import { describe, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { ANSWER, type MqttBench, mqttUp, numbered, STATUS } from "../support/mqtt-bench.ts";
import { publish } from "../support/mqtt-bytes.ts";

describe("the health of an MQTT link", () => {
  /** Up again at once, and thrown out again at once. */
  async function brokenAgain(on: MqttBench, times: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      const ups = on.calls.filter((call) => call === "ready").length;
      on.broker.cut();
      await eventually("down", () => on.calls.at(-1) === "down");
      on.clock.fireNext();
      await eventually("up", () => on.calls.filter((call) => call === "ready").length > ups);
      await eventually("birth", () => on.clock.pending === 2);
    }
  }

  /** In steps of a status, so that the machine's own time has each acknowledged. */
  async function lasts(on: MqttBench, ms: number): Promise<void> {
    for (let lastedMs = 0; lastedMs < ms; lastedMs += 20_000) {
      const before = on.broker.publishes(STATUS).length;
      on.clock.advanceBy(20_000);
      await eventually("status", () => on.broker.publishes(STATUS).length > before);
      // What comes after the PUBACK has come: so has the PUBACK.
      const heard = on.answers.length;
      on.broker.send(publish(on.broker.level, { topic: ANSWER, payload: numbered(1), id: 9 }));
      await eventually("acknowledged", () => on.answers.length > heard);
    }
  }

  test("RP-097 only a connection that lasts makes the next wait short again", async () => {
    const on = await mqttUp();
    const waitAfterCut = async () => {
      on.broker.cut();
      await eventually("down", () => on.calls.at(-1) === "down");
      const before = on.clock.monoMs();
      on.clock.fireNext();
      const waitMs = on.clock.monoMs() - before;
      await eventually("up", () => on.calls.at(-1) === "ready");
      await eventually("birth", () => on.clock.pending === 2);
      return waitMs;
    };
    const waits = [];
    for (let i = 0; i < 7; i++) waits.push(await waitAfterCut());
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000]);
    // As long as the other of two that throw each other out would wait: not healthy.
    await lasts(on, 120_000);
    expect(on.clock.pending).toBe(2);
    expect(await waitAfterCut()).toBe(64_000);
    await lasts(on, 600_000);
    expect(on.clock.pending).toBe(1);
    on.broker.cut();
    await eventually("down", () => on.calls.at(-1) === "down");
    const before = on.clock.monoMs();
    on.clock.fireNext();
    expect(on.clock.monoMs() - before).toBe(500);
  });

  test("RP-107 three ends of a link that was up are told as unsteady, until it has lasted", async () => {
    const on = await mqttUp();
    await brokenAgain(on, 2);
    expect(on.trouble()).toBeNull();
    await brokenAgain(on, 1);
    expect(on.trouble()).toMatchObject({
      code: "BROKER_UNSTEADY",
      params: { times: 3, name: "station-1", last: { code: "CLOSED_BY_PEER" } },
    });
    await lasts(on, 60_000);
    expect(on.trouble()).toBeNull();
  });

  test("RP-107 a name that somebody else uses is told so", async () => {
    const on = await mqttUp();
    on.broker.send(new Uint8Array([0xe0, 0x02, 0x8e, 0x00]));
    on.broker.cut();
    await eventually("down", () => on.calls.at(-1) === "down");
    expect(on.trouble()).toEqual({ code: "BROKER_NAME_TAKEN", params: { name: "station-1" } });
  });
});
