import { describe, expect, test } from "vitest";
import { laneBench } from "./lane-bench.ts";

function crossing(sideSlipMPerKm: number[], axle = 1): { bytes: number[]; misuse: string[] } {
  const b = laneBench({ vehicle: { sideSlipMPerKm } });
  b.prompt("drive-onto", { place: "slip", axle });
  b.clock.advanceBy(10_000);
  expect(b.beams).toEqual(["at-slip on", "at-slip off"]);
  return { bytes: b.hear("side-slip-tester"), misuse: b.misuse() };
}

/** Sign by the manual's head byte, tenths of a metre per kilometre. */
function values(bytes: readonly number[]): number[] {
  const found: number[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [head, high = 0, low = 0] = bytes.slice(at, at + 3);
    expect([0xf0, 0xfc]).toContain(head);
    const size = Number(high.toString(16) + low.toString(16).padStart(2, "0")) / 10;
    found.push(head === 0xfc ? -size : size);
  }
  return found;
}

describe("JX side-slip plate", () => {
  test("tells twenty frames a second while the axle crosses, up to its slip", () => {
    const { bytes, misuse } = crossing([3.4]);
    const told = values(bytes);
    expect(told.length).toBeGreaterThanOrEqual(17);
    expect(told.length).toBeLessThanOrEqual(26);
    expect(Math.abs(told[0] ?? 9)).toBeLessThan(1);
    expect(Math.abs((told.at(-1) ?? 0) - 3.4)).toBeLessThan(0.25);
    expect(misuse).toEqual([]);
  });

  test("inward slip has the other head", () => {
    expect(Math.min(...values(crossing([-6.2]).bytes))).toBeLessThan(-5.9);
  });

  test("each steered axle has its own slip, and silence rules between", () => {
    expect(Math.max(...values(crossing([1, 7], 2).bytes))).toBeGreaterThan(6.7);
    const b = laneBench();
    b.driveTo("scale");
    b.clock.advanceBy(60_000);
    expect(b.hear("side-slip-tester")).toEqual([]);
  });
});
