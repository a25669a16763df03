import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { proofmark } from "../support/cli-run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: the whole path, from wire bytes to a receipt, is reproducible, verifiable elsewhere, and recomputable. */
const EXAM_FILES = [
  ...["--course", "config/courses/demo-c1.geojson"],
  ...["--vehicle", "config/vehicles/santana-c1.yaml"],
  ...["--rules", "config/rules/cn-exam-c1-2022.yaml"],
];

function filesOf(directory: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found.set(path.slice(directory.length + 1), readFileSync(path));
  }
  return found;
}

describe.each([
  ["k3-left-rear-weak", "fail"],
  ["c1-stalls-on-hill", "pass"],
])("%s", (name, verdict) => {
  const made = new Map<string, string>();
  /** What a run with this seed leaves behind; made once for those who only read it. */
  const evidence = async (seed: string): Promise<string> => {
    const known = made.get(seed);
    if (known !== undefined) return known;
    const out = mkdtempSync(join(tmpdir(), "proofmark-test-"));
    made.set(seed, out);
    const { code, err } = await proofmark("run", `test/scenarios/${name}.yaml`, "--seed", seed, "--out", out);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    return out;
  };
  afterAll(() => {
    for (const out of made.values()) rmSync(out, { recursive: true, force: true });
  });

  test("the same seed gives the same bytes, another seed does not", async () => {
    const a = filesOf(await evidence("5"));
    const c = filesOf(await evidence("6"));
    const again = temporaryDirectory();
    await proofmark("run", `test/scenarios/${name}.yaml`, "--seed", "5", "--out", again);
    const b = filesOf(again);
    expect([...a.keys()]).toEqual([...b.keys()]);
    for (const [file, bytes] of a) expect(bytes.equals(b.get(file) ?? Buffer.alloc(0)), file).toBe(true);
    const journal = [...a.keys()].find((file) => file.includes("/journal/")) ?? "";
    expect(a.get(journal)?.equals(c.get(journal) ?? Buffer.alloc(0))).toBe(false);
  });

  test("its record, proof and journal verify offline, its verdict is recomputed, and neither survives an edit", async () => {
    const directory = temporaryDirectory();
    const home = join(await evidence("5"), name);
    const trust = join(home, "trust.json");
    const records = readdirSync(join(home, "records")).map((file) => join(home, "records", file));
    expect(records.length).toBe(2);
    expect((await proofmark("verify", ...records, join(home, "journal"), "--trust", trust)).code).toBe(0);
    const replayed = await proofmark("replay", join(home, "journal"), "--json");
    expect(replayed.code).toBe(0);
    expect(JSON.parse(replayed.out)).toMatchObject({ outcome: "same", verdict });

    if (name.startsWith("c1-")) {
      const trace = join(home, "trace.jsonl");
      const scored = await proofmark("score", "exam", ...EXAM_FILES, "--trace", trace, "--json");
      expect(JSON.parse(scored.out)).toMatchObject({ verdict, score: { points: 90 } });
    }

    for (const record of records) {
      const text = readFileSync(record, "utf8");
      const edited = join(directory, "edited.json");
      const at = text.indexOf('"payload":"') + 200;
      writeFileSync(edited, text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1));
      const answer = await proofmark("verify", edited, "--trust", trust);
      expect(answer.code).toBe(1);
    }
  });
});
