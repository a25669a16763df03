import type { Condition } from "../../rules/condition.ts";
import { type KnownFacts, type Slip, slipsOf } from "../../rules/condition-check.ts";
import { slipsOfProvenance } from "../../rules/provenance-check.ts";
import type { Rule } from "../../rules/rule.ts";
import { slipsOfReach, type TableSite } from "../../rules/table-check.ts";
import { MANUAL_FACTS, VEHICLE_FACTS } from "../../trade/words/facts.ts";
import type { Compute } from "../formulas.ts";
import type { Part, Reinspection, Requirement, Review } from "../requirement.ts";
import { slipsOfScope } from "../scope-check.ts";
import { derivedOf, figuresJudged, isEntered } from "./manual-values.ts";

type Path = readonly (string | number)[];

export interface ManualBook {
  readonly parts: readonly Part[];
  readonly requires: readonly Requirement[];
  readonly items: readonly {
    readonly key: string;
    readonly code: string;
    readonly per: "vehicle" | "axle";
    readonly appliesWhen?: Condition | undefined;
  }[];
  readonly rules: readonly Rule<Compute>[];
  readonly review?: Review;
  readonly reinspection?: Reinspection;
}

/** What inspectors look at by hand: no item does it, and its part says how. */
function byHand({ parts, requires }: Pick<ManualBook, "parts" | "requires">): readonly Requirement[] {
  const manual = new Set(parts.filter((part) => part.manual !== undefined).map(({ key }) => key));
  return requires.filter(({ part, by }) => manual.has(part) && by.length === 0);
}

/** Beside the keys of items: codes under which rules judge what was entered. */
export function codesWithValues(book: Pick<ManualBook, "parts" | "requires">): readonly string[] {
  return byHand(book).flatMap(({ code, values = [] }) => (values.length > 0 ? [code] : []));
}

/** Of whom the rules of an item, or of what is looked at by hand, are asked; of all where it is the vehicle. */
export function askedWhen(
  item: string,
  { items, requires }: Pick<ManualBook, "items" | "requires">,
): Condition | undefined {
  const found = items.find(({ key }) => key === item);
  return found === undefined ? requires.find(({ code }) => code === item)?.when : found.appliesWhen;
}

/** What is known where figures that were entered are judged. */
export function manualScope({ values = [] }: Requirement): Set<string> {
  return new Set([...Object.keys(VEHICLE_FACTS), ...values, ...derivedOf(values)]);
}

/** Names that nothing has, figures where nobody enters any, and what would stand in a record under one name with something else. */
export function slipsOfManual(book: ManualBook, known: KnownFacts): readonly Slip[] {
  const hand = byHand(book);
  return [
    ...book.parts.flatMap((part, i) => slipsOfPart(part, ["parts", i], hand, known)),
    ...book.requires.flatMap((row, i) => [
      ...(hand.includes(row) && book.items.some((item) => isCodeOf(item, row.code))
        ? [{ path: ["requires", i, "code"], message: "form:codeOfNoItem" }]
        : []),
      ...slipsOfValues(row, ["requires", i, "values"], hand.includes(row)),
    ]),
  ];
}

function slipsOfPart(
  { key, manual }: Part,
  at: Path,
  hand: readonly Requirement[],
  known: KnownFacts,
): readonly Slip[] {
  if (manual === undefined) return [];
  const photos = [...at, "manual", "photos"];
  return [
    ...(hand.some(({ part }) => part === key)
      ? []
      : [{ path: [...at, "manual"], message: "form:manualOfPart" }]),
    ...twiceIn(
      manual.photos.map(({ code }) => code),
      (i) => [...photos, i, "code"],
    ),
    ...manual.photos.flatMap(({ when }, i) => slipsOf(when, [...photos, i, "when"], known)),
  ];
}

function slipsOfValues({ values = [] }: Requirement, at: Path, isByHand: boolean): readonly Slip[] {
  if (values.length > 0 && !isByHand) return [{ path: at, message: "form:valuesByHand" }];
  const names = Object.keys(MANUAL_FACTS).join(", ");
  return [
    ...twiceIn(values, (i) => [...at, i]),
    ...values.flatMap((value, i) =>
      isEntered(value) ? [] : [{ path: [...at, i], message: `form:manualFact:${names}` }],
    ),
  ];
}

