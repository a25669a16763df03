import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import { unwatchedRules } from "../../../src/core/exam/prepared-exam.ts";
import { examRulebookSchema } from "../../../src/core/exam/rulebook.ts";
import { createExamSession } from "../../../src/core/exam/session.ts";
import { vehicleSchema } from "../../../src/core/exam/vehicle-body.ts";
import { demoCandidate, demoCourse, demoRulebook, demoVehicle } from "../../support/exam-drive.ts";

const text = readFileSync("config/rules/cn-exam-c1-2022.yaml", "utf8");
const load = (yaml: string) => parseYamlText(yaml, examRulebookSchema, "rules.yaml").value;

describe("exam rulebook", () => {
  test("ships complete: each machine rule is watched, each doubtful row says so, none claims to be verified", () => {
    const book = demoRulebook();
    expect(unwatchedRules(book)).toEqual([]);
    expect(book.rules.filter((rule) => rule.confidence === "conflict").map((rule) => rule.id)).toEqual([
      "s2.gen.rollback10",
      "s2.hill.signal",
      "s2.cv.stop",
    ]);
    expect(book.rules.every((rule) => rule.verifiedBy === null)).toBe(true);
    const table = book.rules.map(
      (rule) => `${rule.id} ${rule.points} ${rule.repeat} ${rule.judge} ${rule.code}`,
    );
    expect(table).toMatchSnapshot();
  });

  test.each([
    ["an unknown key", text.replace("passMark: 80", "passMark: 80\nbonus: 3"), "bonus"],
    ["a decision outside its window", text.replace("decideAt: 25", "decideAt: 60"), "decideAt"],
    ["a rule of no item", text.replace("scope: curve", "scope: loop"), "scope"],
    ["a rule twice", text.replace("id: s2.cv.stop", "id: s2.cv.wheel"), "id"],
  ])("%s is refused with line and column", (_, yaml, words) => {
    expect(() => load(yaml)).toThrow(words);
    expect(() => load(yaml)).toThrow(/rules\.yaml:\d+:\d+/);
  });

  test("a machine rule that nothing watches stops the session instead of never applying", () => {
    const rulebook = load(text.replace("id: s2.cv.stop", "id: s2.cv.hover"));
    const parts = {
      candidate: demoCandidate(),
      course: demoCourse(),
      vehicle: demoVehicle(),
      devices: [],
      today: null,
    };
    expect(() => createExamSession({ ...parts, rulebook })).toThrow("s2.cv.hover");
  });

  test("an item that the course lacks keeps the test from being passed", () => {
    const course = { ...demoCourse(), items: demoCourse().items.filter((item) => item.kind !== "curve") };
    const parts = {
      candidate: demoCandidate(),
      rulebook: demoRulebook(),
      vehicle: demoVehicle(),
      devices: [],
      today: null,
    };
    const session = createExamSession({ ...parts, course });
    const item = session.report(session.initial).items.find((one) => one.item === "curve");
    expect(item).toMatchObject({ verdict: "void", reason: "the course has no such item" });
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
