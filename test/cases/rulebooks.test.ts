import { execFileSync } from "node:child_process";
import { describe, expect, type TestContext, test } from "vitest";
import { loadYamlFile, parseYamlText } from "../../src/adapters/config/yaml-file.ts";
import { examObjections } from "../../src/core/exam/admission.ts";
import { watchedRulebookSchema } from "../../src/core/exam/watched-rulebook.ts";
import { inspectionObjections } from "../../src/core/inspection/admission.ts";
import { dossierSchema } from "../../src/core/inspection/dossier.ts";
import { inspectionRulebookSchema } from "../../src/core/inspection/rulebook.ts";
import { EdgeError } from "../../src/errors.ts";
import { demoCandidate } from "../support/exam-drive.ts";
import { rulebookSlips } from "../support/rulebook/slips.ts";
import { sharedCase } from "../support/shared-cases.ts";

/** Section 4 of the cases: rulebooks that are right by their form and wrong in what they mean, and many small slips of the same kinds. */
const CN = "config/rules/cn-inspection-2021.yaml";
const edited = (ctx: TestContext, name: string, book = CN): string =>
  execFileSync("sed", ["-f", sharedCase(ctx, `rulebooks/${name}.sed`), book], { encoding: "utf8" });

function refusal(yaml: string): EdgeError {
  try {
    parseYamlText(yaml, inspectionRulebookSchema, "rules.yaml");
  } catch (error) {
    if (error instanceof EdgeError) return error;
    throw error;
  }
  throw new Error("the rulebook was taken");
}

describe("rulebooks that turned a failing vehicle into a pass, or that are none", () => {
  for (const [name, sentence] of [
    ["typo-group", 'found "HX", allowed: a value that this fact can have: KA, KB, HZ, G, N, M'],
    ["date-on-mass", 'fact: found "vehicle.grossMassKg", allowed: a fact that is a day'],
    [
      "fraction-for-percent",
      'limits.5.atLeast: found "0.40", allowed: a limit that fits what the formula gives',
    ],
    ["impossible-day", 'validFrom: found "2021-13-45", allowed: a day of the calendar'],
  ] as const)
    test(`${name} is refused at its place`, (ctx) => {
      const { message } = refusal(edited(ctx, name));
      expect(message).toMatch(/^rules\.yaml:\d+:\d+: /);
      expect(message).toContain(sentence);
    });

  test("one that has ended is a rulebook by which nothing is begun", (ctx) => {
    const inspection = parseYamlText(edited(ctx, "ended"), inspectionRulebookSchema, "rules.yaml").value;
    const book = edited(ctx, "ended", "config/rules/cn-exam-c1-2022.yaml");
    const exam = parseYamlText(book, watchedRulebookSchema, "rules.yaml").value;
    expect([inspection.validTo, exam.validTo]).toEqual(["2023-12-31", "2023-12-31"]);
    const demo = loadYamlFile("config/dossiers/demo-k3.yaml", dossierSchema).value;
    const why = [
      ...inspectionObjections({ ...demo, inspectedOn: "2026-06-01" }, inspection),
      ...examObjections(demoCandidate(), exam, "2026-06-01"),
    ];
    expect(why.map(({ reason }) => reason.code)).toEqual(["RULEBOOK_ENDED", "RULEBOOK_ENDED"]);
  });
});

describe("a slip in a rulebook is refused where it stands, in both languages", () => {
  const slips = rulebookSlips();
  test.each(slips.map((slip) => [slip.name, slip] as const))("%s", (_, { yaml, on, says }) => {
    const { message, context } = refusal(yaml);
    for (const part of says) expect(message).toContain(part);
    const { line, problem } = context as { line: number; problem: { zh: string; en: string } };
    expect(yaml.split("\n")[line - 1]).toContain(on);
    expect(problem.zh).toMatch(/实际为.*应为/);
  });

  test("there are many of them, each its own, and each book is taken without", () => {
    expect(new Set(slips.map(({ name }) => name)).size).toBe(slips.length);
    expect(slips.length).toBeGreaterThan(150);
    for (const file of new Set(slips.map((slip) => slip.file)))
      expect(loadYamlFile(file, inspectionRulebookSchema).value.rules.length).toBeGreaterThan(5);
  });
});