/** `W1` and `B0-3` are codes of the items `W{axle}` and `B0`. */
function isCodeOf({ code, per }: ManualBook["items"][number], other: string): boolean {
  const bare = code.replace("{axle}", "");
  return other === bare || (per === "axle" && other.replace(/-?\d+$/, "") === bare);
}

function twiceIn(names: readonly string[], at: (index: number) => Path): readonly Slip[] {
  const index = names.findIndex((name, i) => names.indexOf(name) < i);
  return index < 0 ? [] : [{ path: at(index), message: "form:once" }];
}

/**
 * In a book in which every other name is right: figures that nobody judges, conditions that no vehicle of that part meets or that ask what
 * nobody knows yet, what a re-inspection cannot do, and verifications without a name.
 */
export function slipsOfManualMeaning(
  book: ManualBook,
  ground: Omit<TableSite, "applies"> & { readonly served: Condition },
): readonly Slip[] {
  const { parts, requires, rules, review, reinspection } = book;
  const vehicle = new Set(Object.keys(VEHICLE_FACTS));
  return [
    ...slipsOfReinspection(book),
    ...requires.flatMap((row, i) => slipsOfJudged(row, ["requires", i, "values"], rules)),
    ...parts.flatMap(({ key, elsewhereUntold, manual }, i): readonly Slip[] => [
      ...slipsOfScope(elsewhereUntold, ["parts", i, "elsewhereUntold"], vehicle, "scopeOfItem"),
      ...(manual === undefined ? [] : slipsOfProvenance(manual, ["parts", i, "manual"])),
      ...(manual?.photos ?? []).flatMap(({ when }, j) => {
        const at = ["parts", i, "manual", "photos", j, "when"];
        const misplaced = slipsOfScope(when, at, vehicle, "scopeOfItem");
        const applies = [ground.served, askedOfPart(key, byHand(book))];
        return misplaced.length > 0 ? misplaced : slipsOfReach(when, at, { ...ground, applies });
      }),
    ]),
    ...requires.flatMap((row, i) => slipsOfProvenance(row, ["requires", i])),
    ...(review === undefined ? [] : slipsOfProvenance(review, ["review"])),
    ...(reinspection === undefined ? [] : slipsOfProvenance(reinspection, ["reinspection"])),
  ];
}

/** Of whom anything in that part is asked. */
function askedOfPart(key: string, hand: readonly Requirement[]): Condition | undefined {
  const asked = hand.filter(({ part }) => part === key).map(({ when }) => when);
  const each = new Map(asked.flatMap((when) => (when === undefined ? [] : [[JSON.stringify(when), when]])));
  const [first, ...others] = each.values();
  if (first === undefined || asked.includes(undefined)) return undefined;
  return others.length === 0 ? first : { any: [first, ...others] };
}

function slipsOfJudged(
  { code, values = [] }: Requirement,
  at: Path,
  rules: readonly Rule<Compute>[],
): readonly Slip[] {
  const judged = rules.filter(({ item }) => item === code).flatMap(figuresJudged);
  return values.flatMap((value, i) =>
    judged.includes(value) ? [] : [{ path: [...at, i], message: "form:valueJudged" }],
  );
}

function slipsOfReinspection({ items, reinspection, ...book }: ManualBook): readonly Slip[] {
  const keys = items.map(({ key }) => key);
  const names = new Set([...keys, ...byHand(book).map(({ code }) => code)]);
  return (reinspection?.affects ?? []).flatMap((row, i) =>
    (["of", "also"] as const).flatMap((list): Slip[] => {
      const at = ["reinspection", "affects", i, list];
      const strange = row[list].flatMap((name, j) =>
        names.has(name) ? [] : [{ path: [...at, j], message: `form:reinspected:${keys.join(", ")}` }],
      );
      return [...strange, ...twiceIn(row[list], (j) => [...at, j])];
    }),
  );
}
