import { describe, expect, test } from "vitest";
import type { LaneScenarioPart } from "../../../src/scenario/lane-scenario.ts";
import { hex, laneBench } from "./lane-bench.ts";

function lit(part: LaneScenarioPart = {}) {
  const b = laneBench(part);
  b.driveTo("headlamp");
  b.prompt("lamps-high");
  b.clock.advanceBy(2000);
  return b;
}

const text = (bytes: readonly number[]): string => String.fromCharCode(...bytes);

describe("NHD-6109", () => {
  test("echoes, goes left then right, tells high then low, and finishes", () => {
    const b = lit();
    b.send("headlamp-tester", 0x44, 0x45, 0x41);
    b.clock.advanceBy(200);
    expect(hex(b.hear("headlamp-tester"))).toBe("44 45 41");
    b.clock.advanceBy(7000);
    expect(hex(b.hear("headlamp-tester"))).toBe("49 4A");
    b.clock.advanceBy(7000);
    expect(hex(b.hear("headlamp-tester"))).toBe("56 58 4F");
    expect(b.misuse()).toEqual([]);
  });

  test("gives each lamp as a block of 34 bytes", () => {
    const b = lit({
      vehicle: {
        lamps: {
          heightMm: 720,
          left: {
            main: {
              highCd: 31_000,
              highHorizontalMm: -140,
              highVerticalMm: 60,
              lowHorizontalMm: 90,
              lowVerticalMm: -210,
            },
          },
          right: { main: { highCd: 9000 } },
        },
      },
    });
    b.send("headlamp-tester", 0x44, 0x45, 0x41);
    b.clock.advanceBy(16_000);
    b.hear("headlamp-tester");
    b.send("headlamp-tester", 0x4d);
    b.clock.advanceBy(300);
    const left = b.hear("headlamp-tester");
    expect(left).toHaveLength(34);
    expect(left.slice(0, 2)).toEqual([0x01, 0x12]);
    const near = (from: number, to: number, value: number, tolerance: number): void => {
      const field = text(left.slice(from, to));
      expect(field).toMatch(/^[+-]?\d+$/);
      expect(Math.abs(Number(field) - value)).toBeLessThanOrEqual(tolerance);
    };
    near(2, 7, -140, 12);
    near(7, 12, 60, 12);
    near(12, 16, 310, 13);
    near(16, 19, 72, 1);
    near(19, 24, 90, 12);
    near(24, 29, -210, 12);
    expect(text(left.slice(29))).toBe("     ");

    b.send("headlamp-tester", 0x4e);
    b.clock.advanceBy(300);
    expect(Math.abs(Number(text(b.hear("headlamp-tester").slice(12, 16))) - 90)).toBeLessThan(5);
    expect(b.misuse()).toEqual([]);
  });

  test("measures the minor lamps in a four-lamp system, and one side or one beam alone", () => {
    const b = lit();
    b.send("headlamp-tester", 0x46, 0x43, 0x5a);
    b.clock.advanceBy(16_000);
    expect(hex(b.hear("headlamp-tester"))).toBe("46 43 5A 49 48 4F");
    b.send("headlamp-tester", 0x4f);
    b.clock.advanceBy(300);
    expect(b.hear("headlamp-tester")).toHaveLength(34);
    b.send("headlamp-tester", 0x4b, 0x44, 0x59);
    b.clock.advanceBy(10_000);
    expect(hex(b.hear("headlamp-tester"))).toBe("4B 44 59 58 4F");
    expect(b.misuse()).toEqual([]);
  });

  test("waits in silence for a dark lamp, measures once it is lit, and goes home after a minute", () => {
    const b = laneBench();
    b.driveTo("headlamp");
    b.send("headlamp-tester", 0x44, 0x45, 0x41);
    b.clock.advanceBy(20_000);
    expect(hex(b.hear("headlamp-tester"))).toBe("44 45 41");
    b.prompt("lamps-high");
    b.clock.advanceBy(16_000);
    expect(hex(b.hear("headlamp-tester"))).toBe("49 4A 56 58 4F");

    const dark = laneBench({ operator: { ignores: ["lamps-high"] } });
    dark.driveTo("headlamp");
    dark.prompt("lamps-high");
    dark.send("headlamp-tester", 0x41);
    dark.clock.advanceBy(70_000);
    expect(hex(dark.hear("headlamp-tester"))).toBe("41");
    dark.send("headlamp-tester", 0x44);
    dark.clock.advanceBy(100);
    expect(hex(dark.hear("headlamp-tester"))).toBe("44");
    expect(dark.misuse()).toEqual([]);
  });

  test("without a vehicle there is nothing to measure", () => {
    const b = laneBench();
    b.prompt("lamps-high");
    b.send("headlamp-tester", 0x41);
    b.clock.advanceBy(30_000);
    expect(hex(b.hear("headlamp-tester"))).toBe("41");
  });

  test("notes what the manual does not allow", () => {
    const b = lit();
    b.send("headlamp-tester", 0x4d);
    b.send("headlamp-tester", 0x00);
    b.send("headlamp-tester", 0x41, 0x44);
    b.clock.advanceBy(500);
    expect(hex(b.hear("headlamp-tester"))).toBe("41");
    expect(b.misuse().join()).toMatch(/not measured.*unknown byte 00.*44 while it measures/);
  });
});
