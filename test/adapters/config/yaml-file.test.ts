import { describe, expect, test } from "vitest";
import { z } from "zod";
import { loadYamlFile, parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import { conditionSchema } from "../../../src/core/rules/condition.ts";
import { EdgeError } from "../../../src/errors.ts";

const schema = z.strictObject({
  name: z.string(),
  baud: z.int().min(300).max(115_200),
  parity: z.enum(["none", "even"]),
  when: conditionSchema.optional(),
  lines: z.array(z.strictObject({ id: z.string() })).optional(),
});
const good = "name: scale\nbaud: 9600\nparity: none\n";

function refusal(text: string): string {
  try {
    parseYamlText(text, schema, "station.yaml");
  } catch (error) {
    if (error instanceof EdgeError && error.code === "CONFIG_INVALID") return error.message;
    throw error;
  }
  return "taken";
}

describe("a configuration file", () => {
  test("of several forms told apart by one word names the words that there are, in both languages", () => {
    const forms = z.discriminatedUnion("schema", [
      z.strictObject({ schema: z.literal("a/v2"), n: z.int() }),
      z.strictObject({ schema: z.literal("a/v1") }),
    ]);
    for (const [text, found] of [
      ["n: 1\n", ["无", "nothing"]],
      ["schema: b\n", ['"b"', '"b"']],
    ] as const)
      try {
        parseYamlText(text, forms, "a.yaml");
        expect.unreachable();
      } catch (error) {
        expect((error as EdgeError).context.problem).toEqual({
          zh: `schema：实际为 ${found[0]}，应为 "a/v2", "a/v1"。`,
          en: `schema: found ${found[1]}, allowed: "a/v2", "a/v1".`,
        });
      }
  });

  test("with a text or a key of the wrong form says which form is meant, in both languages", () => {
    const code = z.string().regex(/^[A-Z][0-9]$/, "form:measuredCode");
    const forms = z.strictObject({ codes: z.record(code, z.int()), one: code });
    const allowed = {
      zh: "应为 记录中的项目编号，如 B1。",
      en: "allowed: the code of an item as it stands in records, like B1.",
    };
    for (const text of ["codes: {b1: 3}\none: B1\n", "codes: {}\none: b1\n"])
      try {
        parseYamlText(text, forms, "a.yaml");
        expect.unreachable();
      } catch (error) {
        const { zh, en } = (error as EdgeError).context.problem as { zh: string; en: string };
        expect([zh, en]).toEqual([expect.stringContaining(allowed.zh), expect.stringContaining(allowed.en)]);
      }
  });

  test("is taken with the hash of its exact bytes", () => {
    const { value, sha256, text } = parseYamlText(good, schema, "station.yaml");
    expect([value.baud, text]).toEqual([9600, good]);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(parseYamlText(`${good}\n`, schema, "x").sha256).not.toBe(sha256);
  });

  test("may be JSON", () => {
    expect(parseYamlText('{"name":"a","baud":300,"parity":"even"}', schema, "x.json").value.name).toBe("a");
  });

  test.each([
    [
      "an unknown key",
      `${good}color: red\n`,
      "station.yaml:4:1: color is not a known key here; allowed: name, baud, parity, when, lines.",
    ],
    [
      "an unknown key inside",
      `${good}lines:\n  - id: a\n    pin: 3\n`,
      "station.yaml:6:5: lines.0.pin is not a known key here; allowed: id.",
    ],
    [
      "a word that is not allowed",
      good.replace("none", "odd"),
      'station.yaml:3:9: parity: found "odd", allowed: "none", "even".',
    ],
    [
      "the wrong kind",
      good.replace("9600", "fast"),
      'station.yaml:2:7: baud: found "fast", allowed: a number.',
    ],
    [
      "too small a number",
      good.replace("9600", "50"),
      "station.yaml:2:7: baud: found 50, allowed: at least 300.",
    ],
    [
      "too big a number",
      good.replace("9600", "999999"),
      "station.yaml:2:7: baud: found 999999, allowed: at most 115200.",
    ],
    [
      "a missing key",
      "name: a\nbaud: 300\n",
      'station.yaml:1:1: parity: found nothing, allowed: "none", "even".',
    ],
    ["nothing at all", "", "station.yaml:1:1: the document is empty."],
  ])("with %s is refused in one sentence", (_, text, sentence) => {
    expect(refusal(text)).toBe(sentence);
  });

  test("with a broken syntax or a key twice is refused where it breaks", () => {
    expect(refusal("name: [a\n")).toMatch(/^station\.yaml:\d+:\d+: /);
    expect(refusal(`${good}name: again\n`)).toMatch(/^station\.yaml:4:1: the key name stands twice\.$/);
  });

  test("inside a union points into the branch whose keys were written", () => {
    const item = z.union([
      z.strictObject({ facts: z.record(z.string(), z.string()) }),
      z.strictObject({ curve: z.array(z.number()).max(2) }),
    ]);
    const text = "item: { curve: [1, 2, 3] }";
    expect(() => parseYamlText(text, z.strictObject({ item }), "m.yaml")).toThrow(
      "m.yaml:1:16: item.curve: found a list of 3",
    );
  });

  test("inside a union points into the branch that got furthest", () => {
    const message = refusal(`${good}when:\n  all:\n    - { fact: mass, atLeast: 60 }\n`);
    expect(message).toMatch(/^station\.yaml:6:\d+: when\.all\.0/);
  });

  test("that is not there is FILE_UNREADABLE", () => {
    expect(() => loadYamlFile("no/such.yaml", schema)).toThrow(
      expect.objectContaining({ code: "FILE_UNREADABLE" }),
    );
  });
});
