import { describe, expect, test } from "vitest";
import { parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import { examRulebookSchema } from "../../../src/core/exam/rulebook.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { findingSchema } from "../../../src/core/record/result-document.ts";
import { sealedFinding } from "../../../src/core/record/told-finding.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import {
  demoCourse,
  demoRulebook,
  demoVehicle,
  digital,
  drive,
  ExamRun,
  legsOf,
  START_UTC_MS,
} from "../../support/exam-drive.ts";
import { readSource } from "../../support/source-tree.ts";

const course = demoCourse();
const vehicle = demoVehicle();
const perfect = drive(course, vehicle);
const curve = drive(course, vehicle, { legs: legsOf(course).filter((leg) => leg.item === "curve-1") });

function begun(fed = perfect): ExamRun {
  const run = new ExamRun();
  run.command({ name: "begin" });
  run.observe(fed);
  return run;
}

describe("what the examiner enters by hand", () => {
  test("stands in the record with the judge, the name, the note and the moment", () => {
    const run = begun(curve.slice(0, 300));
    run.feed({
      kind: "command",
      by: asId("wang-lei"),
      atMs: 17_000,
      command: { name: "deduct", rule: "s2.cv.gear", note: "stayed in first gear" },
    });
    const found = run.report().items.find((item) => item.item === "curve-1")?.findings;
    const finding = found?.find((one) => one.rule === "s2.cv.gear");
    if (finding === undefined) throw new Error("the entry stands in its item");
    const written = findingSchema.parse(JSON.parse(JSON.stringify(sealedFinding(finding))));
    expect(written).toMatchObject({ item: "curve-1", outcome: "fail" });
    expect(written.deduction).toEqual({
      points: 5,
      code: null,
      utcMs: START_UTC_MS + 16_000,
      position: null,
      judge: "examiner",
      entry: 1,
    });
    expect(written.inputs).toEqual([
      { name: "entered-by", value: "wang-lei", unit: "", reason: null },
      { name: "note", value: "stayed in first gear", unit: "", reason: null },
    ]);
    expect(run.report().score?.points).toBe(95);
    run.command({ name: "deduct", rule: "s2.cv.gear", note: "again" });
    expect(run.rejections).toEqual([reason("RULE_COUNTED", { rule: "s2.cv.gear" })]);
  });

  test("an item that was left out altogether is not driven, until the examiner enters its route rule", () => {
    const late = () => begun(curve);
    const ended = late();
    ended.command({ name: "end" });
    expect(ended.report().verdict).toBe("undecided");
    expect(ended.report().items[0]).toMatchObject({ verdict: null, reasons: [reason("NOT_DRIVEN", {})] });
    const entered = late();
    entered.command({ name: "deduct", rule: "s2.rp.route", note: "drove around the bay" });
    expect(entered.report()).toMatchObject({ phase: "over", verdict: "fail", score: { points: 0 } });
    expect(entered.report().items[0]).toMatchObject({ verdict: "fail", reasons: [reason("NOT_DRIVEN", {})] });
    const other = late();
    other.command({ name: "deduct", rule: "s2.hill.brake", note: "" });
    expect(other.rejections).toEqual([reason("KIND_NOT_DRIVEN", { kind: "hill-start" })]);
  });
});

describe("the examiner's brake", () => {
  const pressed = (extra = 0, apartMs = 550) => {
    const at = perfect.findIndex(({ observation: o }) => o.kind === "gnss-epoch" && o.atMs >= 20_000);
    const brake = Array.from({ length: 1 + extra }, (_, i) => [
      digital("examiner-brake", true, 20_000 + apartMs * i),
      digital("examiner-brake", true, 20_010 + apartMs * i),
      digital("examiner-brake", false, 20_050 + apartMs * i),
    ]).flat();
    return [...perfect.slice(0, at), ...brake, ...perfect.slice(at)];
  };
  const at = (ms: number): string => new Date(START_UTC_MS + ms - 1000).toISOString();
  const words = { zh: "考试员使用了副制动", en: "examiner brake used" };
  const note = (ms: number) => reason("LINE_NOTED", { ...words, at: at(ms), item: "reverse-bay-1" });

  test("is told at once and at the end, once a press, and changes neither points nor verdict", () => {
    const run = begun(pressed(1));
    expect(run.report()).toMatchObject({ verdict: "pass", score: { points: 100 } });
    expect(run.report()).toMatchObject({ reasons: [], notes: [note(20_000), note(20_550)] });
    const half = begun(pressed().slice(0, 800));
    expect(half.report()).toMatchObject({ phase: "running", notes: [note(20_000)] });
  });

  test("a contact that bounces, off for less than half a second, is one press", () => {
    // Off since 20.050 s: on again after 499 ms, and after 500.
    expect(begun(pressed(1, 549)).report()).toMatchObject({ notes: [note(20_000)] });
    expect(begun(pressed(1, 550)).report().notes).toHaveLength(2);
    expect(begun(pressed(4, 60)).report().notes).toHaveLength(1);
  });

  test("stands beside the reasons of a test that is not passed, and is none of them", () => {
    const run = begun(pressed().slice(0, 800));
    run.command({ name: "abort", reason: "other", note: "fire drill" });
    expect(run.report()).toMatchObject({
      reasons: [
        reason("ABORTED_FOR", { by: "examiner-07", kind: "exam", choice: "other", note: "fire drill" }),
      ],
      notes: [note(20_000)],
    });
  });

  test("before the test begins it is nobody's business", () => {
    const run = new ExamRun();
    run.observe([digital("examiner-brake", true, 900), digital("examiner-brake", false, 950)]);
    run.command({ name: "begin" });
    expect(run.report()).toMatchObject({ reasons: [], notes: [] });
  });

  test("is a row of the rulebook, which cannot make it more than information", () => {
    expect(demoRulebook().notes.map((row) => [row.line, row.informational])).toEqual([
      ["examiner-brake", true],
    ]);
    const text = readSource("config/rules/cn-exam-c1-2022.yaml");
    const load = (yaml: string) => parseYamlText(yaml, examRulebookSchema, "rules.yaml");
    expect(() => load(text.replace("informational: true", "informational: false"))).toThrow("informational");
    expect(() => load(text.replace("itemVoidAfterS: 5", "itemVoidAfterS: 1"))).toThrow("resumeWithinS");
    expect(() => load(text.replace("closeAfterS: 180", "closeAfterS: 4"))).toThrow("itemVoidAfterS");
  });
});
