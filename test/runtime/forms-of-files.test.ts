import { expect, test } from "vitest";
import type { z } from "zod";
import { formWords } from "../../src/core/door/forms.ts";
import { FILE_SCHEMAS } from "../../src/runtime/file-schemas.ts";

/** What people write; the other forms are made and read by programs. */
const WRITTEN = [
  ...["station", "registry", "witness", "national", "national-mapping", "scenario", "demo", "board"],
  ...["inspection-rulebook", "exam-rulebook", "course", "vehicle", "dossier", "candidate"],
  ...["papers", "vehicle-fact"],
];

type Def = Readonly<Record<string, unknown>> & { readonly error?: (issue: unknown) => unknown };

function defOf(node: unknown): Def | null {
  return (node as { readonly _zod?: { readonly def?: Def } } | undefined)?._zod?.def ?? null;
}

/** The messages of whatever a text, or what was checked of a whole, is held to: null where it has none of its own. */
function messagesOf(root: z.ZodType): { readonly at: string; readonly message: unknown }[] {
  const seen = new Set<unknown>();
  const found: { readonly at: string; readonly message: unknown }[] = [];
  const visit = (node: unknown, at: string): void => {
    if (typeof node !== "object" || node === null || seen.has(node)) return;
    seen.add(node);
    const def = defOf(node);
    if (def === null) {
      for (const [key, value] of Object.entries(node)) visit(value, `${at}.${key}`);
      return;
    }
    const format = def.check === "string_format";
    if (format || (def.check === "custom" && def.error !== undefined))
      found.push({ at: `${at} ${String(def.format ?? "")}`, message: def.error?.({}) ?? null });
    for (const [key, value] of Object.entries(def))
      if (key !== "error") visit(key === "getter" ? (value as () => unknown)() : value, `${at}.${key}`);
    const { innerType, getter } = def;
    if (innerType === undefined && typeof getter === "function") visit(getter(), `${at}.lazy`);
  };
  visit(root, "");
  return found;
}

test.each(WRITTEN)("what %s must look like is said in both languages", (name) => {
  const schema = FILE_SCHEMAS[name];
  if (schema === undefined) throw new Error(`no schema ${name}`);
  const messages = messagesOf(schema.form as z.ZodType);
  const wordless = messages.filter(({ message }) => {
    const told = typeof message === "string" ? message : (message as { message?: string } | null)?.message;
    return told === undefined || formWords(told) === null;
  });
  expect(wordless).toEqual([]);
});

test("the walk finds what has words, and what has none", () => {
  const messages = messagesOf(FILE_SCHEMAS.station?.form as z.ZodType).map(({ message }) => message);
  expect(messages).toContain("form:timeZone");
  expect(messages).toContain("form:machineName");
});
