import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import { RESULT_FIELDS, WITHDRAWAL_FIELDS } from "../../../src/core/evidence/redaction/personal-fields.ts";
import {
  isPublicParam,
  KEPT_PARAMS,
  PERSONAL_PARAMS,
  PUBLIC_PARAMS,
} from "../../../src/core/evidence/redaction/personal-params.ts";
import {
  hiddenBytes,
  Redactor,
  tellsOfPersons,
} from "../../../src/core/evidence/redaction/redact-document.ts";
import { redactEntries } from "../../../src/core/evidence/redaction/redact-entries.ts";
import { TellingTexts } from "../../../src/core/evidence/redaction/telling-texts.ts";
import type { JournalEntry } from "../../../src/core/journal/entry.ts";
import { toHex } from "../../../src/core/record/base64.ts";
import type { Json } from "../../../src/core/record/canonical-json.ts";
import { resultDocumentSchema } from "../../../src/core/record/result-document.ts";
import { withdrawalDocumentSchema } from "../../../src/core/record/withdrawal-document.ts";
import { toldSchema } from "../../../src/core/trade/reason-schema.ts";
import { reason, told } from "../../../src/core/trade/reasons.ts";
import { input, opened } from "../../support/journal-day.ts";
import { countedBytes } from "../../support/redacted-world.ts";
import { inspection, jsonOf } from "../../support/sealed-results.ts";
import { ROOT } from "../../support/source-tree.ts";

/** Goal: nothing that a record or a journal may say of a person leaves by oversight: whatever is new is hidden until somebody has said that it may be shown. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly valueType?: z.ZodType;
}

/** Every field that a value of the schema may have; a reason is one. */
function fieldsOf(schema: z.ZodType, path = ""): string[] {
  if (schema === (toldSchema as z.ZodType)) return [path];
  const below = (name: string): string => (path === "" ? name : `${path}.${name}`);
  const { type, shape, element, innerType, valueType } = schema._zod.def as unknown as Definition;
  if (type === "object" && shape !== undefined)
    return Object.entries(shape).flatMap(([name, member]) => fieldsOf(member, below(name)));
  if (type === "array" && element !== undefined) return fieldsOf(element, below("*"));
  if (type === "record" && valueType !== undefined) return fieldsOf(valueType, below("*"));
  return innerType === undefined ? [path] : fieldsOf(innerType, path);
}

/** Fields without a row or with two, and rows without a field. */
function unclassed(schema: z.ZodType, rows: Readonly<Record<string, unknown>>): string[] {
  const fields = fieldsOf(schema);
  const isOf = (field: string, row: string): boolean => field === row || field.startsWith(`${row}.`);
  const names = Object.keys(rows);
  return [
    ...fields.filter((field) => names.filter((row) => isOf(field, row)).length !== 1),
    ...names.filter((row) => !fields.some((field) => isOf(field, row))).map((row) => `row ${row}`),
  ];
}

const redactor = (telling: TellingTexts | null = null): Redactor =>
  new Redactor({ digest: sha256, random: countedBytes }, telling);

describe("what is personal", () => {
  test("is said of every field of a result and of a withdrawal, once", () => {
    const where = "src/core/evidence/redaction/personal-fields.ts";
    const rows = (table: string): string => `each field has one row in ${table} of ${where}`;
    expect(unclassed(resultDocumentSchema, RESULT_FIELDS), rows("RESULT_FIELDS")).toEqual([]);
    expect(unclassed(withdrawalDocumentSchema, WITHDRAWAL_FIELDS), rows("WITHDRAWAL_FIELDS")).toEqual([]);
    expect(fieldsOf(resultDocumentSchema).length).toBeGreaterThan(100);
  });

  test("a field that somebody adds is missed until it has a row", () => {
    const more = resultDocumentSchema.extend({
      driver: z.strictObject({ name: z.string() }).exactOptional(),
    });
    expect(unclassed(more, RESULT_FIELDS)).toEqual(["driver.name"]);
    const { verdict: _, ...fewer } = RESULT_FIELDS;
    expect(unclassed(resultDocumentSchema, fewer)).toEqual(["verdict"]);
    expect(unclassed(resultDocumentSchema, { ...RESULT_FIELDS, engine: "public" })).toEqual(["row engine"]);
  });

  test("is said of every parameter of a reason, in one list", async () => {
    const names = new Set<string>();
    const folder = join(ROOT, "test/support/reason-samples");
    for (const file of readdirSync(folder)) {
      const module: unknown = await import(/* @vite-ignore */ pathToFileURL(join(folder, file)).href);
      const tables = Object.entries(module as Record<string, Readonly<Record<string, object>>>);
      for (const [name, samples] of tables)
        if (name.endsWith("SAMPLES")) for (const params of Object.values(samples)) namesIn(params, names);
    }
    expect(names.size).toBeGreaterThan(300);
    const isInOne = (name: string): boolean => PUBLIC_PARAMS.has(name) !== PERSONAL_PARAMS.has(name);
    const where = "src/core/evidence/redaction/personal-params.ts";
    const lists = `each stands in PUBLIC_PARAMS or in PERSONAL_PARAMS of ${where}, not in both`;
    expect(
      [...names].filter((name) => !isInOne(name)),
      lists,
    ).toEqual([]);
    expect([...KEPT_PARAMS].filter((name) => !isPublicParam(name))).toEqual([]);
    expect(
      [...PERSONAL_PARAMS].filter((name) => !names.has(name)),
      `no reason has it: take it out of ${where}`,
    ).toEqual([]);
  });
});

