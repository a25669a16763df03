import { describe, expect, test } from "vitest";
import { nearest } from "../../../src/core/door/nearest.ts";

describe("what was most likely meant", () => {
  test.each([
    ["axel-scale", "axle-scale"],
    ["Press-Brake", "press-brake"],
    ["pres-brake", "press-brake"],
    ["bel", "belt"],
    ["stalls-on-hil", "stalls-on-hill"],
    ["gps", null],
    ["", null],
    ["something-else", null],
  ])("%s: %s", (word, meant) => {
    const known = ["axle-scale", "press-brake", "belt", "stalls-on-hill", "gnss"];
    expect(nearest(word, known)).toBe(meant);
  });

  test("of two the nearer one, and of two as near the first", () => {
    expect(nearest("B1", ["B2", "b1", "B0"])).toBe("b1");
    expect(nearest("B9", ["B2", "B1"])).toBe("B2");
  });
});
