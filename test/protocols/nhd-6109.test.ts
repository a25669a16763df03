import { describe, expect, test } from "vitest";
import type { Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { createNhd6109Session, type Nhd6109Options } from "../../src/protocols/nhd-6109/session.ts";
import { describeProtocolSession } from "../contracts/protocol-session.contract.ts";
import { ascii, hex, joined } from "../support/wire-bytes.ts";
import { NHD6109_COMMANDS, NHD6109_FINISHED, NHD6109_PROGRESS } from "../vectors/instrument-frames.ts";

const device = asId<"device">("headlamp-1");
const LEFT = "+0012-0034 215 80-0105+0007";
const RIGHT = "-0003+00210198079+0044-0120";

function block(fields: string, rest = "00 00 00 00 00"): Uint8Array {
  return joined(hex("01 12"), ascii(fields), hex(rest));
}

function values(observation: Observation): string[] {
  return observation.kind === "headlamp"
    ? [`${observation.side} ${observation.highIntensityCd} ${observation.lowVerticalMm}`]
    : [];
}

describeProtocolSession({
  name: "nhd-6109",
  create: () => createNhd6109Session({ device }),
  conversation: [
    { request: { name: "headlamp.measure", system: "two-lamp" } },
    { bytes: hex("44") },
    { bytes: hex("45") },
    { bytes: hex("41") },
    { waitMs: 20_000 },
    { bytes: hex(NHD6109_PROGRESS) },
    { bytes: hex(NHD6109_FINISHED) },
    { bytes: block(LEFT) },
    { bytes: block(RIGHT) },
  ],
  valuesOf: values,
  checksummed: false,
  heldBytesMax: 34,
  noise: hex("00 11 33 99 FE 77 20 31 2B"),
});

function measuring(
  system: "two-lamp" | "four-lamp",
  options: Partial<Nhd6109Options> = {},
  told = NHD6109_PROGRESS,
) {
  // Each lamp once, so that a conversation stays short; that it is fetched twice is a case of the options.
  const session = createNhd6109Session({ device, fetchTimes: 1, ...options });
  session.connected(0);
  session.request({ name: "headlamp.measure", system }, 0);
  for (const echo of [system === "two-lamp" ? "44" : "46", "45", "41"]) session.receive(hex(echo), 10);
  session.receive(hex(told), 15);
  return session;
}

describe("nhd-6109", () => {
  test.each([
    ["two-lamp", "44"],
    ["four-lamp", "46"],
  ] as const)("%s: mode, high and low, auto; each waits for the echo of the one before", (system, mode) => {
    const session = createNhd6109Session({ device });
    session.connected(0);
    expect(session.request({ name: "headlamp.measure", system }, 0).writes).toEqual([hex(mode)]);
    expect(session.receive(hex(mode), 10).writes).toEqual([hex(NHD6109_COMMANDS.highAndLow)]);
    expect(session.receive(hex("45"), 20).writes).toEqual([hex(NHD6109_COMMANDS.autoBoth)]);
    expect(session.receive(hex("41"), 30)).toMatchObject({
      writes: [],
      observations: [{ command: "headlamp.measure", outcome: "ok" }],
    });
  });

  test("finished: each lamp is fetched and named by its question", () => {
    const session = measuring("four-lamp");
    const fetches: (readonly Uint8Array[])[] = [session.receive(hex(NHD6109_FINISHED), 100).writes];
    const readings: Observation[] = [];
    for (const fields of [LEFT, RIGHT, LEFT, RIGHT]) {
      const output = session.receive(block(fields), 300);
      readings.push(...output.observations);
      fetches.push(output.writes);
    }
    expect(fetches.flat()).toEqual(["4D", "4E", "4F", "50"].map(hex));
    expect(readings).toMatchObject([
      { side: "left", lamp: "main" },
      { side: "right", lamp: "main" },
      { side: "left", lamp: "minor" },
      { side: "right", lamp: "minor" },
    ]);
  });

  test("a block in mm at 10 m", () => {
    const session = measuring("two-lamp");
    session.receive(hex("4F"), 100);
    expect(session.receive(block(LEFT), 300).observations).toMatchObject([
      {
        highHorizontalMm: "12",
        highVerticalMm: "-34",
        highIntensityCd: "21500",
        lampHeightMm: "800",
        lowHorizontalMm: "-105",
        lowVerticalMm: "7",
        quality: "good",
        atMs: 300,
      },
    ]);
  });

  test("a block in cm per ten metres", () => {
    const session = measuring("two-lamp", { offsets: "cm-per-dam" });
    session.receive(hex("4F"), 100);
    expect(session.receive(block(LEFT), 300).observations).toMatchObject([
      { highHorizontalMm: "120", highVerticalMm: "-340", lowHorizontalMm: "-1050", lowVerticalMm: "70" },
    ]);
  });

  test("a fetch byte echoed before its block does no harm, not even 4F", () => {
    const session = measuring("four-lamp");
    session.receive(hex("4F"), 100);
    const readings = ["4D", "4E", "4F", "50"].flatMap((echo) => [
      ...session.receive(joined(hex(echo), block(LEFT)), 200).observations,
    ]);
    expect(readings).toHaveLength(4);
    expect(session.statistics.rejectedBytes).toBe(0);
  });

  test.each([
    ["a letter", LEFT.replace("0012", "0O12")],
    ["two signs", LEFT.replace("+0012", "+-012")],
    ["a blank behind digits", LEFT.replace("+0012", "+012 ")],
    ["a blank field", LEFT.replace("+0012", "     ")],
    ["a sign in the intensity", LEFT.replace(" 215", "+215")],
    ["a point in the height", LEFT.replace(" 80", "8.0")],
  ])("a block with %s is refused and asked for once more", (_, fields) => {
    const session = measuring("two-lamp");
    session.receive(hex("4F"), 100);
    expect(session.receive(block(fields), 300).observations).toEqual([]);
    expect(session.tick(1100).writes).toEqual([]);
    session.tick(1400);
    // The right lamp was waiting, so it goes first; the left one comes again behind it.
    const [reading] = session.receive(block(RIGHT), 1500).observations;
    expect(reading).toMatchObject({ side: "right" });
    const [again] = session.receive(block(LEFT), 1700).observations;
    expect(again).toMatchObject({ side: "left", highIntensityCd: "21500" });
  });

  test("a block that comes after its time is not taken for the next lamp", () => {
    const session = measuring("two-lamp");
    session.receive(hex("4F"), 100);
    expect(session.tick(1100).writes).toEqual([]);
    expect(session.receive(block(LEFT), 1200)).toMatchObject({ observations: [], writes: [] });
    expect(session.nextDueMs()).toBe(1400);
    expect(session.tick(1400).writes).toEqual([hex("4E")]);
  });

  test("half a block is dropped when its time is over", () => {
    const session = measuring("two-lamp");
    session.receive(hex("4F"), 100);
    session.receive(block(LEFT).subarray(0, 20), 200);
    session.tick(1100);
    expect(session.statistics).toMatchObject({ heldBytes: 0, rejectedBytes: 20 });
  });

  test("a lamp that never comes is a fault", () => {
    const session = measuring("two-lamp");
    session.receive(hex("4F"), 100);
    const faults = [];
    for (let due = session.nextDueMs(); due !== null; due = session.nextDueMs())
      faults.push(...session.tick(due).faults);
    expect(faults).toMatchObject([{ code: "silent", raised: true }]);
  });

  test("a missing echo ends the set-up with `no-answer`", () => {
    const session = createNhd6109Session({ device });
    session.connected(0);
    session.request({ name: "headlamp.measure", system: "two-lamp" }, 0);
    session.receive(hex("44"), 10);
    const output = session.tick(510);
    expect(output.observations).toMatchObject([{ command: "headlamp.measure", outcome: "no-answer" }]);
    expect(output.writes).toEqual([]);
    expect(session.nextDueMs()).toBeNull();
  });

  test("a tester that never finishes is a fault", () => {
    const session = measuring("two-lamp", { measureWithinMs: 1000 });
    expect(session.nextDueMs()).toBe(1010);
    expect(session.tick(1010).faults).toMatchObject([{ code: "silent", raised: true }]);
    expect(session.receive(hex("4F"), 1100).writes).toEqual([]);
  });

  test("busy while it measures, and stop forgets the measurement", () => {
    const session = measuring("two-lamp");
    expect(session.request({ name: "headlamp.measure", system: "two-lamp" }, 20).observations).toMatchObject([
      { outcome: "busy" },
    ]);
    expect(session.request({ name: "headlamp.stop" }, 30).observations).toMatchObject([{ outcome: "ok" }]);
    expect(session.receive(hex("4F"), 40).writes).toEqual([]);
  });

  test("a recording of the tester's side alone: left main first, or as the echo says", () => {
    const session = createNhd6109Session({ device, listenOnly: true });
    const bytes = joined(hex("44 45 41 49 4F"), block(LEFT), block(RIGHT), hex("4E"), block(RIGHT));
    expect(session.receive(bytes, 0).observations).toMatchObject([
      { side: "left", lamp: "main" },
      { side: "right", lamp: "main" },
      { side: "right", lamp: "main" },
    ]);
  });

  /** Bytes of the tester in turn, and what is fetched at which of them; each fetched lamp answers at once. */
  function fetched(options: Partial<Nhd6109Options>, said: string): string[] {
    const session = measuring("two-lamp", options, "");
    const asked: string[] = [];
    for (const byte of said.split(" ")) {
      let { writes, faults } = session.receive(hex(byte), 100);
      while (writes.length > 0 || faults.length > 0) {
        const raised = faults.filter((fault) => fault.raised);
        asked.push(...raised.map(({ detail }) => `${byte}: ${JSON.stringify(detail?.params)}`));
        asked.push(...writes.map((write) => `${byte}: ${Buffer.from(write).toString("hex")}`));
        ({ writes, faults } =
          writes.length > 0 ? session.receive(block(LEFT), 150) : { writes: [], faults: [] });
      }
    }
    return asked;
  }

  test.each([
    ["any", "56 58 4F 49 4A 4F", ["4F: 4d", "4F: 4e"]],
    ["any", "49 4A 56 58 4F", ["4F: 4d", "4F: 4e"]],
    ["any", "49 4A 56 58 47", ["47: 4d", "47: 4e"]],
    ["any", "56 58 4F", []],
    ["any", "56 58 47", ['47: {"side":"left","lamp":"main"}', "47: 4e"]],
    ["4f", "56 58 4F", ['4F: {"side":"left","lamp":"main"}', "4F: 4e"]],
    ["4f", "49 4A 56 58 47", []],
    ["4f-per-lamp", "56 58 4F", []],
    ["4f-per-lamp", "56 58 4F 49 4A 4F", ["4F: 4d", "4F: 4e"]],
    ["47", "56 58 4F 49 4A 4F", []],
    ["47", "56 58 49 4A 47", ["47: 4d", "47: 4e"]],
  ] as const)("finish %s, the tester says %s", (finish, said, asked) => {
    expect(fetched({ finish }, said)).toEqual(asked);
  });

  test("a lamp that this run did not tell of is never fetched, whatever stands in the tester", () => {
    expect(fetched({}, "47")).toEqual(['47: {"side":"left","lamp":"main"}']);
    expect(fetched({ lampEvents: false }, "47")).toEqual(["47: 4d", "47: 4e"]);
  });
});
