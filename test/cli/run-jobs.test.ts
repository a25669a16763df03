import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { proofmark } from "../support/cli-run.ts";
import { runProgram } from "../support/program-run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: several scenarios at once come to what they come to one after the other, told in the same order. */
const FILES = ["k3-scale-away", "k3-drives-off-scale", "k3-out-of-calibration", "k3-inspector-aborts"].map(
  (name) => `test/scenarios/${name}.yaml`,
);
const without = (text: string): string =>
  text
    .replace(/"realMs":[\d.]+/g, '"realMs":0')
    .replace(/ in [\d.]+ s/g, "")
    .replace(/time="[\d.]+"/g, "");

function filesOf(directory: string): Record<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    paths.map((path) => [path.slice(directory.length), readFileSync(path).toString("base64")]),
  );
}

describe("--jobs", () => {
  test("gives the same words, report, journals and exit code as one after the other", async () => {
    const broken = join(temporaryDirectory(), "broken.yaml");
    writeFileSync(broken, "schema: proofmark/scenario/v1\nkind: nothing\n");
    const words = [FILES[0] ?? "", broken, ...FILES.slice(1)];
    const ran = await Promise.all(
      ["1", "3"].map(async (jobs) => {
        const out = temporaryDirectory();
        const report = join(temporaryDirectory(), "out.xml");
        const end = await runProgram(
          [
            "run",
            ...words,
            "--jobs",
            jobs,
            "--json",
            "--verbose",
            "--out",
            out,
            "--report",
            `junit:${report}`,
          ],
          { limitMs: 110_000 },
        );
        return {
          code: end.code,
          out: without(end.out),
          err: end.err,
          files: filesOf(out),
          xml: without(readFileSync(report, "utf8")),
        };
      }),
    );
    const [one, three] = ran;
    expect(one?.code).toBe(2);
    expect(one?.out).toContain('"name":"k3-inspector-aborts"');
    expect(Object.keys(one?.files ?? {}).length).toBeGreaterThan(8);
    expect(three).toEqual(one);
  }, 120_000);

  test.each([
    [["--jobs", "0"], /--jobs: found "0", allowed: 1 to 64/],
    [["--jobs", "2", "--realtime"], /takes --jobs or --realtime, not both/],
  ])("%j is refused", async (words, sentence) => {
    const { code, err } = await proofmark("run", FILES[0] ?? "", ...words);
    expect(err).toMatch(sentence);
    expect(code).toBe(2);
  });
});
