import { expect, test } from "vitest";
import { cleanLine } from "../../src/core/clean-text.ts";

test("nothing that moves a cursor, turns the writing round or cannot be seen stays in a line", () => {
  const hostile = [
    ...[0x00, 0x07, 0x08, 0x09, 0x0a, 0x0d, 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x61c, 0x180e, 0x200b, 0x200d],
    ...[0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0xfeff, 0xd800, 0xdfff],
  ];
  for (const code of hostile) {
    const escaped = `\\u${code.toString(16).padStart(4, "0")}`;
    expect(cleanLine(`a${String.fromCharCode(code)}b`)).toBe(`a${escaped}b`);
  }
  expect(cleanLine("a\u{e0041}b")).toBe("a\\udb40\\udc41b");
});

test("what people write stays as it is, and so does a line that is clean already", () => {
  for (const text of ["鄂A12345 · 检验合格", "é ß ñ", "𠮷野家", "x\\u001b", '{"a":"\\n"}'])
    expect(cleanLine(text)).toBe(text);
});

test("a line of JSON means the same afterwards", () => {
  const value = { name: "\u009b2J\u202e PASS\u200b", plain: "明" };
  expect(JSON.parse(cleanLine(JSON.stringify(value)))).toEqual(value);
});
