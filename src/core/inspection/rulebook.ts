import { z } from "zod";
import { daysInOrder } from "../door/civil-day.ts";
import { papersRuleSchema } from "../requests/papers-rule.ts";
import { PRE_CHECK_RULES_MAX, preCheckRuleSchema, slipsOfPreChecks } from "../requests/pre-check-rule.ts";
import { conditionSchema } from "../rules/condition.ts";
import { type KnownFacts, type Slip, slipsOf } from "../rules/condition-check.ts";
import type { Rule } from "../rules/rule.ts";
import { ruleSchema } from "../rules/rule.ts";
import { ID_MAX, rulebookHeaderShape, TEXT_MAX } from "../rules/rulebook-header.ts";
import { VEHICLE_FACTS } from "../trade/words/facts.ts";
import { vehicleSite } from "./example-site.ts";
import { slipsOfFormula } from "./formula-check.ts";
import type { Compute } from "./formulas.ts";
import { computeSchema } from "./formulas.ts";
import { codesWithValues, slipsOfManual } from "./manual/manual-check.ts";
import { factsOfTrade, figureOfRule, slipsOfMeaning, slipsOfRuleExamples } from "./meaning-check.ts";
import { procedureSchema } from "./procedure-settings.ts";
import { partSchema, reinspectionSchema, requirementSchema, reviewSchema } from "./requirement.ts";
import { slipsOfRequirements } from "./requirement-check.ts";
import { durationMs } from "./setting-bounds.ts";
import { vehicleExamplesSchema } from "./vehicle-example.ts";
import { slipsOfVehicles } from "./vehicle-example-check.ts";

/** A vehicle-inspection rulebook: the items in lane order, how each is measured, and the rules that judge them. */

const itemSchema = z.strictObject({
  key: z
    .string()
    .max(ID_MAX)
    .regex(/^[a-z][a-z0-9-]*$/, "form:lowerKey"),
  /** `{axle}` is replaced by the number of the axle. */
  code: z
    .string()
    .max(ID_MAX)
    .regex(/^[A-Z][A-Z0-9]*(?:\{axle\})?$/, "form:itemCode"),
  nameZh: z.string().min(1).max(TEXT_MAX),
  nameEn: z.string().min(1).max(TEXT_MAX),
  per: z.enum(["vehicle", "axle"]),
  appliesWhen: conditionSchema.optional(),
  /** What the screen and the record say when it does not apply. */
  notApplicableZh: z.string().max(TEXT_MAX).optional(),
  notApplicableEn: z.string().max(TEXT_MAX).optional(),
  /** How often a void item is measured again by itself. */
  repeatsAfterVoid: z.int().min(0).max(3),
  /** How often an item that a restart of the station broke off is begun again before a person is asked. */
  repeatsAfterRestart: z.int().min(0).max(9).default(2),
  /** Before a repeat: instruments that were broken off come to rest. */
  repeatPauseMs: durationMs(500, 120_000),
  /** How long a start waits for a standing device fault to clear. */
  faultPatienceMs: durationMs(5000, 600_000),
  /** How long a repeat waits for a silent or garbled line before it tries all the same. */
  linePatienceMs: durationMs(2000, 120_000),
  procedure: procedureSchema,
});

export type ItemRule = z.infer<typeof itemSchema>;

/** Ours, several times what books in force have: what a book means is tried out, and has to end. */
const CATEGORIES_MAX = 60;
const PARTS_MAX = 20;
const REQUIRES_MAX = 300;
const ITEMS_MAX = 40;
const RULES_MAX = 150;

const shape = z.strictObject({
  ...rulebookHeaderShape,
  kind: z.literal("inspection"),
  /** What it judges and what it leaves out, in a sentence that stands in every record. */
  scopeZh: z.string().min(1).max(TEXT_MAX).exactOptional(),
  scopeEn: z.string().min(1).max(TEXT_MAX).exactOptional(),
  /** Categories of vehicles that it judges, like K3; others are not inspected by it. */
  categories: z.array(z.enum(VEHICLE_FACTS["vehicle.category"].values)).min(1).max(CATEGORIES_MAX),
  /** What the law asks for as a whole, whoever does it, and by which items of this book. */
  parts: z.array(partSchema).min(1).max(PARTS_MAX),
  requires: z.array(requirementSchema).min(1).max(REQUIRES_MAX),
  /** Absent: what comes of it is a result at once. Asked only where a person called for the inspection. */
  review: reviewSchema.exactOptional(),
  /** Absent: whoever comes again is inspected as a whole. */
  reinspection: reinspectionSchema.exactOptional(),
  /** What the registry is asked of a vehicle before it is inspected; absent: nothing. */
  preChecks: z.array(preCheckRuleSchema).min(1).max(PRE_CHECK_RULES_MAX).exactOptional(),
  /** Whether the dossier has to come from the registry; absent: it may be typed as well. */
  papers: papersRuleSchema.exactOptional(),
  items: z.array(itemSchema).min(1).max(ITEMS_MAX),
  rules: z.array(ruleSchema<Compute>(computeSchema)).min(1).max(RULES_MAX),
  /** Whole vehicles, asked whenever a book is loaded. */
  vehicles: vehicleExamplesSchema.optional(),
});

