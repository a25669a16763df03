import { describe, expect, test } from "vitest";
import { createBoardTime } from "../../firmware-bridge/board-time.ts";

const WRAP = 2 ** 32;
const MINUTES = 60_000_000;

/** The board's counter as it reads at these true times. */
function unwrapped(...timesUs: readonly number[]): number[] {
  const time = createBoardTime();
  return timesUs.map((timeUs) => time.unwrap(timeUs % WRAP));
}

describe("board time", () => {
  test("goes on over several wraps of the counter", () => {
    const times = Array.from({ length: 10 }, (_, step) => step * 30 * MINUTES);
    expect(unwrapped(...times)).toEqual(times);
  });

  test("takes a time a little back as such, also across the wrap", () => {
    expect(unwrapped(5_000_000, 4_980_000, 5_100_000)).toEqual([5_000_000, 4_980_000, 5_100_000]);
    expect(unwrapped(WRAP - 5_000, WRAP + 10_000, WRAP - 10_000)).toEqual([
      WRAP - 5_000,
      WRAP + 10_000,
      WRAP - 10_000,
    ]);
  });

  test("starts anew with a board that was switched on again, however late the next reading", () => {
    expect(unwrapped(70 * MINUTES, 80 * MINUTES, 1_000, 30 * MINUTES)).toEqual([
      70 * MINUTES,
      80 * MINUTES,
      1_000,
      30 * MINUTES,
    ]);
  });

  test("is never negative", () => {
    expect(unwrapped(1_000, WRAP - 1_000)).toEqual([1_000, 0]);
  });
});
