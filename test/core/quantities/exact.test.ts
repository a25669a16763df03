import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  absolute,
  add,
  compare,
  divide,
  exact,
  isDecimalString,
  maximum,
  multiply,
  parseExact,
  roundHalfUp,
  subtract,
} from "../../../src/core/quantities/exact.ts";

const round = (text: string, decimals: number): string => roundHalfUp(exact(text), decimals);

describe("a decimal", () => {
  test.each(["0", "-0", "12", "-0.50", "0.000000000000000001", "999999999999999999"])("%s is one", (text) => {
    expect(isDecimalString(text)).toBe(true);
    expect(parseExact(text)).not.toBeNull();
  });
  test.each([
    "",
    "+1",
    "01",
    ".5",
    "5.",
    "1e5",
    "NaN",
    " 1",
    "1 ",
    "1234567890123456789",
    "0.1234567890123456789",
  ])("%j is none", (text) => {
    expect(isDecimalString(text)).toBe(false);
    expect(parseExact(text)).toBeNull();
  });
  test("keeps its value to the last place", () => {
    expect(exact("-12.30")).toEqual({ numerator: -1230n, denominator: 100n });
    expect(exact("7")).toEqual({ numerator: 7n, denominator: 1n });
    expect(() => exact("x")).toThrow("decimal");
  });
});

describe("rounding goes half away from zero, once", () => {
  test.each([
    ["59.95", 1, "60.0"],
    ["59.9499", 1, "59.9"],
    ["-59.95", 1, "-60.0"],
    ["-59.9499", 1, "-59.9"],
    ["0.5", 0, "1"],
    ["-0.5", 0, "-1"],
    ["2.5", 0, "3"],
    ["-300.5", 0, "-301"],
    ["0.005", 2, "0.01"],
    ["7", 3, "7.000"],
    ["0.000000000000000001", 18, "0.000000000000000001"],
  ] as const)("%s to %i places is %s", (text, decimals, expected) => {
    expect(round(text, decimals)).toBe(expected);
  });

  test("zero has no sign, however it came about", () => {
    expect(["0", "-0", "-0.0", "-0.04", "0.04"].map((text) => round(text, 1))).toEqual(Array(5).fill("0.0"));
    expect(round("-0.4", 0)).toBe("0");
    expect(round("-0.05", 1)).toBe("-0.1");
  });

  test("to 0 up to 18 places and no others", () => {
    for (const decimals of [-1, 0.5, 19]) expect(() => round("1", decimals)).toThrow("decimals");
  });
});

describe("arithmetic", () => {
  const text = ({ numerator, denominator }: { numerator: bigint; denominator: bigint }): string =>
    `${numerator}/${denominator}`;

  test("is exact where doubles are not, and kept in lowest terms", () => {
    expect(text(add(exact("0.1"), exact("0.2")))).toBe("3/10");
    expect(text(subtract(exact("0.3"), exact("0.1")))).toBe("1/5");
    expect(text(multiply(exact("-0.5"), exact("0.4")))).toBe("-1/5");
    expect(text(add(exact("0.50"), exact("-0.50")))).toBe("0/1");
  });

  test("a quotient keeps its sign above and a positive number below; by zero there is none", () => {
    expect(text(divide(exact("1"), exact("-3")) ?? exact("0"))).toBe("-1/3");
    expect(text(divide(exact("-1"), exact("-3")) ?? exact("0"))).toBe("1/3");
    expect(divide(exact("1"), exact("0.0"))).toBeNull();
    expect(text(divide(exact("0"), exact("-3")) ?? exact("1"))).toBe("0/1");
  });

  test("compares across denominators", () => {
    expect(compare(exact("1.10"), exact("1.1"))).toBe(0);
    expect(compare(exact("-2"), exact("-1.99"))).toBe(-1);
    expect(compare(exact("0.3"), exact("0.29"))).toBe(1);
    expect(maximum(exact("1.0"), exact("1"))).toEqual(exact("1.0"));
    expect(maximum(exact("-1"), exact("-2"))).toEqual(exact("-1"));
    expect(absolute(exact("-0.5"))).toEqual(exact("0.5"));
    expect(absolute(exact("0.5"))).toEqual(exact("0.5"));
  });

  const hundredths = fc.integer({ min: -1_000_000, max: 1_000_000 });
  test("agrees with whole numbers of hundredths", () => {
    fc.assert(
      fc.property(hundredths, hundredths, (a, b) => {
        const [x, y] = [a, b].map((n) => exact((n / 100).toFixed(2))) as [
          ReturnType<typeof exact>,
          ReturnType<typeof exact>,
        ];
        expect(roundHalfUp(add(x, y), 2)).toBe(hundredth(a + b));
        expect(roundHalfUp(subtract(x, y), 2)).toBe(hundredth(a - b));
        expect(compare(x, y)).toBe(Math.sign(a - b));
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});

function hundredth(n: number): string {
  return n === 0 ? "0.00" : (n / 100).toFixed(2);
}
