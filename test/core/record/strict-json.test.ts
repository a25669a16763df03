import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, type Json } from "../../../src/core/record/canonical-json.ts";
import { parseStrictJson } from "../../../src/core/record/strict-json.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Text, and what is decided: a value, or words of the reason (SG-05). */
const ACCEPTED: readonly [string, unknown][] = [
  ["null", null],
  [" true ", true],
  ["false\n", false],
  ["0", 0],
  ["-1", -1],
  ["1.10", 1.1],
  ["0.0000001", 1e-7],
  ["9007199254740991", 9007199254740991],
  ['""', ""],
  ['"\\u0041\\n\\/\\\\\\""', 'A\n/\\"'],
  ['"\\ud83d\\ude97"', "🚗"],
  ['"检验"', "检验"],
  ["[]", []],
  ["[1, [2], {}]", [1, [2], {}]],
  ['{"a":{"b":1},"constructor":2}', { a: { b: 1 }, constructor: 2 }],
  ['{"":0}', { "": 0 }],
  [`${"[".repeat(32)}1${"]".repeat(32)}`, expect.anything()],
];

const REFUSED: readonly [string | Uint8Array, string][] = [
  ["", "no value"],
  ["  ", "no value"],
  ['{"a":1,"a":2}', "stands twice"],
  ['{"a":1,"\\u0061":2}', "stands twice"],
  ['{"__proto__":{}}', "__proto__"],
  ['{"\\u005f_proto__":{}}', "__proto__"],
  ['"\\ud800"', "lone surrogate"],
  ['"\\udc00\\ud800"', "lone surrogate"],
  ['{"\\ud800":1}', "lone surrogate"],
  ["\ufeff{}", "byte order mark"],
  [new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d]), "byte order mark"],
  [new Uint8Array([0x22, 0xff, 0x22]), "UTF-8"],
  [new Uint8Array([0x22, 0xc0, 0x80, 0x22]), "UTF-8"],
  [new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]), "UTF-8"],
  ["1e3", "exponent"],
  ["1E400", "exponent"],
  ["-0", "minus zero"],
  ["-0.0", "minus zero"],
  ["9007199254740993", "2^53"],
  [`1${"0".repeat(400)}`, "2^53"],
  ["01", "after its end"],
  ["+1", "no value"],
  [".5", "no value"],
  ["5.", "after its end"],
  ["NaN", "no value"],
  ["Infinity", "no value"],
  ["nul", "no value"],
  ["True", "no value"],
  ["undefined", "no value"],
  ["1 2", "after its end"],
  ["{} //", "after its end"],
  ["[1,]", "no value"],
  ["[1 2]", "comma"],
  ["[,1]", "no value"],
  ["[1", "comma"],
  ["[", "no value"],
  ["{", "key is missing"],
  ['{"a"}', "colon"],
  ['{"a":}', "no value"],
  ['{"a":1,}', "key is missing"],
  ["{a:1}", "key is missing"],
  ["{'a':1}", "key is missing"],
  ['{"a":1 "b":2}', "comma"],
  ['"abc', "does not end"],
  ['"\t"', "control character"],
  ['"\u0000"', "control character"],
  ['"\\x41"', "unknown escape"],
  ['"\\u12"', "four hex"],
  ['"\\', "unknown escape"],
  ["'a'", "no value"],
  ["\u00a0 1", "no value"],
  ["]", "no value"],
  [`${"[".repeat(34)}1${"]".repeat(34)}`, "deeper"],
  ["[".repeat(100_000), "deeper"],
  [`"${"a".repeat(256 * 1024)}"`, "larger"],
];

describe("strict JSON", () => {
  test.each(ACCEPTED)("takes %j", (text, value) => {
    expect(parseStrictJson(text)).toEqual({ kind: "value", value });
    expect(parseStrictJson(utf8(text))).toEqual({ kind: "value", value });
  });

  test.each(REFUSED)("refuses %j: %s", (input, reason) => {
    const result = parseStrictJson(input);
    expect(result.kind).toBe("refused");
    if (result.kind === "refused") expect(result.reason).toContain(reason);
    if (typeof input === "string" && !/[\ud800-\udfff]/.test(input))
      expect(parseStrictJson(utf8(input))).toEqual(result);
  });

  test("never throws, takes nothing that JSON.parse refuses, and reads the same where both read", () => {
    const pieces = [
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"',
      '"a"',
      "\\",
      "\\u0061",
      "1",
      "-",
      ".",
      "0",
      "e",
      "null",
      "true",
      " ",
      "é",
    ];
    const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, (text) => {
        const result = parseStrictJson(text);
        if (result.kind === "value") expect(result.value).toEqual(JSON.parse(text));
      }),
      { seed: 8259, numRuns: 3000 },
    );
  });
});

describe("canonical JSON", () => {
  test("whatever it writes, the strict reader gives back unchanged", () => {
    const values = fc
      .jsonValue({ maxDepth: 4 })
      .filter((value) => !JSON.stringify(value).includes("__proto__"));
    fc.assert(
      fc.property(values, (value) => {
        const written = canonicalJson(value as Json);
        if (written.kind === "refused") {
          expect(written.reason).toMatch(/2\^53|surrogate/);
          return;
        }
        const read = parseStrictJson(written.bytes);
        expect(read.kind === "value" && JSON.stringify(read.value)).toBe(JSON.stringify(value));
      }),
      { seed: 8785, numRuns: 500 },
    );
  });

  test("keeps the order of keys, and writes exponents out", () => {
    const written = canonicalJson({ b: 1, a: [1e-7, -2.5e-9, 1.5], c: { z: null, y: "检" } });
    expect(written.kind === "bytes" && new TextDecoder().decode(written.bytes)).toBe(
      '{"b":1,"a":[0.0000001,-0.0000000025,1.5],"c":{"z":null,"y":"检"}}',
    );
  });

  test.each([
    [undefined, "undefined"],
    [{ a: undefined }, "$.a"],
    [Number.NaN, "NaN"],
    [[1, Number.NEGATIVE_INFINITY], "$[1]"],
    [2 ** 53, "2^53"],
    [10n, "bigint"],
    [new Date(0), "plain object"],
    ["\ud800", "surrogate"],
    [JSON.parse('{"__proto__":1}'), "forbidden key"],
    [{ toJSON: () => 1 }, "function"],
  ])("refuses %s", (value, reason) => {
    const written = canonicalJson(value as Json);
    expect(written).toMatchObject({ kind: "refused", reason: expect.stringContaining(reason) });
  });
});
