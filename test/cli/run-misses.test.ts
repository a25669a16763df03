import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { proofmark } from "../support/cli-run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: whoever reads a miss, on a terminal or in CI, knows what was expected, what was found and why, without running it again. */
function changed(name: string, edit: (text: string) => string): string {
  const file = join(temporaryDirectory(), `${name}.yaml`);
  const text = readFileSync(`test/scenarios/${name}.yaml`, "utf8");
  const edited = edit(text);
  expect(edited, "the edit hits").not.toBe(text);
  writeFileSync(file, edited);
  return file;
}

async function missed(file: string): Promise<{ out: string; xml: string }> {
  const report = join(temporaryDirectory(), "out.xml");
  const { code, out } = await proofmark("run", file, "--report", `junit:${report}`);
  expect(code).toBe(1);
  return { out, xml: readFileSync(report, "utf8") };
}

describe("a miss", () => {
  test("of a verdict and a rule names the item, the figure, the limit and how the figure came about", async () => {
    const file = changed("k3-front-imbalance", (text) =>
      text.replace(/^expect:[\s\S]*/m, "expect: { verdict: pass }\n"),
    );
    const { out, xml } = await missed(file);
    expect(out).toContain("verdict: expected pass, found fail\n         because item B1: fail\n");
    expect(out).toMatch(
      /because B1 brake\.imbalance: fail; Imbalance: .*; found 39\.0 %; allowed ≤ 24 %; 1120 N .* = 39\.0 %/,
    );
    expect(out).toContain("rule brake.imbalance: expected no fail, found fail");
    expect(out).toContain(`again: npx proofmark run ${file} --seed 1 --verbose`);
    expect(xml).toContain('<failure message="verdict: expected pass, found fail (and 1 more)">');
    for (const part of [
      /found: {2}fail\n/,
      /seed: {3}1\n/,
      /record: [0-9a-f]{64}\n/,
      /allowed ≤ 24 %/,
      /--seed 1 --verbose<\/failure>/,
    ])
      expect(xml).toMatch(part);
  });

  test("of a verdict says the reason of a void item, with its code", async () => {
    const { out } = await missed(
      changed("k3-scale-unplugged", (text) => text.replace("verdict: void", "verdict: pass")),
    );
    expect(out).toMatch(/verdict: expected pass, found void\n {9}because .*scale.*\[[A-Z_]+\]/);
  });

  test("of a score says each deduction, and of an item and a fault what there is", async () => {
    const { out } = await missed(
      changed("c1-stalls-on-hill", (text) =>
        text.replace(
          /^expect:[\s\S]*/m,
          "expect: { verdict: pass, score: 100, faults: [silent], items: { curve-1: fail } }\n",
        ),
      ),
    );
    expect(out).toMatch(
      /score: expected 100, found 90\n {9}because \S+ s2\.\S+: fail; .*-10, by the machine/,
    );
    expect(out).toMatch(/item curve-1: expected fail, found pass\n {9}because item curve-1: pass/);
    expect(out).toMatch(/fault: expected silent, found none\n {9}because no device fault/);
  });

  test("of a reason says the reasons that there are", async () => {
    const { out } = await missed(
      changed("k3-sound", (text) =>
        text.replace("verdict: pass", "verdict: pass\n  reason: CALIBRATION_ENDED"),
      ),
    );
    expect(out).toMatch(/reason: expected CALIBRATION_ENDED, found .*LEFT_TO_OTHERS.*\n {9}because .*\[/);
  });

  test("of one who was refused says why", async () => {
    const { out } = await missed(
      changed("k3-scale-away", (text) => text.replace(/^expect:[\s\S]*/m, "expect: { verdict: pass }\n")),
    );
    expect(out).toMatch(
      /verdict: expected pass, found refused\n {9}because scale-1 has a fault .*\[DEVICE_FAULTY\]/,
    );
  });

  test("of a job without an end says where it stands and what it waits for", async () => {
    const { out } = await missed(
      changed("k3-sound", (text) =>
        text.replace("world: {}", "world: { operator: { ignores: [drive-onto] } }"),
      ),
    );
    expect(out).toMatch(
      /verdict: expected pass, found no end\n {9}because \S+ is running, at item W1; last asked for: "Drive axle 1 onto/,
    );
  });

  test("of one of several subjects names it", async () => {
    const { out } = await missed(
      changed("two-lanes-four-cars", (text) =>
        text
          .replace(/^courses:[\s\S]*/m, "")
          .replace("times: 3, expect: { verdict: pass }", "times: 1, expect: { verdict: fail }")
          .replace(/^steps:[\s\S]*?^lanes:/m, "lanes:"),
      ),
    );
    expect(out).toMatch(
      /lane-2 1: verdict: expected fail, found pass\n {9}because no item and no rule is against it/,
    );
  });
});
