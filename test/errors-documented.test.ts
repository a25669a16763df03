import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { errorsMarkdown } from "../src/cli/errors.ts";
import { ERROR_CODES } from "../src/errors.ts";
import { readSource, sourceFiles } from "./support/source-tree.ts";

test("docs/errors.md is what the registry says", () => {
  expect(existsSync("docs/errors.md")).toBe(true);
  expect(readSource("docs/errors.md")).toBe(`${errorsMarkdown().join("\n")}\n`);
});

test("every code of the registry is thrown somewhere, and none is thrown that is not there", () => {
  const thrown = new Set<string>();
  for (const path of sourceFiles("src", "firmware-bridge")) {
    if (path === "src/errors.ts") continue;
    for (const match of readSource(path).matchAll(/"([A-Z]+(?:_[A-Z]+)*)"/g))
      if (match[1]) thrown.add(match[1]);
  }
  for (const code of Object.keys(ERROR_CODES)) expect(thrown, `${code} is used nowhere`).toContain(code);
});
