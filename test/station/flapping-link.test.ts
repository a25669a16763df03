import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { createTcpChannel } from "../../src/adapters/tcp/tcp-channel.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import type { DeviceFault } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { reason, sentenceOf } from "../../src/core/trade/reasons.ts";
import { createNmeaSession } from "../../src/protocols/nmea/session.ts";
import { InstrumentLink } from "../../src/station/instrument-link.ts";
import { eventually } from "../support/eventually.ts";
import { FlappingChannel } from "../support/flapping-channel.ts";
import { sealed } from "../support/nmea-line.ts";
import { notedReconnects } from "../support/noted-reconnects.ts";
import { DEVICE, heard, ScriptedSession } from "../support/scripted-session.ts";
import { toyRegistry, toyStation } from "../support/toy-station.ts";
import { ascii } from "../support/wire-bytes.ts";

/** Goal: a line that opens, fails, flaps or trickles is told as what it is, once, whatever it does and for however long. */
function stationWith(clock: VirtualClock) {
  const channel = new FlappingChannel(clock);
  const session = new ScriptedSession();
  const link = new InstrumentLink({
    role: "axle-scale",
    device: DEVICE,
    channel,
    session,
    clock,
    timers: clock,
  });
  const store = new MemoryJournalStore();
  const lines: string[] = [];
  const note = (what: string): number => lines.push(what);
  const log = { info: note, warn: note, error: note };
  const rig = toyStation({ store, clock, registry: toyRegistry(), more: [link], log });
  rig.station.start();
  const faults = (): DeviceFault[] =>
    [...store.read(0)].flatMap((bytes) => {
      const entry = readEntry(bytes);
      return entry?.type === "device-fault" ? [entry.fault] : [];
    });
  return { ...rig, channel, link, lines, faults };
}

const shown = ({ raised, times }: DeviceFault): string => `${raised ? "+" : "-"}${times ?? ""}`;

