import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { scoreExam } from "../../src/cli/score-exam.ts";
import { demoCourse, demoVehicle, drive } from "../support/exam-drive.ts";

const folder = mkdtempSync(join(tmpdir(), "score-exam-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES = [
  "--course",
  "config/courses/demo-c1.geojson",
  "--vehicle",
  "config/vehicles/santana-c1.yaml",
  "--rules",
  "config/rules/cn-exam-c1-2022.yaml",
  "--candidate",
  "config/dossiers/candidate-c1.yaml",
];

async function score(lines: readonly string[], ...more: string[]) {
  const trace = join(folder, "trace.jsonl");
  writeFileSync(trace, `${lines.join("\n")}\n`);
  const out: string[] = [];
  const code = await scoreExam([...FILES, "--trace", trace, ...more], {
    out: (l) => out.push(l),
    err: () => {},
  });
  return { code, out };
}

const perfect = drive(demoCourse(), demoVehicle()).map((fed) => JSON.stringify(fed));

test("a recorded drive is scored: 0 for a pass, the report as JSON", async () => {
  const { code, out } = await score(perfect, "--json");
  const report = JSON.parse(out.join("\n"));
  expect(code).toBe(0);
  expect(report).toMatchObject({ verdict: "pass", subject: { licenceClass: "C1" }, score: { points: 100 } });
});

test("a bare observation is taken by its kind; without the board the answer is undecided, exit 1", async () => {
  const gnss = perfect.map((line) => JSON.parse(line)).filter((fed) => fed.role === "gnss");
  const { code, out } = await score(gnss.map((fed) => JSON.stringify(fed.observation)));
  expect(code).toBe(1);
  expect(out[0]).toBe("verdict undecided, score 100");
  expect(out.join("\n")).toContain("s2.gen.belt");
});

test("half a drive is not a pass", async () => {
  const { code, out } = await score(perfect.slice(0, 1000));
  expect(code).toBe(1);
  expect(out.join("\n")).toContain("not driven");
});

test("a line that is no observation is named", async () => {
  await expect(score([...perfect.slice(0, 3), "{}"])).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  await expect(scoreExam(["--course", "x"], { out: () => {}, err: () => {} })).rejects.toMatchObject({
    code: "USAGE",
  });
});
