import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { readStrictJson } from "../../src/verifier/bytes/strict-json.ts";
import { ROOT } from "../support/source-tree.ts";

/** Goal: a text that is small as bytes and huge in memory is refused before it is huge, and one of ours never is. */
const MOST = 512 * 2 ** 20;
const outcome = (text: string): string => {
  const read = readStrictJson(text, MOST);
  return "because" in read ? `${read.because.code} ${String(read.because.params.of)}` : "read";
};
const listOf = (count: number, item: string): string => `[${Array(count).fill(item).join(",")}]`;

describe("strict JSON", () => {
  test("so many objects and lists, and not one more", () => {
    expect(outcome(listOf(1_199_999, "[]"))).toBe("read");
    expect(outcome(listOf(1_200_000, "{}"))).toBe("JSON_TOO_MANY containers");
  });

  test("so many values, and not one more", () => {
    expect(outcome(listOf(12_000_000, "0"))).toBe("JSON_TOO_MANY values");
  });

  test("so many members of one object, and not one more", () => {
    const object = (count: number) =>
      `{${Array.from({ length: count }, (_, n) => `"${n.toString(36)}":0`).join(",")}}`;
    expect(outcome(object(10_000))).toBe("read");
    expect(outcome(object(10_001))).toBe("JSON_TOO_MANY members");
  });

  test("a string of many pieces is what everybody else reads, around each bound of a block", () => {
    for (const pieces of [0, 1, 2_047, 2_048, 2_049, 4_095, 4_096, 10_000]) {
      const text = JSON.stringify(`${"\n".repeat(pieces)}é${'"x'.repeat(pieces)}`);
      expect(readStrictJson(text, MOST)).toEqual({ value: JSON.parse(text) as string });
    }
  });

  test("a string of nothing but escapes takes little more than its length", () => {
    // In a process that has no room for a link a piece.
    const script = `import { readStrictJson } from "./src/verifier/bytes/strict-json.ts";
      const read = readStrictJson('"' + "\\\\n".repeat(6_000_000) + '"', 1e9);
      process.stdout.write(String(read.value.length));`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--max-old-space-size=120", "--import", "tsx", "--input-type=module", "--eval", script],
      { cwd: ROOT, encoding: "utf8" },
    );
    expect([stdout, stderr.includes("heap")]).toEqual(["6000000", false]);
  });
});
