import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, type Json } from "../../../src/core/record/canonical-json.ts";
import { parseStrictJson } from "../../../src/core/record/strict-json.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Text, and what is decided: a value, or the code of the reason (SG-05). */
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
  ["", "JSON_VALUE_MISSING"],
  ["  ", "JSON_VALUE_MISSING"],
  ['{"a":1,"a":2}', "JSON_KEY_TWICE"],
  ['{"a":1,"\\u0061":2}', "JSON_KEY_TWICE"],
  ['{"__proto__":{}}', "JSON_KEY_FORBIDDEN"],
  ['{"\\u005f_proto__":{}}', "JSON_KEY_FORBIDDEN"],
  ['"\\ud800"', "JSON_LONE_SURROGATE"],
  ['"\\udc00\\ud800"', "JSON_LONE_SURROGATE"],
  ['{"\\ud800":1}', "JSON_LONE_SURROGATE"],
  ["\ufeff{}", "JSON_BYTE_ORDER_MARK"],
  [new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d]), "JSON_BYTE_ORDER_MARK"],
  [new Uint8Array([0x22, 0xff, 0x22]), "NOT_UTF8"],
  [new Uint8Array([0x22, 0xc0, 0x80, 0x22]), "NOT_UTF8"],
  [new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]), "NOT_UTF8"],
  ["1e3", "JSON_EXPONENT"],
  ["1E400", "JSON_EXPONENT"],
  ["-0", "JSON_MINUS_ZERO"],
  ["-0.0", "JSON_MINUS_ZERO"],
  ["9007199254740993", "JSON_NUMBER_TOO_LARGE"],
  [`1${"0".repeat(400)}`, "JSON_NUMBER_TOO_LARGE"],
  ["01", "JSON_GOES_ON"],
  ["+1", "JSON_VALUE_MISSING"],
  [".5", "JSON_VALUE_MISSING"],
  ["5.", "JSON_GOES_ON"],
  ["NaN", "JSON_VALUE_MISSING"],
  ["Infinity", "JSON_VALUE_MISSING"],
  ["nul", "JSON_VALUE_MISSING"],
  ["True", "JSON_VALUE_MISSING"],
  ["undefined", "JSON_VALUE_MISSING"],
  ["1 2", "JSON_GOES_ON"],
  ["{} //", "JSON_GOES_ON"],
  ["[1,]", "JSON_VALUE_MISSING"],
  ["[1 2]", "JSON_COMMA_MISSING"],
  ["[,1]", "JSON_VALUE_MISSING"],
  ["[1", "JSON_COMMA_MISSING"],
  ["[", "JSON_VALUE_MISSING"],
  ["{", "JSON_KEY_MISSING"],
  ['{"a"}', "JSON_COLON_MISSING"],
  ['{"a":}', "JSON_VALUE_MISSING"],
  ['{"a":1,}', "JSON_KEY_MISSING"],
  ["{a:1}", "JSON_KEY_MISSING"],
  ["{'a':1}", "JSON_KEY_MISSING"],
  ['{"a":1 "b":2}', "JSON_COMMA_MISSING"],
  ['"abc', "JSON_STRING_OPEN"],
  ['"\t"', "JSON_STRING_CONTROL"],
  ['"\u0000"', "JSON_STRING_CONTROL"],
  ['"\\x41"', "JSON_ESCAPE_UNKNOWN"],
  ['"\\u12"', "JSON_ESCAPE_NOT_HEX"],
  ['"\\', "JSON_ESCAPE_UNKNOWN"],
  ["'a'", "JSON_VALUE_MISSING"],
  ["\u00a0 1", "JSON_VALUE_MISSING"],
  ["]", "JSON_VALUE_MISSING"],
  [`${"[".repeat(34)}1${"]".repeat(34)}`, "JSON_TOO_DEEP"],
  ["[".repeat(100_000), "JSON_TOO_DEEP"],
  [`"${"a".repeat(256 * 1024)}"`, "TEXT_TOO_LARGE"],
];

