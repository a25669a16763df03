import { z } from "zod";
import { type DatedDossier, dossierSchema } from "../../inspection/dossier.ts";
import { dossierFacts } from "../../inspection/vehicle-facts.ts";
import { type Condition, conditionSchema, decideCondition, factsNamedIn } from "../../rules/condition.ts";
import type { Facts } from "../../rules/fact.ts";
import type { Truth } from "../../rules/truth.ts";
import { isPublicFact } from "./personal-fields.ts";

/** What is asked of one vehicle only by a fact that nobody else may know: that it stands in a record, or does not, would tell the fact. */
export interface Dependents {
  /** False where nothing hangs on such a fact, whatever it is. */
  readonly any: boolean;
  /** A requirement. What instruments do is none: their readings stand among the entries. */
  code(code: string): boolean;
  rule(rule: string): boolean;
  /** A part of which nothing is looked at by hand but what depends. */
  part(part: string): boolean;
  photo(part: string, photo: string): boolean;
}

const NOTHING_DEPENDS: Dependents = {
  any: false,
  code: () => false,
  rule: () => false,
  part: () => false,
  photo: () => false,
};

const when = conditionSchema.optional();
/** Of a rulebook that its station has let in: no more than is asked here. */
const bookForm = z.looseObject({
  parts: z.array(
    z.looseObject({
      key: z.string(),
      elsewhereUntold: when,
      manual: z.looseObject({ photos: z.array(z.looseObject({ code: z.string(), when })) }).optional(),
    }),
  ),
  requires: z.array(
    z.looseObject({
      code: z.string(),
      part: z.string(),
      when,
      by: z.array(z.string()).default([]),
      voluntary: z.boolean().default(false),
    }),
  ),
  rules: z.array(z.looseObject({ id: z.string(), item: z.string() })),
});
type Book = z.infer<typeof bookForm>;

/** Of the texts of a job, as values. `today`: the civil date at the lane. Null where they cannot be read, and nothing can be told apart. */
export function dependentsOf(rulebook: unknown, dossier: unknown, today: string): Dependents | null {
  const book = bookForm.safeParse(rulebook);
  if (!book.success) return null;
  if (!conditionsOf(book.data).some(namesPersonal)) return NOTHING_DEPENDS;
  const papers = dossierSchema.safeParse(dossier);
  if (!papers.success) return null;
  return dependentsIn(book.data, { ...papers.data, inspectedOn: today });
}

function dependentsIn(book: Book, dossier: DatedDossier): Dependents {
  const facts = publicFacts(dossier);
  const depends = (condition: Condition | undefined): boolean =>
    namesPersonal(condition) && truthOf(condition, facts) === "undecided";
  const untold = new Set(
    book.parts.filter(({ elsewhereUntold }) => depends(elsewhereUntold)).map(({ key }) => key),
  );
  const isDependent = (one: Book["requires"][number]): boolean => depends(one.when) || untold.has(one.part);
  const codes = new Set(book.requires.filter(isDependent).map(({ code }) => code));
  const rules = new Set(book.rules.filter(({ item }) => codes.has(item)).map(({ id }) => id));
  // What else is looked at by hand there stands open, and the part with it.
  const open = new Set(
    book.requires
      .filter((one) => one.by.length === 0 && !one.voluntary && !codes.has(one.code))
      .filter((one) => truthOf(one.when, facts) !== "false")
      .map(({ part }) => part),
  );
  const parts = new Set(
    book.requires.filter(({ code, part }) => codes.has(code) && !open.has(part)).map(({ part }) => part),
  );
  const photos = new Set(
    book.parts.flatMap(({ key, manual }) =>
      (manual?.photos ?? []).filter((photo) => depends(photo.when)).map(({ code }) => `${key} ${code}`),
    ),
  );
  return {
    any: codes.size + photos.size > 0,
    code: (code) => codes.has(code),
    rule: (rule) => rules.has(rule) || codes.has(rule),
    part: (part) => parts.has(part),
    photo: (part, photo) => parts.has(part) || photos.has(`${part} ${photo}`),
  };
}

function conditionsOf({ parts, requires }: Book): readonly (Condition | undefined)[] {
  return [
    ...parts.flatMap(({ elsewhereUntold, manual }) => [
      elsewhereUntold,
      ...(manual?.photos ?? []).map((photo) => photo.when),
    ]),
    ...requires.map((one) => one.when),
  ];
}

function namesPersonal(condition: Condition | undefined): boolean {
  return factsNamedIn(condition).some((name) => !isPublicFact(name));
}

/** As if the papers said nothing of what is personal. */
function publicFacts(dossier: DatedDossier): Facts {
  return new Map([...dossierFacts(dossier)].filter(([name]) => isPublicFact(name)));
}

function truthOf(condition: Condition | undefined, facts: Facts): Truth {
  return decideCondition(condition, facts).truth;
}
