import { join } from "node:path";
import { z } from "zod";
import { makeDirectories } from "../adapters/disk/make-directory.ts";
import { writeFileOrSay } from "../adapters/disk/write-file.ts";
import { EdgeError } from "../errors.ts";
import { parseWords } from "./arguments.ts";
import { type CliCommand, outLines } from "./command.ts";

/** Our file formats by name; the name becomes `NAME.schema.json`. */
export type FileSchemas = Readonly<Record<string, FileSchema>>;

export interface FileSchema {
  readonly form: z.ZodType;
  /** What an editor shows of the file as a whole. */
  readonly title: string;
  readonly description: string;
}

const HELP = `Usage: proofmark schema [--out DIR | NAME]

Prints or writes the JSON Schemas of all file formats, made from the same definitions that the programs check with.

Exit codes: 0 done, 2 wrong input.

Example: npx proofmark schema --out config/schema`;

export function createSchemaCommand(schemas: FileSchemas): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const { values, words } = parseWords("schema", args, { out: { type: "string" } });
      const [name] = words;
      if (words.length > (values.out === undefined ? 1 : 0))
        throw new EdgeError("USAGE", "proofmark schema takes one name, or --out DIR and no name.");
      if (values.out !== undefined) {
        writeSchemas(schemas, values.out);
        return 0;
      }
      if (name === undefined) for (const each of Object.keys(schemas)) io.out(each);
      else outLines(io, schemaText(schemas, name).trimEnd());
      return 0;
    },
  };
}

/** Throws EdgeError DIRECTORY_UNWRITABLE or FILE_UNWRITABLE. */
function writeSchemas(schemas: FileSchemas, directory: string): void {
  try {
    makeDirectories(directory);
  } catch (cause) {
    throw new EdgeError(
      "DIRECTORY_UNWRITABLE",
      `Cannot make the directory ${directory}.`,
      { directory },
      cause,
    );
  }
  for (const name of Object.keys(schemas))
    writeFileOrSay(join(directory, `${name}.schema.json`), schemaText(schemas, name));
}

export function schemaText(schemas: FileSchemas, name: string): string {
  const schema = schemas[name];
  if (schema === undefined) {
    throw new EdgeError(
      "USAGE",
      `proofmark schema: found ${JSON.stringify(name)}, allowed: ${Object.keys(schemas).join(", ")}.`,
    );
  }
  const { form, title, description } = schema;
  const { $schema, ...rest } = z.toJSONSchema(form, { io: "input", unrepresentable: "any" });
  const json = { $schema, $id: `urn:proofmark:schema:${name}`, title, description, ...rest };
  return `${JSON.stringify(json, null, 2)}\n`;
}
