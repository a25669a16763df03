import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { asyncApiDocument, MESSAGES, type MessageName } from "../support/async-api.ts";
import { messageExamples } from "../support/message-examples.ts";
import { ROOT, readSource } from "../support/source-tree.ts";

/**
 * Goal: docs/asyncapi.json is a valid AsyncAPI document, says what the code checks with, and its examples are messages that went
 * through that code. Anew: `npx vitest run test/protocol/async-api.test.ts --update`.
 */
const { station: _station, ...examples } = messageExamples();
const document = asyncApiDocument(examples);
const names = Object.keys(MESSAGES) as MessageName[];

describe("the AsyncAPI document", () => {
  test("is what the code gives", async () => {
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(
      join(ROOT, "docs/asyncapi.json"),
    );
  });

  test("follows the specification", () => {
    const rules = join(ROOT, "node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json");
    const ajv = new Ajv({ allErrors: true, strict: false, logger: false, validateFormats: false });
    const isValid = ajv.compile(JSON.parse(readFileSync(rules, "utf8")));
    expect(isValid(written()) ? [] : isValid.errors).toEqual([]);
    // It has to refuse something, or it proves nothing.
    expect(isValid({ ...written(), channels: { answer: { adress: "x" } } })).toBe(false);
  });

  test("points at nothing that is not there", () => {
    const text = readSource("docs/asyncapi.json");
    const pointers = [...text.matchAll(/"\$ref": "#\/([^"]+)"/g)].map(([, path = ""]) => path);
    expect(pointers.length).toBeGreaterThan(15);
    expect(pointers.filter((path) => at(written(), path.split("/")) === undefined)).toEqual([]);
  });

  test.each(names)(
    "has examples of %s that its own schema and the code take, and refuse when spoilt",
    (name) => {
      const ajv = new Ajv({ strict: false, validateFormats: false });
      const isOfSchema = ajv.compile(at(written(), ["components", "schemas", name]) as object);
      const shown = at(written(), ["components", "messages", name, "examples"]) as { payload: object }[];
      expect(shown.length).toBeGreaterThan(1);
      for (const { payload } of shown) {
        expect(isOfSchema(payload) ? null : isOfSchema.errors).toBeNull();
        expect(MESSAGES[name].form.safeParse(payload).error).toBeUndefined();
        for (const member of Object.keys(payload)) {
          const { [member as keyof typeof payload]: _gone, ...rest } = payload;
          expect(isOfSchema(rest), `without ${member}`).toBe(false);
          expect(isOfSchema({ ...payload, [member]: { spoilt: true } }), `${member} spoilt`).toBe(false);
        }
        expect(isOfSchema({ ...payload, more: 1 })).toBe(false);
      }
    },
  );
});

function written(): object {
  return JSON.parse(readSource("docs/asyncapi.json")) as object;
}

function at(of: unknown, [name, ...path]: readonly string[]): unknown {
  if (name === undefined) return of;
  return typeof of === "object" && of !== null ? at((of as Record<string, unknown>)[name], path) : undefined;
}
