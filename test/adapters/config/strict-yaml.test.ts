import { describe, expect, test } from "vitest";
import { z } from "zod";
import { parseCourseText } from "../../../src/adapters/config/course-file.ts";
import { BYTES_MAX } from "../../../src/adapters/config/strict-text.ts";
import { parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import { watchedRulebookSchema } from "../../../src/core/exam/watched-rulebook.ts";
import { EdgeError } from "../../../src/errors.ts";
import { readSource } from "../../support/source-tree.ts";

function said(text: string, schema: z.ZodType = z.unknown(), bytesMax: number = BYTES_MAX.rulebook): string {
  try {
    parseYamlText(text, schema, "f", bytesMax);
  } catch (error) {
    if (error instanceof EdgeError && error.code === "CONFIG_INVALID") return error.message;
    throw error;
  }
  return "taken";
}

describe("a file says one thing in plain words", () => {
  test.each([
    ["a tag", "a: !!str 1", "f:1:4: tags"],
    ["an own tag", "!x a: 1", "f:1:1: tags"],
    ["an anchor", "a: &b 1", "f:1:4: anchors"],
    ["an alias", "a: 1\nb: *c", "f:2:4: aliases"],
    ["a directive", "%YAML 1.1\n---\na: 1", "f:1:1: directives"],
    ["two documents", "a: 1\n---\nb: 2", "f:2:1: a file holds one document"],
    ["two documents by dots", "a: 1\n...\nb: 2", "f:3:1: a file holds one document"],
    ["a merge key", "<<: { a: 1 }", "f:1:1: the key << is not allowed"],
    ["a number for a key", "a: { 1: x }", "f:1:6: a key must be a text"],
    ["a list for a key", "? [a]\n: 1", "f:1:3: a key must be a text"],
    ["no key", ": 1", "a key must be a text"],
    ["__proto__", '"__proto__": 1', "f:1:1: the key __proto__"],
    ["__proto__ in JSON", '{"__proto__": 1}', "the key __proto__"],
    ["a key twice", "a: 1\nb: {c: 1, c: 2}", "f:2:11: the key b.c stands twice"],
    ["a key twice in JSON", '{"a": 1,\n"a": 2}', "f:2:1: the key a stands twice"],
    ["only a comment", "# nothing\n", "f:1:1: the document is empty"],
    ["infinity", "a: .inf", "f:1:4: a: a number must be finite"],
    ["no number", "a: .nan", "f:1:4: a: a number must be finite"],
    ["beyond 2^53", "a:\n  - 9007199254740993", "f:2:5: a.0: a number must be finite"],
    ["minus zero", "a: -0.0", "f:1:4: a: a number must be finite"],
    ["a lone surrogate", 'a: "\\ud800"', "f:1:4: a: the character U+D800"],
    ["an escaped control", 'a: "\\e[2J"', "f:1:4: a: the character U+001B"],
    ["an escaped override", 'a: "\\u202e"', "f:1:4: a: the character U+202E"],
    ["an escaped isolate in JSON", '{"a": ["\\u2066"]}', "f:1:8: a.0: the character U+2066"],
    ["a control in a key", '"\\a": 1', "the character U+0007"],
    ["a raw override", "a: x\u202ey", "f:1:4: a: the character U+202E"],
  ])("%s is refused", (_, text, sentence) => expect(said(text)).toContain(sentence));

  test("what is plain passes, with a mark in front as without", () => {
    expect(said("\ufeffa: {b: [1, x, ~, true]}\n")).toBe("taken");
    expect(said("---\na: |\n  two\n  lines\n...\n")).toBe("taken");
    expect(said('{"a": 1e-3, "b": "\\ud83d\\ude00"}')).toBe("taken");
  });

  test("32 levels pass, 33 do not, whichever way they are written", () => {
    const flow = (n: number) => `${"[".repeat(n)}${"]".repeat(n)}`;
    const json = (n: number) => `${'{"a":'.repeat(n)}1${"}".repeat(n)}`;
    const block = (n: number) => Array.from({ length: n }, (_, i) => `${"  ".repeat(i)}a:\n`).join("");
    expect([said(flow(33)), said(json(32)), said(block(32))]).toEqual(["taken", "taken", "taken"]);
    for (const text of [flow(34), json(33), block(33), "- ".repeat(40), flow(70_000), "? ".repeat(500)])
      expect(said(text)).toContain("nested too deeply");
  });
});

describe("a sentence", () => {
  const schema = z.strictObject({ idMasked: z.string().max(3).optional(), mass: z.int().max(9).optional() });
  test("quotes a long number as it is written, and no control, and never a number of a person", () => {
    expect(said("mass: 1.000000000000000001e3", schema)).toContain("found 1.000000000000000001e3,");
    expect(said('mass: "a\\nb"', schema)).toContain('found "a\\nb",');
    expect(said(`mass: "${"x".repeat(500)}"`, schema)).toMatch(/^.{0,140}$/);
    expect(said("idMasked: 4201061990010112", schema)).toMatch(/found \d+ characters|found 16/);
    expect(said('idMasked: "420106199001011234"', schema)).not.toContain("1990");
    expect(said('mass: "420106199001011234"', schema)).not.toContain("1990");
  });
});

test("a course is refused at the line of its feature; a comma too many at its own", () => {
  const course = readSource("config/courses/demo-c1.geojson");
  const broken = course.replace('"role":"entry"', '"role":"toString"');
  expect(() => parseCourseText(broken, "c")).toThrow(/^c:\d+:\d+: feature \d+: properties\.role: allowed/);
  expect(() => parseCourseText(course.replace(/\]\}\s*$/, ",]}"), "c")).toThrow(/^c:\d+:\d+: not valid JSON/);
  expect(parseCourseText(`\ufeff${course}`, "c").id).toBe("demo-c1");
});

test("a machine rule nobody watches, and dates out of order, are refused at their lines", () => {
  const book = readSource("config/rules/cn-exam-c1-2022.yaml");
  expect(said(book, watchedRulebookSchema)).toBe("taken");
  const strange = book.replace("name: starter-held", "name: horn-held");
  expect(said(strange, watchedRulebookSchema)).toMatch(
    /^f:\d+:\d+: rules\.\d+\.watch\.name: found "horn-held", allowed: one of signal-while-driving, /,
  );
  expect(said(book.replace(/validTo: .*/, 'validTo: "1999-01-01"'), watchedRulebookSchema)).toMatch(
    /not before validFrom/,
  );
});
