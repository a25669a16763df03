import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { DEVICE_ROLES, type DeviceRole, ROLES } from "../../src/core/trade/words/roles.ts";
import { SILENT } from "../../src/ports/protocol-session.ts";
import { InstrumentLink } from "../../src/station/instrument-link.ts";
import { ScriptedChannel } from "../support/scripted-channel.ts";
import { DEVICE, fault, heard, ScriptedSession } from "../support/scripted-session.ts";

/** Goal: whatever the line does, the session is told what happened, each fault is told once, and no command is lost in silence. */
function rig(role: DeviceRole = "brake-bench") {
  const clock = new VirtualClock();
  const channel = new ScriptedChannel();
  const session = new ScriptedSession();
  const { told, listener } = heard();
  const link = new InstrumentLink({
    role,
    device: DEVICE,
    channel,
    session,
    clock,
    timers: clock,
  });
  link.start(listener);
  return { clock, channel, session, told, link };
}

describe("an instrument on a byte line", () => {
  test("is connecting, then says what its protocol says first, and is ready", () => {
    const { channel, told, link } = rig();
    expect({ opens: channel.opens, state: link.state() }).toEqual({ opens: 1, state: "connecting" });
    channel.connect();
    expect(channel.written).toEqual(["hello"]);
    expect({ told, state: link.state() }).toEqual({ told: [], state: "ready" });
  });

  test("tries again with growing delays up to five seconds, and begins anew after a healthy time", () => {
    const { clock, channel, told } = rig();
    const waited: number[] = [];
    for (let i = 0; i < 8; i++) {
      channel.drop(reason("CONNECTION_REFUSED", {}));
      const opens = channel.opens;
      const fromMs = clock.monoMs();
      clock.runUntil(() => channel.opens > opens, 60_000);
      waited.push(clock.monoMs() - fromMs);
    }
    expect(waited).toEqual([200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
    expect(told).toEqual(["brake-bench raised disconnected"]);
    // To be open for a moment is no health.
    channel.connect();
    clock.advanceBy(9_999);
    channel.drop();
    clock.advanceBy(4_999);
    expect(channel.opens).toBe(9);
    clock.advanceBy(1);
    channel.connect();
    clock.advanceBy(10_000);
    channel.drop();
    clock.advanceBy(199);
    expect(channel.opens).toBe(10);
    clock.advanceBy(1);
    expect(channel.opens).toBe(11);
    // Back within a minute: the second end is held for four seconds, and comes once.
    expect(told.slice(1)).toEqual([
      "brake-bench cleared disconnected",
      "brake-bench raised disconnected",
      "brake-bench cleared disconnected",
      "brake-bench raised disconnected",
    ]);
  });

  test("a line that is open and garbled is not healthy, however long it is open", () => {
    const { clock, channel, session } = rig();
    for (let i = 0; i < 5; i++) {
      channel.drop(reason("CONNECTION_REFUSED", {}));
      clock.advanceBy(5_000);
    }
    channel.connect();
    session.next = { ...SILENT, faults: [fault("garbled", true)] };
    channel.bytes("x", 1);
    clock.advanceBy(60_000);
    channel.drop();
    clock.advanceBy(4_999);
    expect(channel.opens).toBe(6);
    clock.advanceBy(1);
    expect(channel.opens).toBe(7);
  });

  test("silence for a line that was full ends with the line", () => {
    const { clock, channel, told, link } = rig();
    channel.connect();
    channel.takes = "full";
    link.request({ name: "brake.stop" });
    channel.drop(reason("LINE_STUCK", {}));
    clock.advanceBy(200);
    channel.takes = "accepted";
    channel.connect();
    expect({ told, state: link.state() }).toMatchObject({
      told: [
        "brake-bench raised silent",
        "brake-bench raised disconnected",
        "brake-bench cleared disconnected",
        "brake-bench cleared silent",
      ],
      state: "ready",
    });
  });

  test("each fault is told once, raised and cleared, and those that stand are the state", () => {
    const { channel, session, told, link } = rig();
    channel.connect();
    session.next = { ...SILENT, faults: [fault("garbled", true), fault("garbled", true)] };
    channel.bytes("x", 1);
    channel.bytes("x", 2);
    expect(told).toEqual(["brake-bench raised garbled"]);
    expect(link.faults().map(({ code }) => code)).toEqual(["garbled"]);
    expect(link.state()).toBe("fault");
    session.next = { ...SILENT, faults: [fault("garbled", false), fault("silent", false)] };
    channel.bytes("x", 3);
    expect(told).toEqual(["brake-bench raised garbled", "brake-bench cleared garbled"]);
    expect(link.state()).toBe("ready");
  });

  test("the session is given the time of arrival, and ticks when it asked to", () => {
    const { clock, channel, session } = rig();
    session.dueMs = 30;
    session.everyMs = 50;
    channel.connect();
    channel.bytes("abc", 7.25);
    clock.advanceBy(29);
    expect(session.asked).toEqual(["connected 0", "receive 3 7.25"]);
    clock.advanceBy(101);
    expect(session.asked.slice(2)).toEqual(["tick 30", "tick 80", "tick 130"]);
    expect(channel.written).toEqual(["hello", "poll", "poll", "poll"]);
  });

  test("a due time that moves moves the tick; one that is gone takes it away; a lost line has none", () => {
    const { clock, channel, session } = rig();
    session.dueMs = 100;
    channel.connect();
    session.dueMs = 10;
    channel.bytes("x", 0);
    clock.advanceBy(10);
    expect(session.asked.at(-1)).toBe("tick 10");
    session.dueMs = 50;
    channel.bytes("x", 10);
    session.dueMs = null;
    channel.bytes("x", 10);
    clock.advanceBy(90);
    expect(session.asked.filter((line) => line.startsWith("tick"))).toEqual(["tick 10"]);
    session.dueMs = 200;
    channel.bytes("x", 100);
    channel.drop();
    clock.advanceBy(300);
    expect(session.asked.filter((line) => line.startsWith("tick"))).toEqual(["tick 10"]);
    expect(channel.opens).toBe(2);
  });

  test("a due time in the past is due at once, not never", () => {
    const { clock, channel, session } = rig();
    clock.advanceBy(500);
    session.dueMs = 20;
    channel.connect();
    clock.advanceBy(0);
    expect(session.asked.at(-1)).toBe("tick 500");
  });

  test("a command while the device is away is answered with no-answer, and is not given later", () => {
    const { clock, channel, session, told, link } = rig();
    link.request({ name: "brake.start", run: "service" });
    expect(told).toEqual(["brake-bench answer brake.start no-answer"]);
    clock.advanceBy(10);
    channel.connect();
    expect({ asked: session.asked, written: channel.written }).toEqual({
      asked: ["connected 10"],
      written: ["hello"],
    });
  });

  test("rollers, pump and headlamp tester have a command that makes them safe", () => {
    expect(DEVICE_ROLES.flatMap((role) => ROLES[role].safe?.name ?? [])).toEqual([
      "brake.stop",
      "headlamp.stop",
      "gas.sample-off",
      "smoke.stop",
    ]);
  });

  describe.each(DEVICE_ROLES.filter((role) => ROLES[role].safe !== null))("what makes a %s safe", (role) => {
    const command = ROLES[role].safe;
    if (command === null) throw new Error(`nothing makes a ${role} safe`);
    const { name } = command;
    const given = (session: ScriptedSession): number =>
      session.asked.filter((line) => line.startsWith("request")).length;

    test("asked for while it is away, is given when it is back, once", () => {
      const { clock, channel, session, told, link } = rig(role);
      session.outcome = "ok";
      channel.connect();
      channel.drop();
      link.request(command);
      expect(told.at(-1)).toBe(`${role} answer ${name} no-answer`);
      clock.advanceBy(200);
      channel.connect();
      expect(session.asked.slice(1)).toEqual(["connected 200", `request ${name} 200`]);
      expect(channel.written).toEqual(["hello", "hello", name]);
      channel.drop();
      clock.advanceBy(400);
      channel.connect();
      expect(given(session)).toBe(1);
    });

    test.each(["no-answer", "busy", null] as const)(
      "is given at every opening of a line that flaps, until the device has heard it: %s is not heard",
      (outcome) => {
        const { clock, channel, session, link } = rig(role);
        channel.connect();
        // The line was still open when it was asked for, and closed before the answer.
        session.outcome = outcome;
        link.request(command);
        channel.drop();
        for (let opened = 0; opened < 10; opened++) {
          clock.advanceBy(5_000);
          channel.connect();
          channel.drop();
        }
        expect(given(session)).toBe(11);
        session.outcome = "ok";
        clock.advanceBy(5_000);
        channel.connect();
        channel.drop();
        clock.advanceBy(5_000);
        channel.connect();
        expect(given(session)).toBe(12);
      },
    );

    test("is not given any more once somebody has set it going anew", () => {
      const { clock, channel, session, link } = rig(role);
      channel.connect();
      link.request(command);
      link.request({ name: "brake.start", run: "service" });
      channel.drop();
      clock.advanceBy(200);
      channel.connect();
      expect(given(session)).toBe(2);
    });
  });

  test("a line that takes no more bytes is a fault, told once", () => {
    const { channel, told, link } = rig();
    channel.connect();
    channel.takes = "full";
    link.request({ name: "brake.stop" });
    link.request({ name: "brake.stop" });
    expect(told).toEqual(["brake-bench raised silent"]);
  });

  test("stop is final: no reconnect, no tick, nothing told", () => {
    const { clock, channel, session, told, link } = rig();
    session.dueMs = 100;
    channel.connect();
    link.stop();
    clock.advanceBy(60_000);
    expect({ opens: channel.opens, told, pending: clock.pending }).toEqual({
      opens: 1,
      told: [],
      pending: 0,
    });
    expect(session.asked).toEqual(["connected 0"]);
  });

  test("stop between two tries ends the trying", () => {
    const { clock, channel, link } = rig();
    channel.drop(reason("CONNECTION_REFUSED", {}));
    link.stop();
    clock.advanceBy(60_000);
    expect({ opens: channel.opens, pending: clock.pending }).toEqual({ opens: 1, pending: 0 });
  });
});
