import { z } from "zod";
import { GENERAL, GENERAL_NAME } from "../trade/words/general-item.ts";
import type { ResultDocument } from "./result-document.ts";

/** What a rulebook says of a rule in words, and how far its number is to be believed. */
export interface RuleTexts {
  readonly textZh: string;
  readonly textEn: string;
  readonly source: string | null;
  readonly confidence: string | null;
  readonly verifiedBy: string | null;
}

export interface ItemName {
  readonly nameZh: string;
  readonly nameEn: string;
}

/** A rulebook for whoever reads a record: words for what the record only names. */
export interface RulebookTexts {
  ruleOf(rule: string): RuleTexts | null;
  nameOf(item: ResultDocument["items"][number]): ItemName | null;
}

/**
 * Of a rulebook no more is asked than that its words stand where they stood in every edition: a record may be older than what the form of today
 * asks of a book. That the book is the one that was judged by is known by its hash, and not by its form.
 */
export const rulebookTextsSchema = z.looseObject({
  items: z.array(
    z.looseObject({
      code: z.string().optional(),
      kind: z.string().optional(),
      nameZh: z.string(),
      nameEn: z.string(),
    }),
  ),
  /** What inspectors look at is named by its requirement. */
  requires: z
    .array(
      z.looseObject({
        code: z.string(),
        nameZh: z.string(),
        nameEn: z.string(),
        source: z.string().nullable().default(null),
        confidence: z.string().nullable().default(null),
        verifiedBy: z.string().nullable().default(null),
      }),
    )
    .default([]),
  rules: z.array(
    z.looseObject({
      id: z.string(),
      scope: z.string().optional(),
      textZh: z.string(),
      textEn: z.string(),
      source: z.string().nullable().default(null),
      confidence: z.string().nullable().default(null),
      verifiedBy: z.string().nullable().default(null),
    }),
  ),
});

type Book = z.output<typeof rulebookTextsSchema>;

export function rulebookTexts(book: Book): RulebookTexts {
  const rules = new Map(book.rules.map((rule) => [rule.id, rule]));
  const asked = new Map(book.requires.map((requirement) => [requirement.code, requirement]));
  return {
    ruleOf(id) {
      const rule = rules.get(id);
      if (rule === undefined) return textsOf(asked.get(id));
      const { textZh, textEn, source, confidence, verifiedBy } = rule;
      return { textZh, textEn, source, confidence, verifiedBy };
    },
    nameOf({ item, findings }) {
      if (item === GENERAL) return { nameZh: GENERAL_NAME.zh, nameEn: GENERAL_NAME.en };
      const byHand = asked.get(item);
      const scopes = findings.map(({ rule }) => rules.get(rule)?.scope);
      const looked = byHand === undefined ? null : { nameZh: byHand.nameZh, nameEn: byHand.nameEn };
      return nameByCode(book, item) ?? looked ?? nameByKind(book, scopes);
    },
  };
}

/** Of what is looked at by hand the inspector's word is the finding, and its name is the rule. */
function textsOf(requirement: Book["requires"][number] | undefined): RuleTexts | null {
  if (requirement === undefined) return null;
  const { nameZh, nameEn, source, confidence, verifiedBy } = requirement;
  return { textZh: nameZh, textEn: nameEn, source, confidence, verifiedBy };
}

const AXLE = "{axle}";

/** Items of an inspection: `B2` is `B{axle}` of the second axle, `B0-3` is `B0` of the third. */
function nameByCode({ items }: Book, item: string): ItemName | null {
  for (const { code, nameZh, nameEn } of items) {
    if (code === undefined) continue;
    const axle = axleIn(code, item);
    if (axle !== null)
      return { nameZh: nameZh.replace(AXLE, axle).trim(), nameEn: nameEn.replace(AXLE, axle).trim() };
  }
  return null;
}

/** The number of the axle, empty for an item of the whole vehicle; null for another item. */
function axleIn(code: string, item: string): string | null {
  if (item === code.replace(AXLE, "")) return "";
  const [before = "", after = ""] = code.includes(AXLE) ? code.split(AXLE) : [`${code}-`, ""];
  const axle = item.slice(before.length, item.length - after.length);
  const fits = item.startsWith(before) && item.endsWith(after) && /^[1-9]\d?$/.test(axle);
  return fits ? axle : null;
}

/** Items of a driving test have the name that the course gives them; what they are is known by the rules that watched them. */
function nameByKind({ items }: Book, scopes: readonly (string | undefined)[]): ItemName | null {
  const found = items.find(({ kind }) => kind !== undefined && scopes.includes(kind));
  return found === undefined ? null : { nameZh: found.nameZh, nameEn: found.nameEn };
}
