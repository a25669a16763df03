import { describe, expect, test } from "vitest";
import { ATTEMPTS, AttemptBook } from "../../../src/core/people/attempts.ts";

const KEYS = ["P-1 10.0.0.5"];

function afterWrong(count: number, book = new AttemptBook()): AttemptBook {
  for (let n = 0; n < count; n++) book.wrong(KEYS, 0);
  return book;
}

describe("wrong tries", () => {
  test.each([
    [0, 0],
    [4, 0],
    [5, 10_000],
    [6, 20_000],
    [7, 40_000],
    [11, 640_000],
    [12, 900_000],
    [500, 900_000],
  ])("after %i of them the next one waits %i ms, and not a millisecond longer", (count, waitMs) => {
    const book = afterWrong(count);
    expect(book.waitMs(KEYS, 0)).toBe(waitMs);
    expect(book.waitMs(KEYS, waitMs)).toBe(0);
    if (waitMs > 0) expect(book.waitMs(KEYS, waitMs - 1)).toBe(1);
  });

  test("of several keys the longest wait holds, and other keys do not wait", () => {
    const book = afterWrong(5);
    expect(book.waitMs(["P-2", ...KEYS], 0)).toBe(10_000);
    expect(book.waitMs(["P-2"], 0)).toBe(0);
  });

  test("are forgotten an hour after the last one, and when one is right", () => {
    const book = afterWrong(8);
    book.wrong(KEYS, ATTEMPTS.forgetAfterMs + 1);
    expect(book.waitMs(KEYS, ATTEMPTS.forgetAfterMs + 1)).toBe(0);
    const other = afterWrong(8);
    other.right(KEYS);
    expect(other.waitMs(KEYS, 0)).toBe(0);
  });

  test("one that is taken back was never there, and does not make the wrong ones younger", () => {
    const book = new AttemptBook();
    for (let n = 0; n < 1000; n++) {
      book.wrong(KEYS, n);
      book.takeBack(KEYS);
    }
    expect(book.waitMs(KEYS, 1000)).toBe(0);
    const wrong = afterWrong(6);
    wrong.wrong(KEYS, 15_000);
    wrong.takeBack(KEYS);
    expect(wrong.waitMs(KEYS, 15_000)).toBe(5_000);
    wrong.takeBack(["never tried"]);
  });

  test("of a great many names do not fill the memory, and the newest are kept", () => {
    const book = new AttemptBook({ ...ATTEMPTS, free: 1 });
    for (let n = 0; n < 5_000; n++) book.wrong([`name ${n}`], n);
    expect(book.waitMs(["name 4999"], 4_999)).toBe(10_000);
    expect(book.waitMs(["name 2999"], 4_999)).toBe(0);
    expect(book.waitMs(["name 3000"], 4_999)).toBeGreaterThan(0);
  });
});
