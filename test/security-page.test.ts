import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT, readSource } from "./support/source-tree.ts";

/** docs/security.md names a test for each requirement that is met. */
const ROW = /^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| `(test\/[^`]+)`: ([^|]+) \|$/;
const page = readSource("docs/security.md");
const lines = page.split("\n").filter((line) => /^\| \d/.test(line));
const rows = lines.flatMap((line) => {
  const [, number = "", , , file = "", title = ""] = ROW.exec(line) ?? [];
  return number === "" ? [] : [{ number, file, title }];
});

/** As it stands in the source, whichever quotes it has there. */
function hasTest(file: string, title: string): boolean {
  if (!existsSync(join(ROOT, file))) return false;
  const name = title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`\\(\\s*(["'\`])${name}\\1\\s*,`).test(readSource(file));
}

describe("the page about security", () => {
  test("every row of its tables is read, in order, each requirement once", () => {
    expect(rows).toHaveLength(lines.length);
    expect(rows.length).toBeGreaterThan(50);
    const numbers = rows.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    const weight = (number: string): number =>
      number.split(".").reduce((sum, part) => sum * 1000 + Number(part), 0);
    expect(numbers).toEqual([...numbers].sort((a, b) => weight(a) - weight(b)));
  });

  test("every test that it names is there", () => {
    const missing = rows.filter(({ file, title }) => !hasTest(file, title));
    expect(missing).toEqual([]);
    expect(hasTest("test/security-page.test.ts", "every test that it names is not there")).toBe(false);
    expect(hasTest("test/nowhere.test.ts", "x")).toBe(false);
  });

  test("what is not met is in no table", () => {
    const [, unmet = ""] = page.split("## What is not met");
    const named = [...unmet.matchAll(/\*\*([\d., ]+)\*\* \(/g)].flatMap(([, list = ""]) => list.split(", "));
    expect(named.length).toBeGreaterThan(3);
    expect(rows.filter(({ number }) => named.includes(number))).toEqual([]);
  });
});
