import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { schemaText } from "../src/cli/schema.ts";
import { FILE_SCHEMAS } from "../src/runtime/file-schemas.ts";
import { proofmark } from "./support/cli-run.ts";
import { keyNames, scenarioKeysPage } from "./support/scenario-keys-page.ts";
import { readSource } from "./support/source-tree.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const schema: unknown = JSON.parse(schemaText(FILE_SCHEMAS, "scenario"));
const guide = readSource("docs/scenarios.md");
const examples = [...guide.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);

/** Goal: what the pages say of scenarios is what the program does. */
describe("docs/scenario-keys.md", () => {
  test("is made from the form (npx vitest run test/scenarios-page.test.ts -u makes it again)", async () => {
    await expect(scenarioKeysPage(schema)).toMatchFileSnapshot("../docs/scenario-keys.md");
  });

  test("has every key", () => {
    const page = readSource("docs/scenario-keys.md");
    const missing = [...keyNames(schema)].filter(
      (key) =>
        !page.includes(`| ${key} |`) &&
        !page.includes(`| **${key}** |`) &&
        !page.includes(`**${key}: `) &&
        key !== "schema" &&
        key !== "kind",
    );
    expect(missing).toEqual([]);
  });
});

describe("docs/scenarios.md", () => {
  test("has examples", () => {
    expect(examples.length).toBeGreaterThanOrEqual(5);
  });

  test.each(examples.map((text) => [/^name: (.*)$/m.exec(text)?.[1] ?? "", text]))(
    "%s comes to what it says",
    async (name, text) => {
      const file = join(temporaryDirectory(), `${name}.yaml`);
      writeFileSync(file, text);
      const { code, out, err } = await proofmark("run", file);
      expect(err).toBe("");
      if (name !== "weak") {
        expect(out).toMatch(/^ok /);
        return;
      }
      expect(code).toBe(1);
      // The miss that is shown, but for figures and what was cut.
      const shown = /^```text\n([\s\S]*?)^```$/m.exec(guide)?.[1]?.trimEnd().split("\n") ?? [];
      const lines = out.split("\n");
      expect(shown.length).toBeGreaterThan(4);
      for (const [at, line] of shown.entries()) {
        const parts = line
          .replace("weak.yaml", file)
          .split("...")
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\d+(?:\\\.\d+)?/g, "[\\d.]+"));
        expect(lines[at]).toMatch(new RegExp(`^${parts.join(".*")}$`));
      }
    },
  );
});