/** What it weighs others judge by. */
const WEIGHING = "weighing";

/** The form alone, without what a book means. */
export const inspectionRulebookForm: z.ZodType = shape;

export const inspectionRulebookSchema = shape.superRefine((book, context) => {
  // A number outside of its form says nothing to the checks of its meaning.
  if (context.issues.length > 0) return;
  if (!daysInOrder(book)) refuse({ path: ["validTo"], message: "form:daysInOrder" });
  if ((book.scopeZh === undefined) !== (book.scopeEn === undefined))
    refuse({ path: [book.scopeZh === undefined ? "scopeEn" : "scopeZh"], message: "form:bothLanguages" });
  const keys = book.items.map((item) => item.key);
  refuseTwice(keys, "items", "key");
  refuseTwice(
    book.items.map((item) => item.code),
    "items",
    "code",
  );
  refuseTwice(
    book.rules.map((rule) => rule.id),
    "rules",
    "id",
  );
  const known = factsOfTrade();
  for (const [index, item] of book.items.entries())
    slipsOfItem(item, ["items", index], known).forEach(refuse);
  slipsOfRequirements(book, known).forEach(refuse);
  slipsOfManual(book, known).forEach(refuse);
  slipsOfPreChecks(book.preChecks ?? [], known).forEach(refuse);
  const judged = [...keys, "vehicle", ...codesWithValues(book)];
  for (const [index, rule] of book.rules.entries()) {
    if (!judged.includes(rule.item))
      refuse({ path: ["rules", index, "item"], message: `form:itemKey:${judged.join(", ")}` });
    slipsOfRule(rule, ["rules", index], known).forEach(refuse);
    // The rounded value of a rule is a fact to the rules below it, never to those above.
    known.set(rule.id, figureOfRule(rule, known));
    slipsOf(rule.credibleWhen, ["rules", index, "credibleWhen"], known).forEach(refuse);
  }
  for (const [index, item] of book.items.entries())
    if (item.procedure.kind !== WEIGHING && !book.rules.some((rule) => rule.item === item.key && rule.judges))
      refuse({ path: ["items", index, "key"], message: "form:itemWithRule" });
  // What a book means is asked when every name in it is right.
  if (context.issues.length === 0) slipsOfMeaning(book).forEach(refuse);
  // Its examples are run when nothing else is wrong: they would all be, for one slip.
  if (context.issues.length === 0) slipsOfRuleExamples(book).forEach(refuse);
  if (context.issues.length === 0) slipsOfVehicles(book, vehicleSite(factsOfTrade())).forEach(refuse);

  function refuseTwice(names: readonly string[], list: string, field: string): void {
    const index = names.findIndex((name, i) => names.indexOf(name) < i);
    if (index >= 0) refuse({ path: [list, index, field], message: "form:once" });
  }

  function refuse({ path, message }: Slip): void {
    context.addIssue({ code: "custom", path: [...path], message });
  }
});

export type InspectionRulebook = z.infer<typeof shape>;

type Path = readonly (string | number)[];

function slipsOfItem(item: ItemRule, at: Path, known: KnownFacts): readonly Slip[] {
  const { notApplicableZh, notApplicableEn, procedure } = item;
  const rows = procedure.kind === "double-idle" ? procedure.highIdle : [];
  const oneLanguage = (notApplicableZh === undefined) !== (notApplicableEn === undefined);
  const field = notApplicableZh === undefined ? "notApplicableEn" : "notApplicableZh";
  return [
    ...(oneLanguage ? [{ path: [...at, field], message: "form:bothLanguages" }] : []),
    ...slipsOf(item.appliesWhen, [...at, "appliesWhen"], known),
    ...rows.flatMap((row, i) => slipsOf(row.when, [...at, "procedure", "highIdle", i, "when"], known)),
  ];
}

function slipsOfRule(rule: Rule<Compute>, at: Path, known: KnownFacts): readonly Slip[] {
  const alongside = (rule.alongside ?? []).flatMap((name, i) =>
    known.has(name) ? [] : [{ path: [...at, "alongside", i], message: "form:factName" }],
  );
  const measures = rule.measures.flatMap((measure, i) => [
    ...slipsOfFormula(measure, [...at, "measures", i], known),
    ...measure.limits.flatMap((row, j) =>
      slipsOf(row.when, [...at, "measures", i, "limits", j, "when"], known),
    ),
  ]);
  return [...alongside, ...slipsOf(rule.appliesWhen, [...at, "appliesWhen"], known), ...measures];
}
