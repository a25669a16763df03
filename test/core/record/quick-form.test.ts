import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { quickCheck, quickCheckOfRead } from "../../../src/core/record/quick-form.ts";
import { resultDocumentSchema } from "../../../src/core/record/result-document.ts";
import { realRecord } from "../../support/real-records.ts";
import { exam, inspection } from "../../support/sealed-results.ts";

/** The schema has the last word: what is quickly taken, it takes, and gives back letter by letter. */
function holds(schema: z.ZodType, value: unknown): boolean {
  const quick = quickCheck(schema)(value);
  const slow = schema.safeParse(value);
  if (quick) {
    expect(slow.success, JSON.stringify(value)).toBe(true);
    expect(JSON.stringify(slow.data)).toBe(JSON.stringify(value));
  }
  // Who reads goes by no order of members, and by nothing less beside.
  const read = quickCheckOfRead(schema)(value);
  if (quick) expect(read).toBe(true);
  if (read) {
    expect(slow.success, JSON.stringify(value)).toBe(true);
    expect(sorted(slow.data)).toBe(sorted(value));
  }
  return quick;
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member !== "object" || member === null || Array.isArray(member)
      ? member
      : Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))),
  );
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]))];
}

/** The document with something else at one place; null removes the member. */
function spoilt(document: unknown, path: Path, put: unknown): unknown {
  if (path.length === 0) return put;
  const copy = structuredClone(document);
  let at = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = path.at(-1) ?? "";
  if (put === REMOVED) delete at[last];
  else at[last] = put;
  return copy;
}
const REMOVED = Symbol("removed");

describe("the quick check of a form", () => {
  test("takes what the product seals, so that it is worth its while", async () => {
    const real = [await realRecord("k3-sound"), await realRecord("c1-sound"), inspection(), exam()];
    for (const document of real) expect(holds(resultDocumentSchema, document)).toBe(true);
    for (const document of real)
      expect(quickCheckOfRead(resultDocumentSchema)(JSON.parse(sorted(document)))).toBe(true);
  });

  test("takes nothing that the schema would refuse or write otherwise, whatever is put where", async () => {
    const document = await realRecord("c1-cuts-corner");
    // Every fourth is enough to come to every kind of place, and they differ from member to member.
    const paths = pathsOf(document).filter((_, at) => at % 4 === 0);
    const odd = [
      undefined,
      null,
      REMOVED,
      Number.NaN,
      -1,
      0.5,
      2 ** 53,
      "",
      "x",
      "1e5",
      "-0.50",
      "01",
      [],
      {},
      [undefined],
      { code: "x" },
    ];
    for (const path of paths) for (const put of odd) holds(resultDocumentSchema, spoilt(document, path, put));
    for (const path of paths) {
      const at = path.reduce<unknown>(
        (value, key) => (value as Record<string | number, unknown>)[key],
        document,
      );
      if (typeof at !== "object" || at === null || Array.isArray(at)) continue;
      // Only the parameters of a reason may be anything.
      expect(holds(resultDocumentSchema, spoilt(document, path, { ...at, more: 1 }))).toBe(
        path.includes("params"),
      );
      const turned = Object.fromEntries(Object.entries(at).reverse());
      holds(resultDocumentSchema, spoilt(document, path, turned));
    }
  });

  test("agrees with zod on any JSON, records with odd names among it", () => {
    const schema = z.strictObject({ a: z.record(z.string(), z.json()), b: z.int().min(0).nullable() });
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        holds(schema, { a, b });
        holds(schema, a);
        holds(z.json(), a);
      }),
    );
    for (const a of [
      JSON.parse('{"__proto__":1}'),
      new Date(0),
      { x: undefined },
      { x: () => 1 },
      Object.create({ y: 1 }),
    ])
      expect(holds(schema, { a, b: 1 })).toBe(false);
  });

  test("asks the schema where it knows no better way", () => {
    for (const [schema, good, bad] of [
      [z.string().min(3), "abc", "ab"],
      [z.string().regex(/a/g), "a", "b"],
      [z.number().max(3), 3, 4],
      [z.iso.datetime(), "2026-11-27T00:00:00Z", "2026"],
      [z.string().refine((text) => text !== "no"), "yes", "no"],
      [z.object({ a: z.string().refine((text) => text !== "no") }).strict(), { a: "yes" }, { a: "no" }],
      [z.array(z.string()).max(1), ["a"], ["a", "b"]],
      [z.strictObject({ a: z.string().optional() }).refine(({ a }) => a !== "no"), { a: "yes" }, { a: "no" }],
    ] as const) {
      holds(schema, good);
      expect(holds(schema, bad)).toBe(false);
    }
    expect(holds(z.string().trim(), " a ")).toBe(false);
    expect(holds(z.strictObject({ a: z.string().default("x") }), {})).toBe(false);
  });
});
