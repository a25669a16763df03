import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import { loadCourseFile } from "../../src/adapters/config/course-file.ts";
import { BYTES_MAX } from "../../src/adapters/config/strict-text.ts";
import { loadYamlFile } from "../../src/adapters/config/yaml-file.ts";
import { candidateSchema, candidateSubject } from "../../src/core/exam/candidate.ts";
import { dossierSchema } from "../../src/core/inspection/dossier.ts";
import { EdgeError } from "../../src/errors.ts";
import { proofmark } from "../support/cli-run.ts";
import { demoCourse, demoVehicle, drive } from "../support/exam-drive.ts";
import { sharedCase } from "../support/shared-cases.ts";

/** Section 1 of the cases: what must be refused at the door, and what must come through it. */
const folder = mkdtempSync(join(tmpdir(), "door-"));
const trace = join(folder, "trace.jsonl");
beforeAll(() => {
  const lines = drive(demoCourse(), demoVehicle()).slice(0, 400);
  writeFileSync(trace, lines.map((fed) => JSON.stringify(fed)).join("\n"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const candidate = (ctx: TestContext, name: string) =>
  loadYamlFile(sharedCase(ctx, `candidates/${name}.yaml`), candidateSchema, BYTES_MAX.subject).value;
const dossier = (ctx: TestContext, name: string) =>
  loadYamlFile(sharedCase(ctx, `dossiers/${name}.yaml`), dossierSchema, BYTES_MAX.subject).value;

function refusal(read: () => unknown): EdgeError {
  try {
    read();
  } catch (error) {
    if (error instanceof EdgeError) return error;
    throw error;
  }
  throw new Error("it was taken");
}

function expectSentence(error: EdgeError, file: string, place: string, words: RegExp): void {
  expect(error.message).toMatch(words);
  expect(error.message).toContain(`${file}:${place}: `);
  expect(error.message).not.toContain("\n");
  const { problem, line, column } = error.context as {
    problem: { zh: string; en: string };
    line: number;
    column: number;
  };
  expect(`${line}:${column}`).toBe(place);
  expect(error.message.endsWith(problem.en)).toBe(true);
  expect(problem.zh).toMatch(/\p{Script=Han}.*。$/u);
}

describe("a candidate's file", () => {
  for (const [name, subject] of [
    ["sound", { idMasked: "420106********1234", idKind: "resident-id" }],
    ["lower-x", { idMasked: "420106********123X", idKind: "resident-id" }],
    ["passport", { idMasked: "C0*****23", idKind: "passport" }],
    ["hk-permit", { idMasked: "H12*****8", idKind: "hk-macau-travel-permit" }],
  ] as const)
    test(`${name} is taken, and its kind of document is known`, (ctx) => {
      expect(candidateSubject(candidate(ctx, name))).toMatchObject(subject);
    });

  for (const [name, place, words] of [
    ["alias", "1:7", /alias/],
    ["half", "3:1", /need to be followed/],
    ["gbk", "1:7", /not UTF-8/],
    ["no-mask", "2:11", /eight places of the birth date/],
    ["blank-name", "1:7", /at least one letter/],
    ["control-characters", "1:7", /U\+0000/],
  ] as const)
    test(`${name} is refused in one sentence of each language`, (ctx) => {
      const error = refusal(() => candidate(ctx, name));
      expectSentence(error, `${name}.yaml`, place, words);
      expect(error.message).not.toContain("420106199001011234");
    });
});

describe("a dossier's file", () => {
  for (const [name, place, words] of [
    ["plate-17-characters", "4:8", /plate: found .*16 characters at most/],
    ["half", "16:1", /need to be followed/],
    ["empty", "1:1", /empty/],
    ["alias-bomb", "1:4", /anchor/],
    ["terminal-escape", "24:15", /U\+001B/],
    ["registered-2021-02-31", "18:18", /a day of the calendar/],
    ["class-k99", "7:15", /vehicle class/],
  ] as const)
    test(`${name} is refused in one sentence of each language`, (ctx) => {
      expectSentence(
        refusal(() => dossier(ctx, name)),
        `${name}.yaml`,
        place,
        words,
      );
    });

  test("every other one of the cases is taken", (ctx) => {
    const names = ["b11-no-parking", "h11-3axle-diesel", "h11-hazardous", "h31-solid-axle", "k11-coach"];
    const more = ["k33-diesel", "k33-electric", "k33-new-registration", "n11-all-front", "vin-zeros"];
    for (const name of [...names, ...more]) expect(dossier(ctx, name).job).toBe("J-2026-0100");
  });
});

test("a broken course is refused at its place", (ctx) => {
  const file = sharedCase(ctx, "courses/broken.geojson");
  expect(refusal(() => loadCourseFile(file)).message).toMatch(/broken\.geojson:\d+:\d+: not valid JSON: /);
});

describe("score", () => {
  const exam = (ctx: TestContext, name: string) => {
    const files = ["--vehicle", "config/vehicles/santana-c1.yaml", "--trace", trace];
    files.push("--rules", "config/rules/cn-exam-c1-2022.yaml", "--course", "config/courses/demo-c1.geojson");
    const file = sharedCase(ctx, `candidates/${name}.yaml`);
    return proofmark("score", "exam", ...files, "--candidate", file);
  };
  const inspection = (ctx: TestContext, dossierFile: string, measurements = "k33-sound") => {
    const rules = ["--rules", "config/rules/cn-inspection-2021.yaml"];
    const file = sharedCase(ctx, `measurements/${measurements}.yaml`);
    return proofmark("score", "inspection", ...rules, "--dossier", dossierFile, "--measurements", file);
  };

  test("refuses every candidate that the door refuses", async (ctx) => {
    const names = ["alias", "gbk", "no-mask", "blank-name", "control-characters", "half"];
    for (const name of names) {
      const { code, err } = await exam(ctx, name);
      expect([name, code]).toEqual([name, 2]);
      expect(err).toContain(`${name}.yaml:`);
      expect(err).not.toMatch(/\bat .*\.ts:\d+/);
    }
  });

  test("accepts a permit, a passport and a small x", async (ctx) => {
    for (const name of ["lower-x", "passport", "hk-permit"])
      expect([name, (await exam(ctx, name)).code]).toEqual([name, 1]);
  });

  test("refuses every dossier that the door refuses", async (ctx) => {
    const names = ["alias-bomb", "registered-2021-02-31", "class-k99", "terminal-escape", "half", "empty"];
    for (const name of names) {
      const { code, err } = await inspection(ctx, sharedCase(ctx, `dossiers/${name}.yaml`));
      expect([name, code]).toEqual([name, 2]);
      expect(err).toContain(`${name}.yaml:`);
    }
  });

  test("does not say that the check digit of seventeen zeros agrees", async (ctx) => {
    const { code, out } = await inspection(ctx, sharedCase(ctx, "dossiers/vin-zeros.yaml"));
    expect(code).toBe(0);
    expect(out).not.toContain("check digit 0, found 0");
  });

  test("leaves a reading of eighteen digits undecided", async (ctx) => {
    const { code, out } = await inspection(ctx, "config/dossiers/demo-k3.yaml", "huge-lamp");
    expect(code).toBe(1);
    expect(out).toMatch(/too many digits/);
    expect(out).toMatch(/undecided by cn-inspection-2021/);
  });
});
