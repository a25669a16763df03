import { describe, expect, test } from "vitest";
import type { LaneScenarioPart } from "../../../src/scenario/lane-scenario.ts";
import { hex, laneBench } from "./lane-bench.ts";

type Scale = NonNullable<NonNullable<LaneScenarioPart["instruments"]>["axle-scale"]>;

function scale(options: Scale = {}, part: LaneScenarioPart = {}) {
  return laneBench({ ...part, instruments: { "axle-scale": options } });
}

/** Cuts at STX and a status byte, since a checksum may be 02 too; the first and the last frame may be torn. */
function frames(bytes: readonly number[]): number[][] {
  const starts = bytes.flatMap((byte, at) =>
    (byte & 0x7f) === 0x02 && ((bytes[at + 1] ?? 0) & 0x60) === 0x20 ? [at] : [],
  );
  return starts.slice(0, -1).map((from, i) => bytes.slice(from, starts[i + 1]));
}

const weightOf = (frame: readonly number[]): string =>
  String.fromCharCode(...frame.slice(4, 10).map((b) => b & 0x7f));
const moving = (frame: readonly number[]): boolean => ((frame[2] ?? 0) & 0x08) !== 0;

describe("Mettler-Toledo continuous output", () => {
  test("sends the frame of the manual, seven times a second", () => {
    const b = scale();
    b.clock.advanceBy(10_000);
    const all = frames(b.hear("axle-scale"));
    expect(all.length).toBeGreaterThan(66);
    expect(all.length).toBeLessThan(71);
    // STX, point and increment, kg and no motion, SWC, six digits of weight, six of tare, CR, checksum.
    expect(all.map(hex)).toContain("02 2A 30 20 20 20 20 20 20 30 20 20 20 20 20 30 0D 57");
    for (const frame of all) {
      expect(frame).toHaveLength(18);
      expect(frame.reduce((sum, byte) => sum + byte, 0) & 0x7f).toBe(0);
    }
  });

  test("tells motion while an axle rolls on, then its load", () => {
    const b = scale();
    b.driveTo("scale", 1);
    b.hear("axle-scale");
    b.clock.advanceBy(1000);
    expect(frames(b.hear("axle-scale")).every(moving)).toBe(true);
    b.clock.advanceBy(4000);
    const settled = frames(b.hear("axle-scale")).slice(-10);
    expect(settled.some(moving)).toBe(false);
    for (const frame of settled) expect(Math.abs(Number(weightOf(frame)) - 780)).toBeLessThanOrEqual(1);
    b.prompt("leave-lane");
    b.clock.advanceBy(10_000);
    expect(Number(weightOf(frames(b.hear("axle-scale")).at(-1) ?? []))).toBeLessThanOrEqual(1);
    expect(b.misuse()).toEqual([]);
  });

  test.each([
    [{ decimals: 1 }, 0x2b, "  8125"],
    [{ decimals: 2 }, 0x2c, " 81250"],
  ])("puts the point by its code: %o", (options, swa, weight) => {
    const b = scale(options, { vehicle: { axleLoadsKg: [812.5] } });
    b.driveTo("scale");
    b.clock.advanceBy(6000);
    const last = frames(b.hear("axle-scale")).at(-1) ?? [];
    expect(last[1]).toBe(swa);
    expect(Math.abs(Number(weightOf(last)) - Number(weight))).toBeLessThanOrEqual(
      0.5 * 10 ** options.decimals + 1,
    );
    expect(weightOf(last)).toHaveLength(6);
  });

  test("shows below zero, over range, and power-up", () => {
    const below = scale({ zeroOffsetKg: -4 });
    below.clock.advanceBy(1000);
    const low = frames(below.hear("axle-scale")).at(-1) ?? [];
    expect([(low[2] ?? 0) & 0x02, weightOf(low)]).toEqual([0x02, "     4"]);

    const heavy = scale({ capacityKg: 500 });
    heavy.driveTo("scale");
    heavy.clock.advanceBy(5000);
    const over = frames(heavy.hear("axle-scale")).at(-1) ?? [];
    expect([(over[2] ?? 0) & 0x04, weightOf(over)]).toEqual([0x04, "      "]);

    const b = scale();
    b.clock.advanceBy(1000);
    b.hear("axle-scale");
    b.lane.defects["axle-scale"].strike("reset");
    b.clock.advanceBy(1000);
    const after = frames(b.hear("axle-scale"));
    expect(after.every((frame) => ((frame[2] ?? 0) & 0x40) !== 0)).toBe(true);
    b.clock.advanceBy(1500);
    expect((frames(b.hear("axle-scale")).at(-1)?.[2] ?? 0x40) & 0x40).toBe(0);
  });

  test("7E1 looks like even parity to a host that reads eight bits", () => {
    const b = scale({ line: "7E1" });
    b.clock.advanceBy(2000);
    for (const frame of frames(b.hear("axle-scale"))) {
      for (const byte of frame) {
        const ones = byte.toString(2).replaceAll("0", "").length;
        expect(ones % 2).toBe(0);
      }
    }
  });

  test("short frame and no checksum, where set so", () => {
    const b = scale({ tare: "none", checksum: false });
    b.clock.advanceBy(2000);
    expect(frames(b.hear("axle-scale")).map(hex)).toContain("02 2A 30 20 20 20 20 20 20 30 0D");
  });

  test("stuck and drift are faults of the reading, not of the frame", () => {
    const b = scale({}, { deviceFaults: [{ device: "axle-scale", kind: "stuck", afterMs: 100 }] });
    b.driveTo("scale");
    b.clock.advanceBy(6000);
    const last = frames(b.hear("axle-scale")).at(-1) ?? [];
    expect(Number(weightOf(last))).toBeLessThanOrEqual(1);
    const d = scale({}, { deviceFaults: [{ device: "axle-scale", kind: "drift", perMinute: 60 }] });
    d.clock.advanceBy(10_000);
    expect(Math.abs(Number(weightOf(frames(d.hear("axle-scale")).at(-1) ?? [])) - 10)).toBeLessThanOrEqual(1);
  });

  test("notes that it was spoken to", () => {
    const b = scale();
    b.send("axle-scale", 0x50);
    b.clock.advanceBy(50);
    expect(b.misuse().join()).toContain("50");
  });
});