describe("a port that accepts and closes at once", () => {
  test("sixteen connects in the first minute, twelve in each after it, and three entries for all of them", () => {
    const clock = new VirtualClock();
    const { channel, faults, lines, link } = stationWith(clock);
    clock.advanceBy(60_000);
    expect(channel.opens).toBe(16);
    clock.advanceBy(9 * 60_000);
    expect(channel.opens).toBe(16 + 9 * 12);
    expect(faults().map(shown)).toEqual(["+", "-", "+2"]);
    const said = lines.filter((line) => line.includes("fault"));
    expect(said).toEqual(["a device is at fault", "a fault of a device is over", "a device is at fault"]);
    expect(link.faults()).toMatchObject([{ code: "disconnected", times: 124 }]);
    expect(link.state()).toBe("fault");
  });

  test("once it stays open, one entry ends it, with the count; then a pulled cable is found at once", () => {
    const clock = new VirtualClock();
    const { channel, faults, link } = stationWith(clock);
    clock.advanceBy(120_000);
    channel.liveMs = null;
    clock.advanceBy(5_000 + 30_000);
    expect(faults().map(shown)).toEqual(["+", "-", "+2", "-28"]);
    expect(link.state()).toBe("ready");
    const { detail } = faults().at(-1) ?? expect.fail("no entry");
    expect(detail === null ? "" : sentenceOf(detail).en).toBe("it came 28 times in 152 s and is steady now");
    clock.advanceBy(60_000);
    const before = channel.opens;
    channel.close();
    clock.advanceBy(200);
    expect(channel.opens).toBe(before + 1);
    expect(faults().map(shown).slice(4)).toEqual(["+", "-"]);
  });

  test.each([
    ["lives a moment", 50],
    ["lives as long as the longest wait", 5_000],
    ["lives a little less than is healthy", 9_900],
    ["is healthy and dies", 12_000],
    ["lives as long as the longest hold", 30_000],
  ])("ten minutes of a link that %s: a few entries", (_, liveMs) => {
    const clock = new VirtualClock();
    const { channel, faults } = stationWith(clock);
    channel.liveMs = liveMs;
    clock.advanceBy(600_000);
    expect(faults().length).toBeLessThanOrEqual(55);
    expect(faults().length).toBeGreaterThanOrEqual(3);
    faults().forEach(({ raised }, at) => {
      expect(raised).toBe(at % 2 === 0);
    });
  });

  test("over real sockets it is tried as slowly", async () => {
    let accepted = 0;
    const server = createServer((socket) => {
      accepted++;
      socket.on("error", () => undefined);
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const clock = new VirtualClock();
    const { told, listener } = heard();
    const channel = createTcpChannel({ host: "127.0.0.1", port, clock });
    const session = new ScriptedSession();
    const timers = notedReconnects(clock);
    const link = new InstrumentLink({ role: "axle-scale", device: DEVICE, channel, session, clock, timers });
    link.start(listener);
    for (let tries = 1; clock.monoMs() < 60_000; tries++) {
      await eventually(
        "it was accepted and closed",
        () => accepted === tries && timers.waits.length === tries,
      );
      clock.advanceBy(timers.waits.at(-1) ?? 0);
    }
    link.stop();
    await new Promise((resolve) => server.close(resolve));
    expect(accepted).toBeLessThanOrEqual(17);
    // A socket may be reset before it ever was open: then there is no end to tell.
    expect(told.length).toBeLessThanOrEqual(3);
    expect(told.at(-1)).toBe("axle-scale raised disconnected");
  });
});

describe("a receiver on a line that trickles", () => {
  /** Tenths of a second since eight o'clock. */
  const epoch = (tenths: number): Uint8Array => {
    const seconds = Math.floor(tenths / 10);
    const utc = `08${String(Math.floor(seconds / 60)).padStart(2, "0")}${String(seconds % 60).padStart(2, "0")}.${tenths % 10}0`;
    return ascii(
      sealed(`GNGGA,${utc},3030.00000000,N,11424.00000000,E,4,28,0.6,30.1234,M,-13.5000,M,1.0,0001`) +
        sealed(`GNRMC,${utc},A,3030.00000000,N,11424.00000000,E,0.010,090.00,231126,,,R,V`),
    );
  };

  function receiver() {
    const clock = new VirtualClock();
    const channel = new FlappingChannel(clock);
    channel.liveMs = null;
    const device = asId<"device">("gnss-1");
    const session = createNmeaSession({ device, sentences: ["GGA", "RMC"] });
    const link = new InstrumentLink({ role: "gnss", device, channel, session, clock, timers: clock });
    const told: DeviceFault[] = [];
    link.start({
      onObservation: () => undefined,
      onFault: (_, fault) => {
        if (fault.again !== true) told.push(fault);
      },
    });
    clock.advanceBy(1);
    return { clock, channel, link, told };
  }

  test("a byte each 200 ms: told once that it is slow, for as long as it is", () => {
    const { clock, channel, link, told } = receiver();
    let at = 0;
    let left: number[] = [];
    while (clock.monoMs() < 600_000) {
      if (left.length === 0) left = [...epoch(at++)];
      channel.bytes(Uint8Array.of(left.shift() ?? 0), clock.monoMs());
      clock.advanceBy(200);
    }
    const silences = told.filter(({ code }) => code === "silent");
    expect(silences.map(shown)).toEqual(["+", "-", "+2"]);
    expect(silences.at(-1)?.detail?.code).toBe("SLOW_LINE");
    const standing = link.faults().find(({ code }) => code === "silent");
    expect(standing?.detail?.code).toBe("SLOW_LINE");
    expect(standing?.times ?? 0).toBeGreaterThan(20);
  });

  test("an epoch every four seconds where ten a second are due: slow, once; at its full pace again, over, once", () => {
    const { clock, channel, link, told } = receiver();
    let at = 0;
    for (let i = 0; i < 60; i++, at += 40) {
      channel.bytes(epoch(at), clock.monoMs());
      clock.advanceBy(4_000);
    }
    expect(told.map(shown)).toEqual(["+", "-", "+2"]);
    expect(link.faults().map(({ detail }) => detail)).toEqual([
      reason("SLOW_LINE", { times: 60, ms: 236_000 }),
    ]);
    for (let i = 0; i < 400; i++, at++) {
      channel.bytes(epoch(at), clock.monoMs());
      clock.advanceBy(100);
    }
    expect(told.map(shown)).toEqual(["+", "-", "+2", "-60"]);
    expect(link.state()).toBe("ready");
  });
});
