import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT, readSource, sourceFiles } from "../support/source-tree.ts";

describe("protocol page", () => {
  const page = readFileSync(join(ROOT, "docs/protocol.md"), "utf8");
  const sentences = [...page.matchAll(/^- \*\*(RP-\d{3})\*\* \S/gm)].map((match) => match[1]);
  const tests = sourceFiles("test/protocol").flatMap((path) =>
    [...readSource(path).matchAll(/\btest(?:\.each\([^)]*\))?\(\s*["'`](RP-\d{3})\b/g)].map((m) => m[1]),
  );

  test("numbers its sentences without a gap", () => {
    expect(sentences).toEqual(sentences.map((_, i) => `RP-${String(i + 1).padStart(3, "0")}`));
    expect(sentences.length).toBeGreaterThan(90);
  });

  test("has a test for every sentence, and a sentence for every test", () => {
    expect([...new Set(tests)].sort()).toEqual(sentences);
  });
});
