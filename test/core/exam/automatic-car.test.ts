import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadYamlFile } from "../../../src/adapters/config/yaml-file.ts";
import { examObjections } from "../../../src/core/exam/admission.ts";
import { candidateSchema } from "../../../src/core/exam/candidate.ts";
import { watchedRulebookSchema } from "../../../src/core/exam/watched-rulebook.ts";
import { proofmark } from "../../support/cli-run.ts";
import {
  channel,
  courseNamed,
  demoCandidate,
  demoCourseDocument,
  demoRulebook,
  demoVehicle,
  drive,
  ExamRun,
  type Fed,
  legsOf,
} from "../../support/exam-drive.ts";

/** Goal: the test of automatic cars is another rulebook and another course, and nothing of it is in the code. */
const RULES = "config/rules/cn-exam-c2-2022.yaml";
const rulebook = loadYamlFile(RULES, watchedRulebookSchema).value;
const candidate = loadYamlFile("config/dossiers/candidate-c2.yaml", candidateSchema).value;
const course = courseNamed("demo-c2");
const vehicle = demoVehicle();
const legs = legsOf(course, demoCourseDocument("demo-c2"));
const driven = (board?: (fed: Fed[]) => Fed[]): Fed[] =>
  drive(course, vehicle, { legs, ...(board === undefined ? {} : { board }) });

function examined(fed: readonly Fed[], book = rulebook): ExamRun {
  const run = new ExamRun({ course, vehicle, rulebook: book, candidate });
  run.command({ name: "begin" });
  run.observe(fed);
  return run;
}

/** While it stands its engine rests, ignition on: what start-stop does. */
const resting = drive(course, vehicle, {
  legs,
  board: (fed, truth, atMs) => [
    ...fed.filter(({ observation }) => !("channel" in observation) || observation.channel !== "engine-speed"),
    channel("engine-speed", truth.standing ? 0 : 900, atMs),
  ],
});

describe("a faultless drive of an automatic car", () => {
  test("passes with the four items of its class", () => {
    const report = examined(driven()).report();
    expect(report).toMatchObject({ phase: "over", verdict: "pass", score: { points: 100, passMark: 80 } });
    expect(report.items.map(({ item, verdict }) => [item, verdict])).toEqual([
      ["reverse-bay-1", "pass"],
      ["side-parking-1", "pass"],
      ["curve-1", "pass"],
      ["right-angle-1", "pass"],
    ]);
  });

  test("with an engine that rests at each standstill costs nothing; by the rules of the manual class it would", () => {
    expect(examined(resting).report()).toMatchObject({ verdict: "pass", score: { points: 100 } });
    const byTheOthers = examined(resting, demoRulebook())
      .deductions()
      .map(({ rule }) => rule);
    expect(new Set(byTheOthers)).toEqual(new Set(["s2.gen.stall"]));
  });

  test("does not need a board that knows engine speed and clutch, but one that knows starter and gear", () => {
    const without = (...names: string[]) =>
      driven((fed) => fed.filter(({ observation }) => !names.includes(nameOf(observation))));
    expect(examined(without("engine-speed", "clutch")).report().verdict).toBe("pass");
    const electric = examined(without("starter"));
    electric.command({ name: "end" });
    expect(electric.report().verdict).toBe("undecided");
  });
});

function nameOf(observation: Fed["observation"]): string {
  if (observation.kind === "digital") return observation.line;
  return observation.kind === "channel" ? observation.channel : "";
}

test("a stall that the examiner saw costs ten points each time", () => {
  const run = examined(driven().slice(0, 600));
  for (const note of ["at the bay", "again"]) run.command({ name: "deduct", rule: "s2.gen.stall", note });
  expect(run.deductions()).toMatchObject([
    { rule: "s2.gen.stall", points: 10 },
    { rule: "s2.gen.stall", points: 10 },
  ]);
});

test("a class is examined by a book of its own, whichever is the harder one", () => {
  const why = (who: typeof candidate, book: typeof rulebook) =>
    examObjections(who, book, "2026-11-23").map((objection) => objection.reason.code);
  expect(why(candidate, rulebook)).toEqual([]);
  expect(why(candidate, demoRulebook())).toEqual(["CLASS_NOT_COVERED"]);
  expect(why(demoCandidate(), rulebook)).toEqual(["CLASS_NOT_COVERED"]);
});

describe("score exam", () => {
  const folder = mkdtempSync(join(tmpdir(), "automatic-car-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const trace = join(folder, "trace.jsonl");
  writeFileSync(trace, `${resting.map((fed) => JSON.stringify(fed)).join("\n")}\n`);
  const files = [
    "--course",
    "config/courses/demo-c2.geojson",
    "--vehicle",
    "config/vehicles/santana-c1.yaml",
  ];
  const score = (who: string) =>
    proofmark("score", "exam", ...files, "--rules", RULES, "--trace", trace, "--candidate", who, "--json");

  test("passes the candidate of the class and leaves one of another undecided", async () => {
    const { code, out } = await score("config/dossiers/candidate-c2.yaml");
    expect([code, JSON.parse(out)]).toMatchObject([0, { verdict: "pass", subject: { licenceClass: "C2" } }]);
    const other = await score("config/dossiers/candidate-c1.yaml");
    expect([other.code, JSON.parse(other.out)]).toMatchObject([
      1,
      { verdict: "undecided", reasons: [{ code: "CLASS_NOT_COVERED", params: { allowed: "C2" } }] },
    ]);
  });
});
