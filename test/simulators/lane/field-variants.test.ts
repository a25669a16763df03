import { describe, expect, test } from "vitest";
import type { LaneScenarioPart } from "../../../src/scenario/lane-scenario.ts";
import { hex, laneBench } from "./lane-bench.ts";

/** Goal: the instruments of the field as they differ from the one in the manual, byte by byte. */
type Instruments = NonNullable<LaneScenarioPart["instruments"]>;
const text = (bytes: readonly number[]): string => String.fromCharCode(...bytes);

/** The last whole frame with 780 kg on the scale. */
function weighed(scale: NonNullable<Instruments["axle-scale"]>, length: number): number[] {
  const b = laneBench({ instruments: { "axle-scale": scale } });
  b.driveTo("scale");
  b.clock.advanceBy(6000);
  const bytes = b.hear("axle-scale");
  const tail =
    scale.model === "xk3190-a9" ? bytes.lastIndexOf(0x03) + 1 : lastFrameEnd(bytes, scale.checksum !== false);
  return bytes.slice(tail - length, tail);
}

function lastFrameEnd(bytes: readonly number[], checksum: boolean): number {
  const after = checksum ? 2 : 1;
  const cr = bytes.findLastIndex((byte, at) => byte === 0x0d && at + after <= bytes.length);
  return cr + after;
}

describe("a Mettler-Toledo terminal", () => {
  test.each([
    ["kg", 0, 0x2a, 0x30, 0x20, /^ {3}(?:779|780|781)$/],
    ["lb", 0, 0x2a, 0x20, 0x20, /^ {2}17(?:1[89]|2[01])$/],
    ["t", 3, 0x2d, 0x20, 0x22, /^ {3}(?:779|780|781)$/],
    ["g", -2, 0x28, 0x20, 0x21, /^7(?:79|80|81)\d00$/],
    ["kg", -1, 0x29, 0x30, 0x20, /^ {3}780$/],
    ["N", 0, 0x2a, 0x20, 0x27, /^ {2}76[345]\d$/],
    ["ton", 4, 0x2e, 0x20, 0x26, /^ {2}8[56]\d\d$/],
  ] as const)("in %s with %i decimals", (unit, decimals, a, b, c, weight) => {
    const frame = weighed({ unit, decimals }, 18);
    expect(frame.slice(0, 4)).toEqual([0x02, a, b, c]);
    expect(text(frame.slice(4, 10))).toMatch(weight);
  });

  test("with a blank tare, no STX, no check byte, and status bits of its own", () => {
    const odd = {
      startByte: false,
      checksum: false,
      tare: "blank",
      fixedBits: false,
      powerUpBit: "always",
    } as const;
    const frame = weighed(odd, 16);
    expect(frame.slice(0, 3)).toEqual([0x0a, 0x50, 0x20]);
    expect(text(frame.slice(9, 15))).toBe("      ");
    expect(frame[15]).toBe(0x0d);
  });

  test("of the expanded form, and in net mode with its tare", () => {
    expect(weighed({ expanded: true }, 18)[1]).toBe(0x2f);
    const net = weighed({ netKg: 200 }, 18);
    expect((net[2] ?? 0) & 0x01).toBe(1);
    expect(text(net.slice(4, 16))).toMatch(/^ {3}(?:579|580|581) {3}200$/);
  });
});

test.each([
  ["kg", 1, true, /^.\+00(?:779|78\d|780)\d1[0-9A-F]{2}.$/, 12],
  ["lb", 0, true, /^.\+0017(?:1[89]|2[01])0[0-9A-F]{2}.$/, 12],
  ["t", 3, false, /^.\+000(?:779|780|781)3.$/, 10],
] as const)(
  "an A9 in %s tells no unit, and may have no check digits",
  (unit, decimals, checksum, form, length) => {
    expect(text(weighed({ model: "xk3190-a9", unit, decimals, checksum }, length))).toMatch(form);
  },
);

