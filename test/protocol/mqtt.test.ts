import { describe, expect, test } from "vitest";
import { StationPresence } from "../../simulators/registry/station-presence.ts";
import { statusSchema } from "../../src/core/delivery/messages.ts";
import { upTo } from "../support/delivery-world.ts";
import { eventually } from "../support/eventually.ts";
import {
  ANSWER,
  mqttBench,
  mqttUp,
  numbered,
  STATUS,
  SUBMISSION,
  submissionsOf,
} from "../support/mqtt-bench.ts";
import { PROPERTY, type PublishPacket, publish } from "../support/mqtt-bytes.ts";
import { bytesOf, messageOf } from "../support/submissions.ts";

describe("MQTT", () => {
  test("RP-073 the three topics are named for the station", async () => {
    const on = await mqttUp();
    on.link.submit(numbered(1));
    await eventually("submission", () => submissionsOf(on).length === 1);
    expect(on.broker.packets.filter((p) => p.cmd === "subscribe")).toMatchObject([
      { topics: [{ topic: ANSWER }] },
    ]);
    expect(new Set(on.broker.packets.flatMap((p) => (p.cmd === "publish" ? [p.topic] : [])))).toEqual(
      new Set([SUBMISSION, STATUS]),
    );
  });

  test("RP-074 submissions and answers are QoS 1 and not retained", async () => {
    const on = await mqttUp();
    on.link.submit(numbered(1));
    await eventually("submission", () => submissionsOf(on).length === 1);
    expect(submissionsOf(on)).toMatchObject([{ qos: 1, retain: false }]);
    const subscription = on.broker.packets.find((p) => p.cmd === "subscribe");
    expect(subscription?.topics.map(({ options }) => options & 3)).toEqual([1]);
  });

  test("RP-076 MQTT 5 is offered first, and 3.1.1 at once where it is refused", async () => {
    const five = await mqttUp();
    expect(five.broker.connects.map((c) => c.level)).toEqual([5]);
    const four = await mqttBench({ levels: [4] });
    await eventually("second connect", () => {
      four.clock.advanceBy(0);
      return four.calls.includes("ready");
    });
    expect(four.broker.connects.map((c) => c.level)).toEqual([5, 4]);
    expect(four.clock.monoMs()).toBe(0);
  });

  test("RP-077 keep-alive is 30 s, and the session is kept for 604 800 s", async () => {
    const on = await mqttUp();
    expect(on.broker.connects).toMatchObject([{ keepAliveS: 30, clean: false, clientId: "station-1" }]);
    expect(on.broker.connects[0]?.properties.get(PROPERTY.sessionExpiry)).toBe(604_800);
    const old = await mqttBench({ levels: [4] });
    await eventually("3.1.1", () => {
      old.clock.advanceBy(0);
      return old.broker.connects.length === 2;
    });
    expect(old.broker.connects[1]).toMatchObject({ keepAliveS: 30, clean: false });
  });

  test.each([1, 3, 10, 65_535])(
    "RP-078 unacknowledged publishes never exceed the smaller of 20 and %i",
    async (receiveMaximum) => {
      const on = await mqttUp({ receiveMaximum, pubackAfterMs: 1 });
      let sent = 0;
      await eventually("a hundred submissions", () => {
        while (sent < 100 && on.link.submit(numbered(sent)) === "taken") sent++;
        return submissionsOf(on).length === 100;
      });
      const limit = Math.min(20, receiveMaximum);
      expect(on.broker.unacknowledgedPeak).toBeLessThanOrEqual(limit);
      expect(on.broker.unacknowledgedPeak).toBeGreaterThanOrEqual(limit / 2);
      expect(submissionsOf(on).map((p) => messageOf(p.payload))).toEqual(upTo(100).map((n) => ({ n })));
    },
  );

  test("RP-079 a publish without PUBACK for ten seconds ends the connection", async () => {
    const on = await mqttUp({ onPublish: (packet) => (packet.topic === SUBMISSION ? null : 0) });
    on.link.submit(numbered(1));
    await eventually("submission", () => submissionsOf(on).length === 1);
    on.clock.advanceBy(9_999);
    expect(on.calls).toEqual(["ready"]);
    on.clock.advanceBy(1);
    expect(on.calls).toEqual(["ready", "down"]);
    on.clock.advanceBy(1000);
    await eventually("a new connection", () => on.calls.length === 3);
    expect(on.broker.connects).toHaveLength(2);
  });

  test("RP-080 nothing is published, kept or queued without a connection", async () => {
    const on = await mqttUp();
    on.broker.cut();
    await eventually("down", () => on.calls.includes("down"));
    for (const n of upTo(50)) expect(on.link.submit(numbered(n))).toBe("unsent");
    on.clock.advanceBy(1000);
    await eventually("ready", () => on.calls.at(-1) === "ready");
    on.link.submit(numbered(99));
    await eventually("submission", () => submissionsOf(on).length > 0);
    expect(submissionsOf(on).map((p) => messageOf(p.payload))).toEqual([{ n: 99 }]);
  });

  test("RP-082 a PUBACK with an error frees its place, and the submission counts as lost", async () => {
    const refused = [0x97, 0x87, 0x10, 0x80];
    const on = await mqttUp({
      receiveMaximum: 1,
      onPublish: (packet) => (packet.topic === SUBMISSION ? (refused.shift() ?? 0) : 0),
    });
    let sent = 0;
    await eventually("five submissions", () => {
      while (sent < 5 && on.link.submit(numbered(sent)) === "taken") sent++;
      return submissionsOf(on).length === 5;
    });
    expect(on.broker.connects).toHaveLength(1);
    expect(submissionsOf(on).map((p) => p.dup)).toEqual(upTo(5).map(() => false));
    const why = ["BROKER_QUOTA", "BROKER_DENIES_SUBMISSIONS", "BROKER_REFUSED"];
    expect(on.calls.filter((call) => call.startsWith("BROKER"))).toEqual(why);
  });

  test("RP-084 an answer is acknowledged after it was taken", async () => {
    const on = await mqttUp();
    const order: string[] = [];
    const isAcknowledged = () => on.broker.packets.some((p) => p.cmd === "puback" && p.id === 7);
    Object.defineProperty(on.answers, "push", {
      value: () => order.push(isAcknowledged() ? "acknowledged before" : "taken"),
    });
    on.broker.send(publish(on.broker.level, { topic: ANSWER, payload: numbered(1), id: 7 }));
    await eventually("PUBACK", isAcknowledged);
    expect(order).toEqual(["taken"]);
  });

  test("RP-085 a retained message at the answer topic is dropped, whatever it is", async () => {
    for (const level of [4, 5] as const) {
      const on = await mqttBench({ levels: [level] });
      await eventually("up", () => {
        on.clock.advanceBy(0);
        return on.calls.includes("ready");
      });
      const subscription = on.broker.packets.find((p) => p.cmd === "subscribe");
      const handling = subscription?.topics.map(({ options }) => (options >> 4) & 3);
      expect(handling).toEqual([level === 5 ? 2 : 0]);
      on.broker.send(publish(level, { topic: ANSWER, payload: Buffer.from("poison"), id: 1, retain: true }));
      on.broker.send(publish(level, { topic: "another/topic", payload: Buffer.from("poison"), id: 2 }));
      on.broker.send(publish(level, { topic: ANSWER, payload: numbered(2), id: 3 }));
      await eventually("the answer", () => on.answers.length > 0);
      expect(on.answers.map((answer) => messageOf(answer))).toEqual([{ n: 2 }]);
    }
  });

  test("RP-086 an answer above 262 144 bytes is dropped, and the broker is told what fits", async () => {
    const on = await mqttUp();
    expect(on.broker.connects[0]?.properties.get(PROPERTY.maximumPacketSize)).toBe(262_144 + 1024);
    on.broker.send(publish(5, { topic: ANSWER, payload: Buffer.alloc(262_145, 32), id: 1 }));
    on.broker.send(publish(5, { topic: ANSWER, payload: Buffer.alloc(262_144, 32), id: 2 }));
    await eventually("the answer", () => on.answers.length > 0);
    expect(on.answers.map((answer) => answer.length)).toEqual([262_144]);
  });

  test("RP-089 birth and will are retained and have one bdSeq", async () => {
    const on = await mqttUp();
    const [birth] = on.broker.publishes(STATUS);
    const will = on.broker.connects[0]?.will;
    expect(birth).toMatchObject({ qos: 1, retain: true });
    expect(will).toMatchObject({ topic: STATUS, qos: 1, retain: true });
    const online = statusSchema.parse(messageOf(birth?.payload));
    const offline = statusSchema.parse(messageOf(will?.payload));
    expect([online.state, offline.state]).toEqual(["online", "offline"]);
    expect(online.bdSeq).toBe(offline.bdSeq);
  });

  test("RP-090 each connection has the next bdSeq, modulo 2^32", async () => {
    // The first draw makes the last number there is, minus one.
    const on = await mqttUp({}, () => 0xffff_fffe / 0x1_0000_0000);
    for (const births of [2, 3]) {
      on.broker.cut();
      await eventually("down", () => on.calls.at(-1) === "down");
      on.clock.advanceBy(2000);
      await eventually("birth", () => on.broker.publishes(STATUS).length === births);
    }
    const seqs = on.broker.publishes(STATUS).map((p) => statusSchema.parse(messageOf(p.payload)).bdSeq);
    expect(seqs).toEqual([0xffff_ffff, 0, 1]);
  });

  test("RP-091 a death with another bdSeq than the last birth's is passed over", () => {
    const presence = new StationPresence();
    const status = (state: string, bdSeq: number) =>
      bytesOf({
        schema: "proofmark/status/v1",
        station: "S",
        state,
        bdSeq,
        wallMs: 0,
        timeStatus: "unknown",
      });
    expect(presence.take("S", status("online", 7))).toBe(true);
    expect(presence.take("S", status("offline", 6))).toBe(false);
    expect(presence.get("S")?.state).toBe("online");
    expect(presence.take("S", status("offline", 7))).toBe(true);
    expect(presence.get("S")?.state).toBe("offline");
    expect(presence.take("S", status("online", 0))).toBe(true);
    for (const poison of ["", "{}", "null", JSON.stringify({ state: "offline", bdSeq: 0 })]) {
      expect(presence.take("S", bytesOf(poison))).toBe(false);
    }
    expect(presence.get("S")?.state).toBe("online");
  });

  test("RP-092 an orderly close says the death before it disconnects", async () => {
    const on = await mqttUp();
    await on.link.close();
    await eventually("DISCONNECT", () => on.broker.packets.some((p) => p.cmd === "disconnect"));
    const tail = on.broker.packets.slice(-2);
    expect(tail.map((p) => p.cmd)).toEqual(["publish", "disconnect"]);
    const death = tail[0] as PublishPacket;
    expect(death).toMatchObject({ topic: STATUS, retain: true });
    expect(statusSchema.parse(messageOf(death.payload)).state).toBe("offline");
  });

  test("RP-093 a status expires after 60 s and is told every 20 s; a submission never expires", async () => {
    const on = await mqttUp();
    on.link.submit(numbered(1));
    for (const births of [2, 3, 4]) {
      // That of health is left as well, until the link has been up for half a minute.
      await eventually("acknowledged", () => on.clock.pending === (births < 4 ? 2 : 1));
      on.clock.advanceBy(20_000);
      await eventually("status", () => on.broker.publishes(STATUS).length === births);
    }
    expect(on.calls).toEqual(["ready"]);
    for (const status of on.broker.publishes(STATUS)) {
      expect(status.properties.get(PROPERTY.messageExpiry)).toBe(60);
    }
    expect(submissionsOf(on)[0]?.properties.has(PROPERTY.messageExpiry)).toBe(false);
  });

  test("RP-095 no topic alias is taken or used", async () => {
    const on = await mqttUp();
    expect(on.broker.connects[0]?.properties.get(PROPERTY.topicAliasMaximum) ?? 0).toBe(0);
    for (const n of upTo(5)) on.link.submit(numbered(n));
    await eventually("submissions", () => submissionsOf(on).length === 5);
    for (const p of submissionsOf(on)) expect(p.properties.has(PROPERTY.topicAlias)).toBe(false);
    on.broker.send(
      publish(5, { topic: ANSWER, payload: numbered(1), id: 1, properties: [[PROPERTY.topicAlias, 1]] }),
    );
    await eventually("the connection is given up", () => on.calls.includes("down"));
    expect(on.answers).toEqual([]);
  });

  test("RP-096 the wait before a reconnect is even from 0 to a ceiling that doubles up to 300 s", async () => {
    const on = await mqttBench({ levels: [] });
    const waits: number[] = [];
    for (let attempt = 1; waits.length < 11; attempt++) {
      await eventually("connect", () => on.broker.connects.length === attempt);
      await eventually("its end", () => on.clock.pending === 1);
      const before = on.clock.monoMs();
      on.clock.fireNext();
      waits.push(on.clock.monoMs() - before);
    }
    // Half of the ceiling is what an entropy of 0.5 draws; every second try is the other version, at once.
    expect(waits.filter((_, i) => i % 2 === 1)).toEqual([500, 1000, 2000, 4000, 8000]);
    expect(waits.filter((_, i) => i % 2 === 0)).toEqual(upTo(6).map(() => 0));
  });
});
