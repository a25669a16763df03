import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import { type ExamRule, examRulebookSchema } from "../../../src/core/exam/rulebook.ts";
import { createExamSession } from "../../../src/core/exam/session.ts";
import { vehicleSchema } from "../../../src/core/exam/vehicle-body.ts";
import { WATCH_FACTS } from "../../../src/core/exam/watch/watch-form.ts";
import { watchedRulebookSchema, watchProblems } from "../../../src/core/exam/watched-rulebook.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import { demoCandidate, demoCourse, demoRulebook, demoVehicle, ExamRun } from "../../support/exam-drive.ts";

const text = readFileSync("config/rules/cn-exam-c1-2022.yaml", "utf8");
const load = (yaml: string) => parseYamlText(yaml, watchedRulebookSchema, "rules.yaml").value;

/** One line a rule, as a reviewer would want to hold it against the standard. */
function row({ id, points, repeat, judge, code, watch, limit }: ExamRule): string {
  const { name = "-", ...params } = watch ?? {};
  const given = Object.entries(params).map(([key, value]) => `${key}=${value}`);
  const bound =
    limit === null
      ? []
      : [
          limit.atLeast === undefined ? `<= ${limit.atMost}` : `>= ${limit.atLeast}`,
          limit.unit,
          ...(limit.window === undefined ? [] : [`window ${limit.window} decided at ${limit.decidedAt}`]),
        ];
  return [id, points, repeat, judge, code ?? "-", name, ...given, ...bound].join(" ");
}

describe("exam rulebook", () => {
  test("ships complete: each machine rule is watched, each doubtful row says so, none claims to be verified", () => {
    const book = demoRulebook();
    expect(watchProblems(book)).toEqual([]);
    expect(book.rules.filter((rule) => rule.confidence === "conflict").map((rule) => rule.id)).toEqual([
      "s2.gen.rollback10",
      "s2.hill.signal",
      "s2.cv.stop",
    ]);
    expect(book.rules.every((rule) => rule.verifiedBy === null)).toBe(true);
    expect(book.rules.map(row)).toMatchSnapshot();
    expect({ ...book.gate, ...book.motion }).toMatchSnapshot();
  });

  test("every watch is used by a rule of it, so that a drive of the demo course tries them all", () => {
    const used = new Set(demoRulebook().rules.flatMap((rule) => rule.watch?.name ?? []));
    expect([...used].sort()).toEqual(Object.keys(WATCH_FACTS).sort());
  });

  test.each([
    ["an unknown key", "passMark: 80", "passMark: 80\nbonus: 3", "bonus"],
    ["another format", "rulebook/v2", "rulebook/v1", "schema"],
    ["a decision outside its window", 'decidedAt: "25"', 'decidedAt: "60"', "decidedAt"],
    ["a decision before its bound", 'decidedAt: "320"', 'decidedAt: "299"', "decidedAt"],
    ["a window without a decision", ', decidedAt: "25"', "", "decidedAt"],
    ["two bounds", 'atLeast: "20"', 'atLeast: "20", atMost: "30"', "limit"],
    ["no bound", 'atLeast: "20", ', "", "limit"],
    ["a number that is no text", 'atLeast: "20"', "atLeast: 20", "atLeast"],
    ["a rule of no item", "scope: curve", "scope: loop", "scope"],
    ["a rule twice", "id: s2.cv.stop", "id: s2.cv.wheel", "id"],
    ["a pass mark above the full mark", "passMark: 80", "passMark: 101", "passMark"],
    ["a rule that costs more than there is", "points: 100", "points: 101", "points"],
  ])("%s is refused with line and column", (_, from, to, words) => {
    expect(text).toContain(from);
    expect(() => load(text.replace(from, to))).toThrow(words);
    expect(() => load(text.replace(from, to))).toThrow(/rules\.yaml:\d+:\d+/);
  });

  test("any id of small letters, digits, dots and hyphens names a rule", () => {
    const { rules } = load(text.replaceAll("s2.cv.stop", "subject-2.curve.stop-2022"));
    expect(rules.map((rule) => rule.id)).toContain("subject-2.curve.stop-2022");
    expect(() => load(text.replaceAll("s2.cv.stop", "S2_cv_stop"))).toThrow("id");
  });

  test("an item that the course lacks keeps the test from being passed", () => {
    const course = { ...demoCourse(), items: demoCourse().items.filter((item) => item.kind !== "curve") };
    const item = new ExamRun({ course }).report().items.find((one) => one.item === "curve");
    expect(item).toMatchObject({ verdict: "void", reasons: [reason("COURSE_LACKS_ITEM", {})] });
  });

  test.each([
    ["reverse-bay", { controlLines: {} }, ["control-line-start", "control-line-far"]],
    ["hill-start", { poleLine: null }, ["pole-line"]],
    ["side-parking", { bay: null }, ["bay"]],
    ["curve", { boundaries: [] }, ["wheel-boundary"]],
  ])("a %s that lacks what is judged by it is void, and says what", (kind, change, parts) => {
    const items = demoCourse().items.map((item) => (item.kind === kind ? { ...item, ...change } : item));
    const report = new ExamRun({ course: { ...demoCourse(), items } }).report();
    expect(report.items.find(({ item }) => item.startsWith(kind))).toMatchObject({
      verdict: "void",
      reasons: [reason("COURSE_ITEM_LACKS", { parts })],
    });
  });
});

