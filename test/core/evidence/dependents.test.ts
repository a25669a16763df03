import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { plainValueOf } from "../../../src/adapters/config/plain-value.ts";
import { type Dependents, dependentsOf } from "../../../src/core/evidence/redaction/dependents.ts";
import { allAskedIn, withhold } from "../../../src/core/evidence/redaction/withhold.ts";
import type { Json } from "../../../src/core/record/canonical-json.ts";
import { ROOT } from "../../support/source-tree.ts";

/** Goal: what hangs on a personal fact is found in the text of the rules, whatever those are; and no more than that is taken from a reader. */
const read = (file: string): unknown => plainValueOf(readFileSync(join(ROOT, file), "utf8"));
const BOOK = read("config/rules/cn-inspection-2021.yaml") as Book;
const CAR = {
  ...(read("config/dossiers/demo-k3.yaml") as Record<string, unknown>),
  dimensions: { lengthMm: 4500, widthMm: 1750, heightMm: 1500 },
};
const TODAY = "2026-11-30";
const HEALTH = ["F1-42"];
const ACCIDENT = ["DC-43", "DC-44", "DC-45", "DC-46", "C1-47", "C1-48", "C1-49", "C1-50", "C1-51"];

interface Book {
  readonly parts: readonly { readonly key: string }[];
  readonly requires: readonly { readonly code: string }[];
  readonly items: readonly { readonly key: string; readonly code: string }[];
  readonly rules: readonly unknown[];
}

function found(book: Book, dossier: unknown): Dependents {
  const dependents = dependentsOf(book, dossier, TODAY);
  if (dependents === null) throw new Error("the texts are read");
  return dependents;
}

function codes(dossier: Record<string, unknown>, book: Book = BOOK): readonly string[] {
  const dependents = found(book, dossier);
  return book.requires.map(({ code }) => code).filter((code) => dependents.code(code));
}

describe("what depends on a personal fact, by the rules that we ship", () => {
  test("of a small car are the aids of its driver, and below ten years what an accident asks for", () => {
    expect(codes({ ...CAR, firstRegistered: "2019-08-20" })).toEqual([...HEALTH, ...ACCIDENT]);
    expect(codes({ ...CAR, firstRegistered: "2013-08-20" })).toEqual(HEALTH);
  });

  test("is the same whatever that fact is, or where nobody knows it", () => {
    const young = { ...CAR, firstRegistered: "2019-08-20" };
    for (const word of [true, false, null])
      expect(codes({ ...young, disabilityAid: word, casualtyAccident: word })).toEqual(codes(young));
  });

  test("of a part that is looked at for nothing else is the part, and of one with more it is not", () => {
    const { part, any } = found(BOOK, { ...CAR, firstRegistered: "2019-08-20" });
    expect(any).toBe(true);
    expect(["dynamic", "chassis", "appearance", "identity"].map(part)).toEqual([true, true, false, false]);
  });

  test("is nothing where it is asked of every such vehicle", () => {
    const bus = read("test/scenarios/dossiers/k1-bus.yaml") as Record<string, unknown>;
    expect(codes(bus).filter((code) => [...HEALTH, ...ACCIDENT].includes(code))).toEqual([]);
  });
});

