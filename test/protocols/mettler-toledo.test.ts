import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import type { AxleLoad, Observation } from "../../src/core/observation.ts";
import { compare, exact } from "../../src/core/quantities/exact.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { readToledoFrame, toledoChecksum } from "../../src/protocols/mettler-toledo/frame.ts";
import { mettlerToledoOptions } from "../../src/protocols/mettler-toledo/options.ts";
import { createMettlerToledoSession } from "../../src/protocols/mettler-toledo/session.ts";
import { describeProtocolSession } from "../contracts/protocol-session.contract.ts";
import { ascii, hex, joined } from "../support/wire-bytes.ts";

const device = asId<"device">("scale-1");
const WHOLE_KG = { a: 0x2a, b: 0x30 };

function frame(weight: string, { a, b } = WHOLE_KG, tare = "     0"): Uint8Array {
  const body = joined(Uint8Array.of(0x02, a, b, 0x20), ascii(weight), ascii(tare), Uint8Array.of(0x0d));
  return joined(body, Uint8Array.of(toledoChecksum(body)));
}

function loads(...frames: readonly Uint8Array[]): AxleLoad[] {
  const session = createMettlerToledoSession({ device });
  return frames
    .flatMap((bytes, at) => [...session.receive(bytes, at * 143).observations])
    .filter((observation: Observation) => observation.kind === "axle-load");
}

/** Frames of the shared cases, copied here: a terminal set to each division and unit. */
const CASES: Readonly<Record<string, string>> = {
  "toledo-g": "02 2a 20 21 20 20 20 35 30 30 20 20 20 20 20 30 0d 41",
  "toledo-kg-d1": "02 2a 30 20 20 20 31 32 32 30 20 20 20 20 20 30 0d 22",
  "toledo-kg-d10": "02 29 30 20 20 20 31 32 32 30 20 20 20 20 20 30 0d 23",
  "toledo-kg-d100": "02 28 30 20 20 31 32 32 30 30 20 20 20 20 20 30 0d 14",
  "toledo-kg-d20": "02 31 30 20 20 20 31 32 32 30 20 20 20 20 20 30 0d 1b",
  "toledo-lb": "02 2a 20 20 20 20 32 36 39 30 20 20 20 20 20 30 0d 26",
  "toledo-n": "02 2a 20 27 20 31 31 39 36 34 20 20 20 20 20 30 0d 0b",
  "toledo-t-d0.001": "02 2d 20 22 20 20 31 32 32 30 20 20 20 20 20 30 0d 2d",
  "toledo-t-d0.01": "02 2c 20 22 20 20 20 31 32 32 20 20 20 20 20 30 0d 3e",
};

function caseFrame(name: string): Uint8Array {
  return hex(CASES[name] ?? "");
}

describeProtocolSession({
  name: "mettler-toledo",
  create: () => createMettlerToledoSession({ device }),
  conversation: [
    { bytes: joined(frame("   850"), frame("   851"), frame("   851"), frame("  1024"), frame("   851")) },
  ],
  valuesOf: (observation) => (observation.kind === "axle-load" ? [observation.loadKg] : []),
  checksummed: true,
  heldBytesMax: 18,
  noise: hex("00 11 22 33 44 55 66 77"),
});