describe("a headlamp tester", () => {
  function measured(
    tester: NonNullable<Instruments["headlamp-tester"]>,
    vehicle: LaneScenarioPart["vehicle"] = {},
  ) {
    const b = laneBench({ vehicle, instruments: { "headlamp-tester": tester } });
    b.driveTo("headlamp");
    b.prompt("lamps-high");
    b.clock.advanceBy(2000);
    return b;
  }
  const fetched = (b: ReturnType<typeof laneBench>, code: number): string => {
    b.hear("headlamp-tester");
    b.send("headlamp-tester", code);
    b.clock.advanceBy(300);
    return text(b.hear("headlamp-tester")).slice(12, 16);
  };

  test("that goes right first tells the right lamp first", () => {
    const b = measured({ first: "right", finish: "4f-per-lamp" });
    b.send("headlamp-tester", 0x44, 0x45, 0x41);
    b.clock.advanceBy(16_000);
    expect(hex(b.hear("headlamp-tester"))).toBe("44 45 41 56 58 4F 49 4A 4F");
  });

  test("that does not find a lamp goes on without a word, and gives that of the vehicle before", () => {
    const dim = { lamps: { left: { main: { highCd: 3000 } }, right: { main: { highCd: 21_000 } } } };
    const b = measured({ keepsBlocks: true, misses: ["left"] }, dim);
    b.send("headlamp-tester", 0x44, 0x45, 0x41);
    b.clock.advanceBy(16_000);
    expect(hex(b.hear("headlamp-tester"))).toBe("44 45 41 56 58 4F");
    expect(fetched(b, 0x4d)).toBe("0300");
    expect(Number(fetched(b, 0x4e))).toBeLessThan(220);
    const forgets = measured({ misses: ["left"] }, dim);
    forgets.send("headlamp-tester", 0x44, 0x45, 0x41);
    forgets.clock.advanceBy(16_000);
    expect(fetched(forgets, 0x4d)).toBe("");
  });

  test("measures the one lamp of a motorcycle on the left, and looks for a right one in vain", () => {
    const one = { lamps: { left: { main: { highCd: 14_000 } }, right: null } };
    const left = measured({}, one);
    left.send("headlamp-tester", 0x44, 0x45, 0x5a);
    left.clock.advanceBy(10_000);
    expect(hex(left.hear("headlamp-tester"))).toBe("44 45 5A 49 4A 4F");
    const both = measured({}, one);
    both.send("headlamp-tester", 0x44, 0x45, 0x41);
    both.clock.advanceBy(90_000);
    expect(hex(both.hear("headlamp-tester"))).toBe("44 45 41 49 4A");
  });
});

test.each([
  [{}, /^F0 00 (1[23]) EE F0 00 \1 EE$/],
  [{ resultOffMPerKm: -4 }, /^FC 00 2[78] EE FC 00 2[78] EE$/],
  [{ resultHalves: "differ" }, /^F0 00 00 EE F0 00 1[23] EE$/],
] as const)("a plate with %o answers so", (setting, form) => {
  const b = laneBench({ instruments: { "side-slip-tester": { ending: "ee", ...setting } } });
  b.prompt("drive-onto", { place: "slip", axle: 1 });
  b.clock.advanceBy(12_000);
  expect(hex(b.hear("side-slip-tester")).endsWith("FF 00 0E EE")).toBe(true);
  b.send("side-slip-tester", 0xff, 0x02, 0xee);
  b.clock.advanceBy(200);
  expect(hex(b.hear("side-slip-tester"))).toMatch(form);
  expect(b.misuse()).toEqual([]);
});

describe("an analyser of the public command set", () => {
  test("answers its own numbers and says nothing to the others", () => {
    const b = laneBench({ instruments: { "gas-analyser": { commandSet: "public" } } });
    const said = (code: number): string => {
      b.send("gas-analyser", code);
      b.clock.advanceBy(100);
      return hex(b.hear("gas-analyser"));
    };
    expect(said(0x14)).toBe("57");
    expect(said(0x26)).toBe("");
    expect(said(0x07)).toBe("");
    expect(said(0x01)).toBe("06");
    expect(said(0x03)).toMatch(/^06( [0-9A-F]{2}){20}$/);
    expect(said(0x02)).toBe("06");
    expect(b.misuse()).toEqual(
      ["0.410 s: command 26 is not of the public set", "0.510 s: command 07 is not of the public set"].map(
        () => expect.stringMatching(/not of the public set/),
      ),
    );
  });
  test("says that it warms up", () => {
    const b = laneBench({ instruments: { "gas-analyser": { commandSet: "public", warmUpMs: 60_000 } } });
    b.send("gas-analyser", 0x14);
    b.clock.advanceBy(50);
    b.send("gas-analyser", 0x03);
    b.clock.advanceBy(50);
    expect(hex(b.hear("gas-analyser"))).toBe("48 05");
  });
});
