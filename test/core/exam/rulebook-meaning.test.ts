import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import { watchedRulebookSchema } from "../../../src/core/exam/watched-rulebook.ts";
import { demoRulebook } from "../../support/exam-drive.ts";

/** Goal: an exam book in which every name is right and the meaning is not is refused, each slip at its place. */
const text = readFileSync("config/rules/cn-exam-c1-2022.yaml", "utf8");
const load = (yaml: string) => parseYamlText(yaml, watchedRulebookSchema, "rules.yaml").value;

describe("what an exam rulebook means", () => {
  test.each([
    [
      "metres for millimetres",
      "s2.cv.wheel",
      'window: "50", decidedAt: "25"',
      'window: "0.05", decidedAt: "0.02"',
      "limit.window",
      "1 .. 500 mm",
    ],
    [
      "a bound in metres",
      "s2.hill.long50",
      'atMost: "500", unit: mm, window: "50", decidedAt: "520"',
      'atMost: "0.5", unit: mm',
      "limit.atMost",
      "0, 10 .. 5000 mm",
    ],
    [
      "milliseconds for seconds",
      "s2.cv.stop",
      'atMost: "2", unit: s, window: "0.5", decidedAt: "2.25"',
      'atMost: "20000", unit: s',
      "limit.atMost",
      "0.5 .. 3600 s",
    ],
    [
      "a rearming that is counted once",
      "s2.sp.wheel",
      "repeat: each",
      "repeat: once",
      "rearmS",
      "counted each time",
    ],
    [
      "a rearming of what no line touches",
      "s2.sp.stop",
      "repeat: each",
      "repeat: each\n    rearmS: 1",
      "rearmS",
      "only a line-contact",
    ],
    [
      "a machine's rule for what was not driven",
      "s2.rp.control",
      "judge: machine",
      "judge: machine\n    leftOut: true",
      "leftOut",
      "the examiner enters",
    ],
    [
      "a rule of the whole test for what was not driven",
      "s2.gen.av",
      "judge: examiner",
      "judge: examiner\n    leftOut: true",
      "leftOut",
      "of an item",
    ],
    [
      "a window for an eye",
      "s2.cv.gear",
      "limit: null",
      'limit: { atMost: "300", unit: mm, window: "50", decidedAt: "320" }',
      "limit.window",
      "nothing is measured",
    ],
    [
      "a limit that no bay reads",
      "s2.rp.notin",
      "limit: null",
      'limit: { atMost: "100", unit: mm }',
      "limit",
      "inBayBy",
    ],
    [
      "a verification by nobody",
      "s2.cv.stop",
      /confidence: \S+/,
      "confidence: verified",
      "verifiedBy",
      "who held the standard",
    ],
    [
      "a name without a verification",
      "s2.cv.stop",
      "verifiedBy: null",
      "verifiedBy: Li",
      "verifiedBy",
      "somebody signed it off",
    ],
    [
      "a verification by a blank",
      "s2.cv.stop",
      /confidence: \S+\n {4}verifiedBy: null/,
      'confidence: verified\n    verifiedBy: " "',
      "verifiedBy",
      "who held",
    ],
  ])(
    "%s is refused, for nothing would read it or it would decide nothing",
    (_, id, from, to, path, words) => {
      const at = demoRulebook().rules.findIndex((rule) => rule.id === id);
      const start = text.indexOf(`- id: ${id}\n`);
      const end = text.indexOf("- id: ", start + 1);
      const rule = text.slice(start, end < 0 ? undefined : end);
      const broken = rule.replace(from, to);
      expect(broken).not.toBe(rule);
      const yaml = text.replace(rule, broken);
      expect(() => load(yaml)).toThrow(
        new RegExp(`rules\\.yaml:\\d+:\\d+: rules\\.${at}\\.${path.replace(".", "\\.")}:`),
      );
      expect(() => load(yaml)).toThrow(words);
    },
  );

  /** Without the rules of those scopes. */
  const without = (...scopes: string[]): string =>
    text
      .split(/(?=\n {2}- id: )/)
      .filter((part) => !scopes.some((scope) => part.includes(`\n    scope: ${scope}\n`)))
      .join("");

  test("an item that nobody judges, one that stands twice, and a class that stands twice are refused", () => {
    expect(() => load(without("curve"))).toThrow(
      /rules\.yaml:\d+:\d+: items\.3\.kind: found "curve", allowed: an item with a rule that judges it/,
    );
    const again = text.replace(
      "  - { kind: curve,",
      "  - { kind: right-angle, nameZh: 弯, nameEn: Turn }\n  - { kind: curve,",
    );
    expect(() => load(again)).toThrow(
      /items\.5\.kind: found "right-angle", allowed: a value that does not stand above/,
    );
    expect(() => load(text.replace("[C1, C3]", "[C1, C3, C1]"))).toThrow(/licenceClasses\.2/);
  });

  test("a book of fewer items is one when their rules go with them", () => {
    const shorter = without("curve").replace(/ {2}- \{ kind: curve,.*\n/, "");
    expect(load(shorter).items.map(({ kind }) => kind)).toEqual([
      "reverse-bay",
      "hill-start",
      "side-parking",
      "right-angle",
    ]);
  });

  test("a note is of a line that a car has", () => {
    expect(() => load(text.replace("line: examiner-brake", "line: examiners-brake"))).toThrow(
      /notes\.0\.line: found "examiners-brake", allowed: one of belt,/,
    );
  });

  test("a harsher rule costs no less", () => {
    const start = text.indexOf("- id: s2.hill.long50");
    const cheaper = text.slice(0, start) + text.slice(start).replace("points: 100", "points: 5");
    expect(() => load(cheaper)).toThrow(/watch\.harsher: found "s2\.hill\.long50", allowed: one of -/);
  });
});
