import { expect, test } from "vitest";
import { parseStrictJson } from "../../../src/core/record/strict-json.ts";

/** Goal: a text that packs to nothing and opens to millions of values is refused before the engine reads it, which would end the process; long strings are not counted as such. */
const limits = { bytesMax: 512 * 2 ** 20 };
const outcome = (text: string): string => {
  const read = parseStrictJson(text, limits);
  return read.kind === "value" ? "read" : read.reason.code;
};

test("so many values, and not one more, whatever they are", () => {
  expect(outcome(`[${"0,".repeat(12_100_000)}0]`)).toBe("JSON_TOO_MANY");
  expect(outcome(`[${"[],".repeat(8_000_000)}[]]`)).toBe("JSON_TOO_MANY");
  // No JSON at all: it is not read to find that out.
  expect(outcome("[".repeat(24_000_001))).toBe("JSON_TOO_MANY");
});

test("what only looks like values, within strings, is not counted", () => {
  const text = JSON.stringify({ entry: '[\\",{'.repeat(5_000_000) });
  expect([text.length > 24_000_000, outcome(text)]).toEqual([true, "read"]);
});
