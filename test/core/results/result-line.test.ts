import { describe, expect, test } from "vitest";
import { ANY_RESULT, isAskedFor, type ResultQuery } from "../../../src/core/results/result-line.ts";
import { aLine } from "../../support/result-lines.ts";

/** Goal: whoever looks for a result finds it by what they have in hand, however they type it, and nothing else. */
const car = aLine({ index: 7, subject: { plate: "鄂A·12345", vin: "LSVAA49J132047371" } });
const exam = aLine({
  index: 9,
  kind: "exam",
  subject: { name: "李小龙", licenceClass: "C1" },
  verdict: "fail",
});
const found = (line: typeof car, query: Partial<ResultQuery>): boolean =>
  isAskedFor(line, { ...ANY_RESULT, ...query });

describe("a search", () => {
  test.each([
    "鄂A12345",
    "鄂a 12345",
    "a12345",
    "鄂Ａ１２３４５",
    "12345",
    "047371",
    "lsvaa-49j",
    "J-26",
    "小龙",
  ])("by %s finds what it stands in", (word) => {
    expect([found(car, { words: [word] }), found(exam, { words: [word] })]).toEqual(
      word === "小龙" ? [false, true] : word === "J-26" ? [true, true] : [true, false],
    );
  });

  test("asks for every word", () => {
    expect(found(car, { words: ["鄂A", "047371"] })).toBe(true);
    expect(found(car, { words: ["鄂A", "999"] })).toBe(false);
    expect(found(car, { words: ["", " "] })).toBe(true);
  });

  test("takes the beginning of a record's id from eight digits on, and of no part in its middle", () => {
    expect(found(car, { words: [car.record.slice(0, 8)] })).toBe(true);
    expect(found(car, { words: [car.record.slice(0, 7)] })).toBe(false);
    expect(found(car, { words: [car.record.slice(4, 14)] })).toBe(false);
  });

  test("keeps kind, verdict, days, receipts and the place in the list apart", () => {
    expect(found(car, { kind: "exam" })).toBe(false);
    expect(found(exam, { kind: "exam", verdict: "fail" })).toBe(true);
    expect(found(exam, { verdict: "pass" })).toBe(false);
    expect([car.on, found(car, { from: car.on, to: car.on })]).toEqual(["2026-11-28", true]);
    expect(found(car, { from: "2026-11-29" })).toBe(false);
    expect(found(car, { to: "2026-11-27" })).toBe(false);
    expect([found(car, { unreceiptedFrom: 7 }), found(car, { unreceiptedFrom: 8 })]).toEqual([true, false]);
    expect([found(car, { before: 8 }), found(car, { before: 7 })]).toEqual([true, false]);
  });
});
