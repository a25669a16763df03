import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EdgeError } from "../../src/errors.ts";
import { toldWhereNamed } from "../../src/runtime/named-files.ts";
import { proofmark } from "../support/cli-run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: a file that a station file names and that cannot be used is told from the line that names it. */
function example(edit: (text: string) => string): string {
  const folder = join(temporaryDirectory(), "stations");
  mkdirSync(folder, { recursive: true });
  const text = readFileSync("config/stations/example.yaml", "utf8").replaceAll(
    "../",
    `${process.cwd()}/config/`,
  );
  const edited = edit(text);
  expect(edited, "the edit hits").not.toBe(text);
  const file = join(folder, "station.yaml");
  writeFileSync(file, edited);
  return file;
}

describe("a file that is named and is not there", () => {
  test.each([
    [
      "course",
      "courses/demo-c1.geojson",
      "courses/nope.geojson",
      /station\.yaml:24: course: found ".*nope\.geojson"; Cannot read .*: it does not exist\./,
    ],
    [
      "rulebook",
      "  exam: ../rules/cn-exam-c1-2022.yaml",
      "",
      /station\.yaml:21: rulebooks\.exam: found "nope\.yaml"; Cannot read /,
    ],
    [
      "another kind of file",
      "vehicles/santana-c1.yaml",
      "rules/cn-exam-c1-2022.yaml",
      /station\.yaml:21: rulebooks\.exam \(and line 25: vehicle\): found ".*"; .*cn-exam-c1-2022\.yaml:\d+:\d+: /,
    ],
  ])("%s: no copy of such a station is made, and its line is told", async (what, before, after, sentence) => {
    const file = example((text) =>
      what === "rulebook"
        ? text.replace(/^ {2}exam: .*$/m, "  exam: nope.yaml")
        : text.replace(before, after),
    );
    const out = join(temporaryDirectory(), "practice");
    const { code, err } = await proofmark("simulate", "prepare", "--config", file, "--out", out);
    expect(err).toMatch(sentence);
    expect(code).toBe(2);
  });

  test("an error about something else stays as it is", () => {
    const file = example((text) => text.replace("HB-WH-0042", "HB-WH-0043"));
    const other = new EdgeError("FILE_UNREADABLE", "Cannot read x.", { file: "/nowhere/x" });
    expect(toldWhereNamed(file, other)).toBe(other);
    const own = new EdgeError("CONFIG_INVALID", "its own", { file });
    expect(toldWhereNamed(file, own)).toBe(own);
    const bug = new Error("a bug");
    expect(toldWhereNamed(file, bug)).toBe(bug);
  });
});

test("a key that nobody knows is told, and not that the one that was meant is missing", async () => {
  const file = example((text) => text.replace("certificate: JJG1014", "certficate: JJG1014"));
  const line =
    readFileSync(file, "utf8")
      .split("\n")
      .findIndex((text) => text.includes("certficate")) + 1;
  const { err } = await proofmark("simulate", "prepare", "--config", file, "--out", "/nowhere");
  expect(err).toContain(`station.yaml:${line}:`);
  expect(err).toMatch(
    /:\d+: devices\.0\.calibration\.certficate is not a known key here; allowed: certificate, validTo \(did you mean "certificate"\?\)\./,
  );
});

test.each([
  [["doctor", "--config", "a", "--config", "b"], /doctor: --config is given twice; once is allowed\./],
  [["doctor", "--config", ""], /doctor: --config is empty\./],
  [["run", ""], /run: found an empty word ""\./],
  [
    ["replay", "package.json"],
    /replay: package\.json is a file; it takes a journal directory or a file of evidence\./,
  ],
])("%j is one clear sentence", async (args, sentence) => {
  const { code, err } = await proofmark(...args);
  expect(err).toMatch(sentence);
  expect(code).toBe(2);
});
