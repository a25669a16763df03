import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { parseYamlText } from "../src/adapters/config/yaml-file.ts";
import { schemaText } from "../src/cli/schema.ts";
import { FILE_SCHEMAS } from "../src/runtime/file-schemas.ts";
import { ROOT, readSource } from "./support/source-tree.ts";

/** Which example files follow which schema; every file under config/ must stand here. */
const EXAMPLES: readonly (readonly [RegExp, string])[] = [
  [/^config\/stations\/.*\.yaml$/, "station"],
  [/^config\/marks\/.*\.yaml$/, "mark-policy"],
  [/^config\/registries\/.*\.yaml$/, "registry"],
  [/^config\/national\/mapping-.*\.yaml$/, "national-mapping"],
  [/^config\/national\/.*\.yaml$/, "national"],
  [/^config\/witnesses\/.*\.yaml$/, "witness"],
  [/^config\/rules\/(?:cn-inspection|uk-mot)-.*\.yaml$/, "inspection-rulebook"],
  [/^config\/rules\/cn-exam-.*\.yaml$/, "exam-rulebook"],
  [/^config\/courses\/.*\.geojson$/, "course"],
  [/^config\/vehicles\/.*\.yaml$/, "vehicle"],
  [/^config\/dossiers\/candidate-.*\.yaml$/, "candidate"],
  [/^config\/dossiers\/.*\.yaml$/, "dossier"],
  [/^config\/boards\/.*\.yaml$/, "board"],
  [/^config\/demo\/.*\.yaml$/, "demo"],
  [/^test\/scenarios\/dossiers\/.*\.yaml$/, "dossier"],
  [/^test\/scenarios\/.*\.yaml$/, "scenario"],
];

const files = ["config", "test/scenarios"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("config/schema"))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1)),
);

describe("file formats", () => {
  test.each(Object.keys(FILE_SCHEMAS))(
    "config/schema/%s.schema.json is what the program checks with",
    (name) => {
      expect(readSource(`config/schema/${name}.schema.json`), "npm run schema makes them again").toBe(
        schemaText(FILE_SCHEMAS, name),
      );
    },
  );

  test.each(files)("%s is valid", (file) => {
    const name = EXAMPLES.find(([pattern]) => pattern.test(file))?.[1];
    const schema = name === undefined ? undefined : FILE_SCHEMAS[name]?.form;
    if (schema === undefined) throw new Error(`${file} follows no known schema; add it to EXAMPLES`);
    parseYamlText(readSource(file), schema, file);
  });

  test.each(Object.keys(FILE_SCHEMAS))("%s says what it is, and has a name of its own", (name) => {
    const schema = JSON.parse(schemaText(FILE_SCHEMAS, name)) as Record<string, unknown>;
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $id: `urn:proofmark:schema:${name}`,
      title: expect.stringMatching(/^[A-Z].*\w$/),
      description: expect.stringMatching(/\.$/),
    });
  });

  /** An editor knows nothing else of a file: what it is told there has to be the schema that the program checks with. */
  test.each(files.filter((file) => file.endsWith(".yaml")))(
    "%s leads an editor to its schema, and follows it",
    (file) => {
      const text = readSource(file);
      const line = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text);
      expect(line, "the first line names the schema").not.toBeNull();
      const name = EXAMPLES.find(([pattern]) => pattern.test(file))?.[1];
      const path = join(dirname(file), line?.[1] ?? "");
      expect(path).toBe(`config/schema/${name}.schema.json`);
      const { error } = formOf(path).safeParse(parseYamlText(text, z.unknown(), file).value);
      expect(error?.issues ?? []).toEqual([]);
    },
  );
});

const FORMS = new Map<string, z.ZodType>();

/** The JSON Schema itself, as an editor has it. */
function formOf(path: string): z.ZodType {
  const known = FORMS.get(path) ?? z.fromJSONSchema(JSON.parse(readSource(path), withoutDependents));
  FORMS.set(path, known);
  return known;
}

/** What zod cannot read of a JSON Schema: which keys ask for which others. */
function withoutDependents(key: string, value: unknown): unknown {
  return key === "dependentRequired" || key === "dependentSchemas" ? undefined : value;
}