describe("rules of another book", () => {
  const aid = { fact: "vehicle.disabilityAid", equals: "yes" };
  const book = (more: object): Book => ({ parts: [], requires: [], items: [], rules: [], ...more });

  test("that name no such fact need no papers", () => {
    const one = { code: "A-1", part: "p", when: { fact: "vehicle.fuel", equals: "diesel" } };
    expect(found(book({ requires: [one] }), null).any).toBe(false);
  });

  test("that nobody can read tell nothing apart", () => {
    expect(dependentsOf(undefined, CAR, TODAY)).toBeNull();
    expect(dependentsOf(book({ requires: [{ code: "A-1", part: "p", when: aid }] }), null, TODAY)).toBeNull();
  });

  test("may hang a photo and a whole part on it, and what instruments do stands open", () => {
    const rules = book({
      parts: [
        { key: "p", elsewhereUntold: aid },
        { key: "q", manual: { photos: [{ code: "0101", when: aid }, { code: "0102" }] } },
      ],
      requires: [
        { code: "A-1", part: "p" },
        { code: "A-2", part: "q", by: ["lift"], when: aid },
        { code: "A-3", part: "q" },
      ],
      items: [{ key: "lift", code: "L{axle}", appliesWhen: aid }],
      rules: [
        { id: "hand.time", item: "A-2" },
        { id: "lift.time", item: "lift" },
      ],
    });
    const of = found(rules, CAR);
    expect(["A-1", "A-2", "A-3", "L1"].filter(of.code)).toEqual(["A-1", "A-2"]);
    expect([of.rule("hand.time"), of.rule("lift.time")]).toEqual([true, false]);
    expect([of.part("p"), of.part("q")]).toEqual([true, false]);
    expect([of.photo("q", "0101"), of.photo("q", "0102"), of.photo("p", "0103")]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe("a part with what depends stands open", () => {
  const aid = { fact: "vehicle.disabilityAid", equals: "yes" };
  const diesel = { fact: "vehicle.fuel", equals: "diesel" };
  const isOpen = (beside: object): boolean => {
    const requires = [
      { code: "A-1", part: "p", when: aid },
      { code: "A-2", part: "p", ...beside },
    ];
    return !found({ parts: [], requires, items: [], rules: [] }, CAR).part("p");
  };

  test("for what is asked of every such vehicle and looked at by hand, and for nothing else", () => {
    expect(isOpen({})).toBe(true);
    expect(isOpen({ voluntary: true })).toBe(false);
    expect(isOpen({ by: ["lift"] })).toBe(false);
    expect([isOpen({ when: diesel }), isOpen({ when: { not: diesel } })]).toEqual([false, true]);
  });
});

describe("a result without them", () => {
  const dependents = found(BOOK, { ...CAR, firstRegistered: "2019-08-20" });
  const why = (code: string, params: Json): Json => ({ code, params, zh: "x", en: "x" });
  const named = (code: string) => ({ code, nameZh: code, nameEn: code });
  const result = {
    reasons: [
      why("ITEM_UNDECIDED", { item: "C1-47", because: [] }),
      why("ITEM_UNDECIDED", { item: "B1", because: [] }),
      why("NOT_IN_RULEBOOK", { rulebook: "r", items: [["A", "a", "a"]] }),
    ],
    notes: [why("LEFT_TO_OTHERS", { parts: [["a", "a", 3]] }), why("RULEBOOK_SCOPE", { zh: "a" })],
    scope: {
      required: 5,
      done: ["C1-48", "B1"],
      open: [named("C1-47")],
      missing: [],
      elsewhere: [
        { part: "appearance", codes: ["F1-10", "F1-42"] },
        { part: "dynamic", codes: ["DC-43"] },
      ],
      voluntary: [],
      restsOn: why("RESTS_ON_WORDS", { facts: ["vehicle.casualtyAccident"] }),
    },
    items: [{ item: "B1" }, { item: "C1-47" }],
    unverifiedRules: ["C1-47", "brake.sum"],
    photos: [
      { part: "chassis", photo: "0323" },
      { part: "identity", photo: "0111" },
    ],
    acts: [
      { act: "inspection.part-enter", of: "C1-47" },
      { act: "inspection.part-begin", of: "chassis" },
      { act: "inspection.part-photo", of: "chassis 0323" },
      { act: "inspection.part-photo", of: "identity 0111" },
      { act: "inspection.sign" },
    ],
  };

  test("has every other row, and what was taken has its place in the whole one", () => {
    const { shown, withheld } = withhold(result as unknown as Json, dependents);
    expect(JSON.stringify(shown)).not.toMatch(/C1-4|DC-43|F1-42|chassis|dynamic|casualty|LEFT_TO|NOT_IN/);
    expect(shown).toMatchObject({
      reasons: [{ params: { item: "B1" } }],
      notes: [{ code: "RULEBOOK_SCOPE" }],
      scope: { done: ["B1"], open: [], elsewhere: [{ part: "appearance", codes: ["F1-10"] }] },
      items: [{ item: "B1" }],
      unverifiedRules: ["brake.sum"],
      photos: [{ part: "identity" }],
      acts: [{ of: "identity 0111" }, { act: "inspection.sign" }],
    });
    for (const { path, value } of withheld) {
      const there = path
        .split(".")
        .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], result);
      expect([path, there]).toEqual([path, value]);
    }
    expect(withheld.length).toBe(14);
  });

  test("has no row of what the law asks for where nobody can tell apart what depends, and all that instruments did", () => {
    const { shown } = withhold(result as unknown as Json, allAskedIn(result as unknown as Json));
    expect(shown).toMatchObject({
      scope: { done: [], open: [], missing: [], elsewhere: [], voluntary: [] },
      items: [],
      unverifiedRules: ["brake.sum"],
      photos: [],
      acts: [{ act: "inspection.sign" }],
    });
    const measured = { ...result, scope: { ...result.scope, done: ["C1-48"] } } as unknown as Json;
    expect(withhold(measured, allAskedIn(measured)).shown).toMatchObject({ items: [{ item: "B1" }] });
  });
});
