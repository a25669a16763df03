import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withExpectations } from "../../src/stage/expectation-text.ts";
import { proofmark } from "../support/cli-run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: an expectation is written as it was found, and not a byte of the file beside it changes. */
async function written(text: string): Promise<{ code: number; err: string; text: string }> {
  const file = join(temporaryDirectory(), "s.yaml");
  writeFileSync(file, text);
  const { code, err } = await proofmark("run", file, "--write-expect");
  return { code, err, text: readFileSync(file, "utf8") };
}

const HEAD =
  "# First.\nschema: proofmark/scenario/v1\nkind: inspection\nname: w\ntitleZh: x\ntitleEn:   x # as it stands\nworld: {}\n";
const ABORT = "steps: [ { at: {prompt: press-brake}, do: abort, reason: unsafe-vehicle } ]\n";

describe("--write-expect", () => {
  test("in a table of lines keeps order and comments, changes what differs, adds what is missing", async () => {
    const before = `${HEAD}${ABORT}expect:\n  # Why it ends.\n  reason: MEASURED_AGAIN # old\n  verdict: pass # old too\n# The end.\n`;
    const after = await written(before);
    expect(after.err).toBe("");
    expect(after.code).toBe(0);
    expect(after.text).toBe(
      before.replace("MEASURED_AGAIN", "ABORTED_FOR").replace("verdict: pass", "verdict: void"),
    );
    expect((await written(after.text)).text, "again nothing changes").toBe(after.text);
  });

  test("where there is none writes one", async () => {
    const after = await written(`${HEAD}${ABORT}`);
    expect(after.code).toBe(0);
    expect(after.text.startsWith(`${HEAD}${ABORT}`.trimEnd())).toBe(true);
    expect(after.text).toMatch(/\nexpect: \{ verdict: void, .*reason: ABORTED_FOR \}\n$/);
  });

  test("of each of several subjects, at its place", async () => {
    const lane = (expects: readonly string[]) =>
      `${HEAD.replace("inspection", "station").replace("world: {}\n", "")}lanes:\n  - lane: a\n    positions: [{ position: "1", places: [scale, slip, bench, headlamp, exhaust] }]\n    vehicles:\n      - ${ABORT.trim()}\n        expect: ${expects[0]}\n      - { expect: ${expects[1]}, times: 1 }\n`;
    const after = await written(lane(["{ verdict: pass }", "{ verdict: fail, failed: [] }"]));
    expect(after.err).toBe("");
    expect(after.text).toBe(lane(["{ verdict: void }", "{ verdict: pass, failed: [] }"]));
  });

  test("leaves a file alone whose other parts are broken, and takes no other seed", async () => {
    const broken = `${HEAD.replace("world: {}", "world: { vehicl: {} }")}expect: { verdict: fail }\n`;
    const after = await written(broken);
    expect(after).toMatchObject({ code: 2, text: broken });
    expect(after.err).toMatch(/vehicl is not a known key/);
    const { code, err } = await proofmark("run", "x.yaml", "--write-expect", "--seed", "4");
    expect(err).toMatch(/--write-expect or --seed, not both/);
    expect(code).toBe(2);
  });

  test("takes out what a refusal does not come to", () => {
    const text = "a: 1\nexpect:\n  verdict: pass\n  items: { B1: pass }\n  # kept\n  reason: X\n";
    const path: readonly string[] = [];
    expect(withExpectations(text, [{ path, expect: { verdict: "refused", reason: "LATER" } }])).toBe(
      "a: 1\nexpect:\n  verdict: refused\n  # kept\n  reason: LATER\n",
    );
  });
});
