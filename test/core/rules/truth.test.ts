import { expect, test } from "vitest";
import type { Truth } from "../../../src/core/rules/truth.ts";
import { allOf, anyOf, notOf } from "../../../src/core/rules/truth.ts";

const T = "true" as const;
const F = "false" as const;
const U = "undecided" as const;

test("the whole truth table of Kleene's and, or and not", () => {
  const rows: readonly [Truth, Truth, Truth, Truth][] = [
    [T, T, T, T],
    [T, F, F, T],
    [T, U, U, T],
    [F, T, F, T],
    [F, F, F, F],
    [F, U, F, U],
    [U, T, U, T],
    [U, F, F, U],
    [U, U, U, U],
  ];
  for (const [a, b, and, or] of rows) {
    expect([a, b, allOf([a, b]), anyOf([a, b])]).toEqual([a, b, and, or]);
  }
  expect([notOf(T), notOf(F), notOf(U)]).toEqual([F, T, U]);
  expect([allOf([]), anyOf([])]).toEqual([T, F]);
});