describe("strict JSON", () => {
  test.each(ACCEPTED)("takes %j", (text, value) => {
    expect(parseStrictJson(text)).toEqual({ kind: "value", value });
    expect(parseStrictJson(utf8(text))).toEqual({ kind: "value", value });
  });

  test.each(REFUSED)("refuses %j: %s", (input, reason) => {
    const result = parseStrictJson(input);
    expect(result.kind).toBe("refused");
    if (result.kind === "refused") expect(result.reason.code).toBe(reason);
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
          expect(JSON.stringify(written.reason)).toMatch(/JSON_NUMBER_TOO_LARGE|JSON_LONE_SURROGATE/);
          return;
        }
        const read = parseStrictJson(written.bytes);
        expect(read.kind === "value" && JSON.stringify(read.value)).toBe(JSON.stringify(value));
      }),
      { seed: 8785, numRuns: 500 },
    );
  });

  test("is the same whether one number in it has to be written out or none", () => {
    const textOf = (value: unknown): string => {
      const written = canonicalJson(value as Json);
      return written.kind === "bytes" ? new TextDecoder().decode(written.bytes) : JSON.stringify(written);
    };
    const values = fc
      .jsonValue({ maxDepth: 3, stringUnit: "binary" })
      .filter((value) => canonicalJson(value as Json).kind === "bytes");
    fc.assert(
      fc.property(values, (value) => {
        expect(textOf([value, 1e-7])).toBe(`${textOf([value]).slice(0, -1)},0.0000001]`);
      }),
      { numRuns: 500 },
    );
    for (const odd of ["\\ud800", "\\\\ud800", "\u{1f600}", 1e-6, 9.99e-7, -1e-6, -0, 2 ** 53 - 1, "\u2028"])
      expect(textOf([odd, 1e-7])).toBe(`${textOf([odd]).slice(0, -1)},0.0000001]`);
    const listed = Object.assign([1], { toJSON: () => 2 });
    expect(textOf(listed)).toBe("[1]");
  });

  test("writes documents of any length, the one after a large one too", () => {
    for (const length of [10, 65_530, 65_536, 200_000, 600_000, 10])
      for (const unit of ["a", '"', "é", "检"]) {
        const value = { a: unit.repeat(length), b: Array.from({ length: length / 10 }, (_, i) => i) };
        const written = canonicalJson(value);
        expect(
          written.kind === "bytes" && new TextDecoder().decode(written.bytes) === JSON.stringify(value),
        ).toBe(true);
      }
  });

  test("gives bytes that the next document does not change", () => {
    const first = canonicalJson({ a: 1 });
    canonicalJson({ b: 22 });
    expect(first.kind === "bytes" && new TextDecoder().decode(first.bytes)).toBe('{"a":1}');
  });

  test("keeps the order of keys, and writes exponents out", () => {
    const written = canonicalJson({ b: 1, a: [1e-7, -2.5e-9, 1.5], c: { z: null, y: "检" } });
    expect(written.kind === "bytes" && new TextDecoder().decode(written.bytes)).toBe(
      '{"b":1,"a":[0.0000001,-0.0000000025,1.5],"c":{"z":null,"y":"检"}}',
    );
  });

  test.each([
    [undefined, "$", "undefined"],
    [{ a: undefined }, "$.a", "undefined"],
    [Number.NaN, "$", "NaN"],
    [[1, Number.NEGATIVE_INFINITY], "$[1]", "-Infinity"],
    [2 ** 53, "$", { code: "JSON_NUMBER_TOO_LARGE", params: {} }],
    [10n, "$", "bigint"],
    [new Date(0), "$", "class instance"],
    ["\ud800", "$", { code: "JSON_LONE_SURROGATE", params: {} }],
    [JSON.parse('{"__proto__":1}'), "$", { code: "JSON_KEY_FORBIDDEN", params: { key: "__proto__" } }],
    [{ toJSON: () => 1 }, "$.toJSON", "function"],
  ])("refuses %s", (value, path, found) => {
    const written = canonicalJson(value as Json);
    expect(written).toEqual({
      kind: "refused",
      reason: { code: "JSON_UNWRITABLE", params: { path, found } },
    });
  });
});
