import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseYamlText } from "../src/adapters/config/yaml-file.ts";
import { schemaText } from "../src/cli/schema.ts";
import { FILE_SCHEMAS } from "../src/runtime/file-schemas.ts";
import { ROOT, readSource } from "./support/source-tree.ts";

/** Which example files follow which schema; every file under config/ must stand here. */
const EXAMPLES: readonly (readonly [RegExp, string])[] = [
  [/^config\/stations\/.*\.yaml$/, "station"],
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
      expect(readSource(`config/schema/${name}.schema.json`)).toBe(schemaText(FILE_SCHEMAS, name));
    },
  );

  test.each(files)("%s is valid", (file) => {
    const name = EXAMPLES.find(([pattern]) => pattern.test(file))?.[1];
    const schema = name === undefined ? undefined : FILE_SCHEMAS[name];
    if (schema === undefined) throw new Error(`${file} follows no known schema; add it to EXAMPLES`);
    parseYamlText(readSource(file), schema, file);
  });
});