function namesIn(params: object, names: Set<string>): void {
  for (const [name, value] of Object.entries(params)) {
    names.add(name);
    const inner = (value as { readonly params?: unknown } | null)?.params;
    if (typeof inner === "object" && inner !== null) namesIn(inner, names);
  }
}

describe("a document", () => {
  test("has a digest at each place that is personal, and all else as it was", () => {
    const redacted = redactor();
    const document = redacted.document(jsonOf(inspection()), RESULT_FIELDS, "result") as Record<string, Json>;
    const subject = Object.values(document.subject as Record<string, Json>);
    expect(subject.length).toBeGreaterThan(0);
    for (const value of subject) expect(value).toEqual({ digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect({ ...document, subject: inspection().subject }).toEqual(jsonOf(inspection()));
    for (const { path, salt, value } of redacted.hidden) {
      const digest = toHex(sha256(hiddenBytes(path, salt, value)));
      expect(JSON.stringify(document)).toContain(digest);
    }
  });

  test("hides what has no row, whatever it is", () => {
    const document = { ...jsonOf(inspection()), driver: { name: "张三", age: 40 }, more: ["李四"] };
    const text = JSON.stringify(redactor().document(document, RESULT_FIELDS, "result"));
    expect([text.includes("张三"), text.includes("40}"), text.includes("李四")]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("keeps of a reason its code and the word of the list, and not who, what they wrote, or its sentences", () => {
    const why = told(
      reason("WITHDRAWN_FOR", { by: "P-7K3M9Q2X", choice: "wrong-vehicle", note: "王五 said so" }),
    );
    const found = redactor().document({ reason: why as unknown as Json }, WITHDRAWAL_FIELDS, "d");
    const text = JSON.stringify(found);
    expect([text.includes("P-7K3M9Q2X"), text.includes("王五")]).toEqual([false, false]);
    expect(found).toMatchObject({ reason: { code: "WITHDRAWN_FOR", params: { choice: "wrong-vehicle" } } });
  });

  test("hides a reason that quotes what was hidden elsewhere", () => {
    const why = told(reason("SYSTEM_SAID", { text: "x" }));
    const quoting: Json = {
      code: "NO_SUCH_CODE",
      params: { value: "鄂A12345" },
      zh: "鄂A12345",
      en: "鄂A12345",
    };
    const telling = new TellingTexts(["鄂A12345"], []);
    const shown = redactor().document({ reason: quoting }, WITHDRAWAL_FIELDS, "d");
    expect(JSON.stringify(shown)).toContain("鄂A12345");
    const hidden = redactor(telling).document({ reason: quoting }, WITHDRAWAL_FIELDS, "d");
    expect(JSON.stringify(hidden)).not.toContain("鄂A12345");
    expect(tellsOfPersons(why as unknown as Json)).toBe(true);
  });

  test("tells of clocks, also of one that another clock contradicts", () => {
    const because = reason("CLOCK_BEHIND", { behindS: 3600, by: "entry" });
    expect(tellsOfPersons(reason("CLOCK_IN_DOUBT", { because }) as unknown as Json)).toBe(false);
    const nested = reason("ITEM_VOID", {
      item: "B1",
      why: reason("STOPPED_FOR", { by: "P-1", choice: "x", note: "" }),
    } as never);
    expect(tellsOfPersons(nested as unknown as Json)).toBe(true);
  });
});

describe("a digest", () => {
  test("goes by salt, path and value, and by the members of a value in whatever order", () => {
    const salt = countedBytes(16);
    const text = fc.string({ unit: "grapheme", maxLength: 20 });
    fc.assert(
      fc.property(text, text, text, (path, a, b) => {
        const of = (at: string, value: Json): string => toHex(hiddenBytes(at, salt, value));
        expect(of(path, { a, b })).toBe(of(path, { b, a }));
        expect(of(path, [a, b]) === of(path, [b, a])).toBe(a === b);
        expect(of(`${path}.x`, a)).not.toBe(of(path, `x.${a}`));
      }),
    );
    expect(toHex(hiddenBytes("p", countedBytes(16), 1))).not.toBe(
      toHex(hiddenBytes("p", countedBytes(16), 1)),
    );
  });
});

describe("entries", () => {
  const at = (entry: JournalEntry, index: number) => ({ index, entry, text: JSON.stringify(entry) });
  const nothing = new TellingTexts([], []);

  test("are hidden where they open, close or withdraw, and where a person commands", () => {
    const command = { kind: "command", by: "P-1", atMs: 1, command: { name: "begin" } } as const;
    const found = redactEntries(
      [at(opened("j"), 3), at(input("j"), 4), at({ ...input("j"), input: command } as JournalEntry, 5)],
      nothing,
    );
    expect(found).toEqual({
      disclosed: [4],
      hidden: [
        { index: 3, entry: "job-opened" },
        { index: 5, entry: "job-input" },
      ],
    });
  });

  test("are hidden where an instrument sees what stands in no table", () => {
    const seen = (kind: string) => {
      const observation = { kind, device: "d", atMs: 1, quality: "good", value: "x" };
      const entry = { ...input("j"), input: { kind: "observation", role: "axle-scale", observation } };
      return redactEntries([at(entry as unknown as JournalEntry, 1)], nothing).disclosed.length;
    };
    expect([seen("axle-load"), seen("plate-read"), seen("constructor")]).toEqual([1, 0, 0]);
  });

  test("are hidden where an event is of no known kind, or a reason in it tells of somebody", () => {
    const withEvents = (events: readonly unknown[]) => at({ ...input("j"), events } as JournalEntry, 7);
    const by = { code: "ABORTED", params: { by: "P-1", typed: "x" } };
    const shown = (events: readonly unknown[]): number =>
      redactEntries([withEvents(events)], nothing).disclosed.length;
    expect(shown([{ type: "lane-done" }])).toBe(1);
    expect(shown([{ type: "lane-done" }, { type: "face-seen" }])).toBe(0);
    expect(shown([{ type: "lane-done", deep: [{ why: by }] }])).toBe(0);
    expect(shown([{ type: "prompted", prompt: { params: { place: "scale" } } }])).toBe(1);
    expect(shown([{ type: "prompted", prompt: { params: { driver: "scale" } } }])).toBe(0);
  });

  test("are hidden where they quote what is hidden, but for the words that the rules use", () => {
    const entry = { ...input("j"), input: { kind: "timer", id: "鄂A12345", atMs: 1 } } as JournalEntry;
    const of = (telling: TellingTexts): number => redactEntries([at(entry, 1)], telling).disclosed.length;
    expect(of(nothing)).toBe(1);
    expect(of(new TellingTexts([{ plate: "鄂A12345" }], []))).toBe(0);
    expect(of(new TellingTexts(["鄂A12345"], ["plates as 鄂A12345"]))).toBe(1);
    expect(of(new TellingTexts(["timer", "1"], ["timer"]))).toBe(1);
  });

  test("are hidden where they quote it in the spelling of JSON, or as the name of a member", () => {
    const texts = fc
      .string({ unit: "binary", minLength: 5, maxLength: 20 })
      .filter((text) => /[^-\d.]/.test(text));
    const hides = (telling: string, entry: JournalEntry): boolean =>
      redactEntries([at(entry, 1)], new TellingTexts([telling], [])).disclosed.length === 0;
    const timer = (id: string) => ({ ...input("j"), input: { kind: "timer", id, atMs: 1 } }) as JournalEntry;
    for (const telling of ['Wang "Wu"', "back\\slash", "two\nlines", "tab\there", "\u2028line"])
      expect([telling, hides(telling, timer(`x ${telling} y`))]).toEqual([telling, true]);
    fc.assert(
      fc.property(texts, (telling) => hides(telling, timer(`x${telling}y`))),
      { numRuns: 200 },
    );
    const named = { ...input("j"), events: [{ type: "lane-done", 'Wang "Wu"': 1 }] } as JournalEntry;
    expect(hides('Wang "Wu"', named)).toBe(true);
    expect(hides('Wang "Wu"', timer("Wang Wu"))).toBe(false);
    const figure = { ...input("j"), input: { kind: "timer", id: "x", atMs: 420106 } } as JournalEntry;
    expect(hides("420106", figure)).toBe(true);
  });

  test("at the end of a lane are hidden where what is looked at by hand may tell of a person", () => {
    const shown = (any: boolean, entry: JournalEntry): number =>
      redactEntries([at(entry, 1)], nothing, { any }).disclosed.length;
    const events = (...types: readonly string[]) =>
      ({ ...input("j"), events: types.map((type) => ({ type })) }) as JournalEntry;
    for (const type of ["lane-done", "review-begun", "parts-resumed", "inspection-concluded"])
      expect([
        shown(false, events("item-measured", type)),
        shown(true, events("item-measured", type)),
      ]).toEqual([1, 0]);
    const asked = { type: "prompted", prompt: { action: "look-by-hand", params: { parts: 2 } } };
    const prompted = { ...input("j"), events: [asked] } as JournalEntry;
    const resumed = { ...input("j"), input: { kind: "resumed", atMs: 1 } } as JournalEntry;
    expect([shown(false, prompted), shown(true, prompted)]).toEqual([1, 0]);
    expect([shown(false, resumed), shown(true, resumed)]).toEqual([1, 0]);
    expect(shown(true, events("item-measured"))).toBe(1);
  });
});