describe("watches in a rulebook", () => {
  const changed = (id: string, from: string, to: string): string => {
    const start = text.indexOf(`- id: ${id}\n`);
    const at = text.indexOf(from, start);
    expect([id, start >= 0, at > start]).toEqual([id, true, true]);
    return text.slice(0, at) + to + text.slice(at + from.length);
  };

  test.each([
    ["an unknown watch", "s2.cv.stop", "stop-longer", "hover", "watch.name", "one of signal-while-driving"],
    ["no watch", "s2.cv.stop", "watch: { name: stop-longer }", "leftOut: false", "watch", "a watch by which"],
    [
      "a watch for an examiner",
      "s2.cv.gear",
      "judge: examiner",
      "judge: examiner\n    watch: { name: item-time }",
      "watch",
      "no watch",
    ],
    ["a param too few", "s2.hill.wheel", ", of: wheels", "", "watch.of", "found nothing"],
    ["a param too many", "s2.cv.stop", "stop-longer", "stop-longer, of: body", "watch.of", "not a known key"],
    ["a signal that no board has", "s2.gen.belt", "signal: belt", "signal: bell", "watch.signal", "belt"],
    ["an item's watch in general", "s2.gen.starter", "starter-held", "item-time", "watch.name", "general"],
    ["a general watch in an item", "s2.cv.stop", "stop-longer", "starter-held", "watch.name", "curve"],
    ["a clock that the item lacks", "s2.cv.stop", "stop-longer", "item-time", "watch.name", "curve"],
    [
      "a phase of another item",
      "s2.sp.signal",
      "phase: leaving",
      "phase: stopped",
      "watch.phase",
      "one of reversing, leaving",
    ],
    ["a phase that no item has", "s2.hill.brake", "stopped", "parked", "watch.standing", "begun, stopped"],
    [
      "a phase that an item begins in",
      "s2.sp.signal",
      "phase: leaving",
      "phase: begun",
      "watch.phase",
      "reversing",
    ],
    [
      "a phase that comes before",
      "s2.hill.brake",
      "leaving: leaving",
      "leaving: begun",
      "watch.leaving",
      "one of leaving",
    ],
    [
      "a turn signal where nothing turns",
      "s2.hill.signal",
      "drive-off-signal, side: left, phase: leaving",
      "turn-signal",
      "watch.name",
      "hill-start",
    ],
    [
      "an item with a bay in which nobody reverses",
      "s2.gen.rollback30",
      "[hill-start]",
      "[reverse-bay]",
      "watch.gearUnaskedIn.0",
      "one of hill-start, loop, curve, right-angle",
    ],
    ["a way of another item", "s2.sp.bodyout", "body-out", "control", "watch.how", "body-out"],
    ["a limit in another unit", "s2.cv.stop", "unit: s", "unit: mm", "limit", "atMost, unit s"],
    ["a limit of another sense", "s2.gen.stall", "atLeast", "atMost", "limit", "atLeast, unit rpm"],
    ["a limit too few", "s2.gen.stall", '{ atLeast: "20", unit: rpm }', "null", "limit", "atLeast"],
    ["a limit too many", "s2.gen.belt", "limit: null", 'limit: { atMost: "1", unit: s }', "limit", "null"],
    [
      "a harsher rule that is milder",
      "s2.hill.lat50",
      "phase: stopped",
      "phase: stopped, harsher: s2.hill.lat30",
      "watch.harsher",
      "one of -",
    ],
    [
      "a harsher rule of another measure",
      "s2.hill.long",
      "harsher: s2.hill.long50",
      "harsher: s2.hill.lat50",
      "watch.harsher",
      "s2.hill.long50",
    ],
    [
      "an item that is none",
      "s2.gen.rollback30",
      "[hill-start]",
      "[hill]",
      "watch.gearUnaskedIn.0",
      "hill-start",
    ],
    ["a rule for an item that nobody drives", "s2.cv.stop", "scope: curve", "scope: loop", "scope", "curve"],
  ])("%s is refused at its place", (_, id, from, to, path, words) => {
    const at = demoRulebook().rules.findIndex((rule) => rule.id === id);
    const yaml = changed(id, from, to).replace(
      "  - { kind: curve,",
      "  - { kind: loop, nameZh: 环, nameEn: Loop }\n  - { kind: curve,",
    );
    expect(() => load(yaml)).toThrow(
      new RegExp(`rules\\.yaml:\\d+:\\d+: rules\\.${at}\\.${path.replace(".", "\\.")}`),
    );
    expect(() => load(yaml)).toThrow(words);
  });

  test("a bay is told by a rule of its item in millimetres, and nothing else by any", () => {
    const items = (from: string, to: string) => () => load(text.replace(from, to));
    expect(items(", inBayBy: s2.rp.bodyout", "")).toThrow("items.0.inBayBy");
    expect(items("inBayBy: s2.rp.bodyout", "inBayBy: s2.sp.bodyout")).toThrow("one of s2.rp.bodyout");
    expect(items("nameEn: Curve driving", "nameEn: Curve driving, inBayBy: s2.cv.wheel")).toThrow(
      "items.3.inBayBy",
    );
  });

  test("a rulebook that was read without its watches opens no session", () => {
    const yaml = changed("s2.cv.stop", "stop-longer", "starter-held");
    const { value: rulebook } = parseYamlText(yaml, examRulebookSchema, "rules.yaml");
    const parts = { candidate: demoCandidate(), course: demoCourse(), vehicle: demoVehicle(), devices: [] };
    expect(() => createExamSession({ ...parts, rulebook, today: null })).toThrow("watch.name");
  });
});

describe("vehicle file", () => {
  const yaml = readFileSync("config/vehicles/santana-c1.yaml", "utf8");
  test.each([
    ["23 points", yaml.replace("  - { x: 0.853, y: 2.000 }\n", "")],
    ["an outline longer than the vehicle", yaml.replace("y: 3.478", "y: 3.778")],
    ["an unknown key", `${yaml}mirrors: true\n`],
  ])("%s is refused", (_, broken) => {
    expect(() => parseYamlText(broken, vehicleSchema, "v.yaml")).toThrow(/v\.yaml:\d+/);
  });
});
