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

test("by rules that were not in force on the date: undecided, with the points and every item", async () => {
  const { code, out } = await score(perfect, "--date", "2022-03-31", "--json");
  expect(code).toBe(1);
  expect(JSON.parse(out.join("\n"))).toMatchObject({
    ...{ date: "2022-03-31", dateFrom: "option", verdict: "undecided", score: { points: 100 } },
    items: Array(5).fill({ verdict: "pass" }),
    reasons: [{ code: "RULEBOOK_NOT_YET" }],
    notes: [{ code: "TRACE_OF_OTHER_DAY", params: { scoredFor: "2022-03-31" } }],
  });
  const first = await score(perfect, "--date", "2022-04-01");
  expect([first.code, first.out[0], first.out.at(-1)]).toEqual([
    ...[0, "verdict pass, score 100", "date 2022-04-01 (from --date)"],
  ]);
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

test.each([
  [
    "a number in place of a text",
    { line: 7 },
    /trace\.jsonl:4:\d+: observation\.line: found 7, allowed: a text/,
  ],
  [
    "a latitude beyond the pole",
    { kind: "gnss-epoch", latitudeDeg: 91 },
    /trace\.jsonl:4:\d+: observation\./,
  ],
  ["a kind of the lane", { kind: "axle-load", loadKg: "1" }, /trace\.jsonl:4:\d+: observation\.kind/],
  ["no time", { atMs: null }, /trace\.jsonl:4:\d+: observation\.atMs: found null, allowed: a number/],
])("a line with %s is refused at its place", async (_, change, sentence) => {
  const observation = { kind: "digital", device: "io", atMs: 1, quality: "good", line: "belt", active: true };
  const line = JSON.stringify({ role: "vehicle-io", observation: { ...observation, ...change } });
  await expect(score([...perfect.slice(0, 3), line])).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringMatching(sentence),
  });
});

test("a comma too many and a mark inside the file are refused with line and column", async () => {
  await expect(score([...perfect.slice(0, 2), '{"kind":"digital",}'])).rejects.toThrow(
    /trace\.jsonl:3:19: not valid JSON: a key is missing/,
  );
  await expect(score([perfect[0] ?? "", `\ufeff${perfect[1]}`])).rejects.toThrow(/trace\.jsonl:2:1: /);
  expect((await score([`\ufeff${perfect[0]}`, ...perfect.slice(1, 50)])).code).toBe(1);
});
