import { describe, expect, test } from "vitest";
import type { ExhaustGas, Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { plainSum } from "../../src/protocols/nha-506/frame.ts";
import { createNha506Session } from "../../src/protocols/nha-506/session.ts";
import { describeProtocolSession } from "../contracts/protocol-session.contract.ts";
import { hex, joined } from "../support/wire-bytes.ts";
import { NHA506_COMMANDS, NHA506_MAIN_DATA } from "../vectors/instrument-frames.ts";

const device = asId<"device">("gas-1");

function mainData(words: readonly number[], flags = 0, lambda = 101): Uint8Array {
  const bytes = [6, ...words.flatMap((word) => [(word >> 8) & 0xff, word & 0xff]), flags];
  const all = Uint8Array.of(...bytes, (lambda >> 8) & 0xff, lambda & 0xff);
  return joined(all, Uint8Array.of(plainSum(all)));
}

function values(observation: Observation): string[] {
  return observation.kind === "exhaust-gas"
    ? [observation.hcPpm, observation.coPct, observation.lambda, observation.engineSpeedRpm].map(
        (value, at) => `${at}:${value}`,
      )
    : [];
}

describeProtocolSession({
  name: "nha-506",
  create: () => createNha506Session({ device }),
  conversation: [
    { bytes: hex("00") },
    { request: { name: "gas.sample-on" } },
    { bytes: hex("06") },
    { bytes: hex(NHA506_MAIN_DATA) },
    { waitMs: 1000 },
    { bytes: mainData([90, 12, 1500, 30, 44, 800, 80, 31]) },
    { request: { name: "gas.sample-off" } },
    { bytes: hex("06") },
    { waitMs: 1000 },
  ],
  valuesOf: values,
  checksummed: true,
  heldBytesMax: 21,
  noise: hex("AA BB CC DD EE FF 99"),
});

/** Status asked and answered, sampling on. */
function sampling() {
  const session = createNha506Session({ device });
  session.connected(0);
  session.receive(hex("00"), 10);
  session.request({ name: "gas.sample-on" }, 20);
  const on = session.receive(hex("06"), 30);
  return { session, on };
}

describe("nha-506", () => {
  test("asks for the status first and then every five seconds while idle", () => {
    const session = createNha506Session({ device });
    expect(session.connected(0).writes).toEqual([hex(NHA506_COMMANDS.status)]);
    expect(session.receive(hex("00"), 10).observations).toEqual([]);
    expect(session.nextDueMs()).toBe(5000);
    expect(session.tick(5000).writes).toEqual([hex("26")]);
  });

  test("sampling polls the main data at once and then every second", () => {
    const { session, on } = sampling();
    expect(on.observations).toMatchObject([{ command: "gas.sample-on", outcome: "ok" }]);
    expect(on.writes).toEqual([hex(NHA506_COMMANDS.mainData)]);
    session.receive(hex(NHA506_MAIN_DATA), 60);
    expect(session.nextDueMs()).toBe(1030);
    expect(session.tick(1030).writes).toEqual([hex("01")]);
  });

  test("sampling off stops the pump and the polls", () => {
    const { session } = sampling();
    session.receive(hex(NHA506_MAIN_DATA), 60);
    expect(session.request({ name: "gas.sample-off" }, 70).writes).toEqual([hex(NHA506_COMMANDS.stop)]);
    const off = session.receive(hex("06"), 80);
    expect(off.observations).toMatchObject([{ command: "gas.sample-off", outcome: "ok" }]);
    expect(off.writes).toEqual([hex("26")]);
  });

  test("the main data, digit for digit", () => {
    const { session } = sampling();
    expect(session.receive(hex(NHA506_MAIN_DATA), 60).observations).toEqual([
      {
        kind: "exhaust-gas",
        device,
        atMs: 60,
        quality: "good",
        raw: `hex:${NHA506_MAIN_DATA.replaceAll(" ", "").toLowerCase()}`,
        hcPpm: "123",
        coPct: "0.61",
        co2Pct: "14.25",
        o2Pct: "0.42",
        noPpm: "87",
        engineSpeedRpm: "2510",
        oilTemperatureC: "84",
        sampleFlow: "30",
        lambda: "1.01",
      },
    ]);
  });

  function reading(bytes: Uint8Array): ExhaustGas | undefined {
    const { session } = sampling();
    return session.receive(bytes, 60).observations.find((o) => o.kind === "exhaust-gas");
  }

  test("negative values are values, FF00 is none", () => {
    expect(reading(mainData([-3, -1, 0, 2090, 0, 0, -10, 0]))).toMatchObject({
      quality: "good",
      hcPpm: "-3",
      coPct: "-0.01",
      oilTemperatureC: "-10",
      o2Pct: "20.90",
    });
    expect(reading(mainData([-256, 1, 2, 3, 4, 5, 6, 7]))).toMatchObject({
      quality: "bad",
      qualityReason: reason("NO_VALUE_FOR", { figures: ["hcPpm"] }),
      hcPpm: "-256",
    });
    expect(reading(mainData([1, 1, 2, 3, 4, 0xff00, 6, 7]))).toMatchObject({ quality: "bad" });
    expect(reading(mainData([1, 1, 2, 3, 4, 0xfe00, 6, 7]))).toMatchObject({ engineSpeedRpm: "65024" });
    expect(reading(mainData([1, 1, 2, 3, 4, 5, 6, 7], 0, -256))).toMatchObject({ quality: "bad" });
  });

  test("an aged cell makes a reading uncertain", () => {
    expect(reading(mainData([1, 1, 2, 3, 4, 5, 6, 7], 0x03))).toMatchObject({
      quality: "uncertain",
      qualityReason: reason("CELL_AGED", { figures: ["o2Pct", "noPpm"] }),
    });
  });

  test("a wrong sum is no reading", () => {
    const bytes = hex(NHA506_MAIN_DATA);
    bytes[20] = (bytes[20] ?? 0) + 1;
    expect(reading(bytes)).toBeUndefined();
  });

  test.each([
    ["gas.sample-on", "23", "06", "ok"],
    ["gas.sample-on", "23", "05", "busy"],
    ["gas.sample-on", "23", "15", "refused"],
    ["gas.leak-test", "07", "00", "ok"],
    ["gas.leak-test", "07", "01", "leak"],
    ["gas.zero", "08", "00", "ok"],
    ["gas.zero", "08", "01", "failed"],
  ] as const)("%s: %s answered %s is %s", (name, sent, reply, outcome) => {
    const session = createNha506Session({ device });
    session.connected(0);
    session.receive(hex("00"), 10);
    expect(session.request({ name }, 20).writes).toEqual([hex(sent)]);
    expect(session.receive(hex(reply), 30).observations).toMatchObject([{ command: name, outcome }]);
  });

  test("a test answered busy is asked again until it is done, and nothing else meanwhile", () => {
    const session = createNha506Session({ device });
    session.connected(0);
    session.receive(hex("00"), 10);
    session.request({ name: "gas.leak-test" }, 20);
    expect(session.receive(hex("05"), 30)).toMatchObject({ observations: [], writes: [] });
    expect(session.request({ name: "gas.zero" }, 40).writes).toEqual([]);
    expect(session.nextDueMs()).toBe(1030);
    expect(session.tick(1030).writes).toEqual([hex("07")]);
    expect(session.receive(hex("00"), 1040)).toMatchObject({
      observations: [{ command: "gas.leak-test", outcome: "ok" }],
      writes: [hex("08")],
    });
  });

  test("a test that stays busy is busy in the end", () => {
    const session = createNha506Session({ device, testWithinMs: 2500 });
    session.connected(0);
    session.receive(hex("00"), 0);
    session.request({ name: "gas.zero" }, 0);
    const heard = [];
    for (let atMs = 10; atMs < 5000 && heard.length === 0; atMs += 1000) {
      session.tick(atMs);
      heard.push(...session.receive(hex("05"), atMs).observations);
    }
    expect(heard).toMatchObject([{ command: "gas.zero", outcome: "busy", atMs: 3010 }]);
  });

  test("busy while the status says warm-up is `warming-up`", () => {
    const session = createNha506Session({ device });
    session.connected(0);
    session.receive(hex("02"), 10);
    session.request({ name: "gas.zero" }, 20);
    expect(session.receive(hex("05"), 30).observations).toMatchObject([{ outcome: "warming-up" }]);
  });

  test("a leak in the status is a fault until the status changes", () => {
    const session = createNha506Session({ device });
    session.connected(0);
    expect(session.receive(hex("03"), 10).faults).toMatchObject([
      { code: "self-check-failed", raised: true },
    ]);
    session.tick(5000);
    expect(session.receive(hex("00"), 5010).faults).toMatchObject([
      { code: "self-check-failed", raised: false },
    ]);
  });

  test("commands wait for the poll on the wire; one question at a time", () => {
    const { session } = sampling();
    expect(session.request({ name: "gas.zero" }, 40).writes).toEqual([]);
    expect(session.receive(hex(NHA506_MAIN_DATA), 60).writes).toEqual([hex("08")]);
  });

  test("no answer to a command is told and is a fault; after it the line rests", () => {
    const session = createNha506Session({ device });
    session.connected(0);
    session.receive(hex("00"), 10);
    session.request({ name: "gas.sample-on" }, 20);
    session.request({ name: "gas.zero" }, 30);
    const missed = session.tick(520);
    expect(missed.observations).toMatchObject([{ command: "gas.sample-on", outcome: "no-answer" }]);
    expect(missed.faults).toMatchObject([{ code: "silent", raised: true }]);
    expect(missed.writes).toEqual([]);
    expect(session.receive(hex("06"), 600)).toMatchObject({ observations: [] });
    expect(session.tick(720).writes).toEqual([hex("08")]);
  });

  test("two polls without an answer are silence, and data ends it", () => {
    const { session } = sampling();
    expect(session.tick(530).faults).toEqual([]);
    expect(session.tick(1030).writes).toEqual([hex("01")]);
    expect(session.tick(1530).faults).toMatchObject([{ code: "silent", raised: true }]);
    session.tick(2030);
    expect(session.receive(hex(NHA506_MAIN_DATA), 2060).faults).toMatchObject([{ raised: false }]);
  });

  test("a lone 05 in place of the data is busy, inside broken data it is nothing", () => {
    const { session } = sampling();
    expect(session.receive(hex("05"), 40).observations).toEqual([]);
    expect(session.statistics).toMatchObject({ rejectedBytes: 0 });
    session.tick(1030);
    session.receive(joined(hex("99 05"), hex(NHA506_MAIN_DATA)), 1040);
    expect(session.statistics.rejectedBytes).toBe(2);
    expect(session.statistics.acceptedFrames).toBe(4);
  });

  test("a recording of the analyser's side alone", () => {
    const session = createNha506Session({ device, listenOnly: true });
    expect(session.connected(0).writes).toEqual([]);
    const bytes = joined(hex("00 06"), hex(NHA506_MAIN_DATA), hex(NHA506_MAIN_DATA));
    const output = session.receive(bytes, 0);
    expect(output.observations).toHaveLength(2);
    expect(output.writes).toEqual([]);
    expect(session.nextDueMs()).toBeNull();
  });
});