describe("mettler-toledo", () => {
  test("the checksum is the two's complement of the low seven bits of the sum", () => {
    expect(toledoChecksum(hex("02 2A 30 20 20 20 20 38 35 30 20 20 20 20 20 30 0D"))).toBe(
      (128 - ((0x02 + 0x2a + 0x30 + 0x20 + 3 * 0x20 + 0x38 + 0x35 + 0x30 + 5 * 0x20 + 0x30 + 0x0d) & 127)) &
        127,
    );
  });

  test.each([
    [0x28, "123400", "123400"],
    [0x29, " 12340", "12340"],
    [0x2a, "  1234", "1234"],
    [0x2b, "  1234", "123.4"],
    [0x2c, "  1234", "12.34"],
    [0x2d, "  1234", "1.234"],
    [0x2e, "     7", "0.0007"],
  ])("decimal code of SWA %i", (a, weight, loadKg) => {
    expect(loads(frame(weight, { a, b: 0x30 }))).toMatchObject([{ loadKg }]);
  });

  test.each([
    ["SWA without its constant bit", frame("   100", { a: 0x0a, b: 0x30 })],
    ["SWB without its constant bit", frame("   100", { a: 0x2a, b: 0x10 })],
    ["decimal code 7", frame("   100", { a: 0x2f, b: 0x30 })],
    ["a letter in the weight", frame("  1O0 ")],
    ["left-aligned digits", frame("100   ")],
    ["a broken tare", frame("   100", WHOLE_KG, "  -  0")],
    ["no weight though in range", frame("      ")],
  ])("refuses %s", (_, bytes) => {
    expect(loads(bytes)).toEqual([]);
  });

  test("parity is stripped, and stays in the raw bytes", () => {
    const withParity = frame("   850").map((byte) => byte | 0x80);
    expect(loads(withParity)).toMatchObject([{ loadKg: "850", raw: expect.stringContaining("82aab0") }]);
  });

  test("negative loads, and no negative zero", () => {
    expect(loads(frame("    12", { a: 0x2b, b: 0x32 }))).toMatchObject([{ loadKg: "-1.2", quality: "good" }]);
    expect(loads(frame("     0", { a: 0x2b, b: 0x32 }))).toMatchObject([{ loadKg: "0.0" }]);
  });

  test("pounds become kilograms exactly", () => {
    expect(loads(frame("   100", { a: 0x2a, b: 0x20 }))).toMatchObject([{ loadKg: "45.35923700" }]);
  });

  test("stable after three equal frames without motion, and not before", () => {
    const still = frame("   850");
    const moving = frame("   850", { a: 0x2a, b: 0x38 });
    const flags = loads(still, still, still, moving, still, still, still, frame("   851"), still);
    expect(flags.map((load) => load.stable)).toEqual([
      false,
      false,
      true,
      false,
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  test.each([
    ["out of range", 0x34, "bad", "OUT_OF_RANGE"],
    ["power-up", 0x70, "bad", "NOT_ZEROED"],
    ["net mode", 0x31, "uncertain", "NET_MODE"],
  ])("%s is %s and never stable", (_, b, quality, code) => {
    const bytes = frame("   850", { a: 0x2a, b });
    const [, , , last] = loads(bytes, bytes, bytes, bytes);
    expect(last).toMatchObject({ quality, stable: false, qualityReason: { code } });
  });

  test("blanks out of range are a reading of bad quality", () => {
    expect(loads(frame("      ", { a: 0x2a, b: 0x34 }))).toMatchObject([{ loadKg: "0", quality: "bad" }]);
  });

  test.each([
    ["toledo-kg-d1", "1220"],
    ["toledo-kg-d10", "1220"],
    ["toledo-kg-d20", "1220"],
    ["toledo-kg-d100", "12200"],
    ["toledo-lb", "1220.1634753"],
    ["toledo-t-d0.01", "1220"],
    ["toledo-t-d0.001", "1220"],
    ["toledo-g", "0.5"],
  ])("%s of the shared cases is %s kg", (name, loadKg) => {
    const [load] = loads(caseFrame(name));
    expect(load?.quality).toBe("good");
    expect(compare(exact(load?.loadKg ?? ""), exact(loadKg))).toBe(0);
  });

  test("a force is no mass", () => {
    expect(loads(caseFrame("toledo-n"))).toMatchObject([
      { quality: "bad", stable: false, qualityReason: reason("UNIT_NOT_A_MASS", { unit: "N" }) },
    ]);
  });

  test("short form and no check byte by option", () => {
    const session = createMettlerToledoSession({ device, checkByte: false, tareField: false });
    const bytes = joined(hex("02 2A 30 20"), ascii("   850"), hex("0D"));
    expect(session.receive(joined(bytes, bytes), 0).observations).toMatchObject([
      { loadKg: "850" },
      { loadKg: "850" },
    ]);
  });

  test("silence is a fault after a second and cleared by the next frame", () => {
    const session = createMettlerToledoSession({ device });
    session.connected(0);
    expect(session.nextDueMs()).toBe(1000);
    expect(session.tick(999).faults).toEqual([]);
    expect(session.tick(1000).faults).toMatchObject([{ code: "silent", raised: true }]);
    expect(session.tick(5000).faults).toEqual([]);
    expect(session.receive(frame("   850"), 5100).faults).toMatchObject([{ code: "silent", raised: false }]);
    expect(session.nextDueMs()).toBe(6100);
  });

  test("a little noise between good frames is no fault, however long it lasts", () => {
    const session = createMettlerToledoSession({ device });
    session.connected(0);
    for (let round = 0; round < 50; round++)
      expect(session.receive(joined(hex("00 11 22 33"), frame("   850")), round).faults).toEqual([]);
    expect(session.statistics.rejectedBytes).toBe(200);
  });

  test("takes no commands", () => {
    const session = createMettlerToledoSession({ device });
    expect(session.request({ name: "gas.zero" }, 0).observations).toMatchObject([{ outcome: "refused" }]);
  });

  test("of broken frames at most the share of the checksum passes", () => {
    const random = new SeededRandom(7, "toledo");
    const good = frame("  1234");
    let wrong = 0;
    for (let round = 0; round < 20_000; round++) {
      const bad = good.slice();
      for (let hit = 0; hit < 2; hit++) bad[random.below(bad.length)] = random.below(256);
      const read = readToledoFrame(bad, mettlerToledoOptions.parse({}));
      if (read.kind === "frame" && read.frame.loadKg !== "1234") wrong++;
    }
    expect(wrong).toBeLessThan(20_000 / 128);
  });
});
