import { describe, expect, test } from "vitest";
import { parseYamlText } from "../src/adapters/config/yaml-file.ts";
import { KNOWN_ITEMS } from "../src/core/exam/items/known-items.ts";
import { WATCH_FACTS } from "../src/core/exam/watch/watch-form.ts";
import { watchedRulebookSchema } from "../src/core/exam/watched-rulebook.ts";
import { computeSchema } from "../src/core/inspection/formulas.ts";
import { inspectionRulebookSchema } from "../src/core/inspection/rulebook.ts";
import { MANUAL_DERIVED_FACTS, MANUAL_FACTS } from "../src/core/trade/words/facts.ts";
import { readSource } from "./support/source-tree.ts";

const FILE = "docs/rulebook-format.md";
const text = readSource(FILE);
const [exam = "", inspection = ""] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
  (match) => match[1] ?? "",
);
const rows = text.split("\n").filter((line) => line.startsWith("| `"));
const rowOf = (name: string): string =>
  rows.find((line) => line.split("|")[1]?.includes(`\`${name}\``)) ?? "";

describe("the rulebook format as it is told", () => {
  test("its examples are rulebooks", () => {
    expect(parseYamlText(exam, watchedRulebookSchema, FILE).value.rules).toHaveLength(1);
    expect(parseYamlText(inspection, inspectionRulebookSchema, FILE).value.rules).toHaveLength(2);
  });

  test("every figure that an inspector enters is named, and what follows from them", () => {
    for (const name of Object.keys({ ...MANUAL_FACTS, ...MANUAL_DERIVED_FACTS }))
      expect(text).toContain(`\`${name}\``);
  });

  test("every formula is named", () => {
    for (const { shape } of computeSchema.options) expect(text).toContain(`\`${shape.formula.value}\``);
  });

  test.each(Object.entries(WATCH_FACTS))(
    "the watch %s has its row, with the limit it takes",
    (name, { limit }) => {
      const told = limit === null ? "none" : limit === "any" ? "any" : `${limit.sense} ${limit.unit}`;
      expect(rowOf(name).split("|")[3]?.trim()).toBe(told);
    },
  );

  test.each(Object.values(KNOWN_ITEMS))("the item $kind has its row, with what a watch may name", (item) => {
    const [, , phases = "", ways = "", clock = ""] = rowOf(item.kind).split("|");
    const names = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
    expect(names(phases)).toEqual(item.phases);
    expect(names(ways)).toEqual(Object.keys(item.breaches));
    expect(clock.trim()).toBe(item.timed ? "yes" : "no");
  });
});
