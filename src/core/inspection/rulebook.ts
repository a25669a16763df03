import { z } from "zod";
import { daysInOrder } from "../door/civil-day.ts";
import type { Condition } from "../rules/condition.ts";
import { conditionSchema, factsNamedIn } from "../rules/condition.ts";
import type { Rule } from "../rules/rule.ts";
import { ruleSchema } from "../rules/rule.ts";
import { rulebookHeaderShape } from "../rules/rulebook-header.ts";
import { DOSSIER_FACT_NAMES } from "./dossier.ts";
import type { Compute } from "./formulas.ts";
import { computeSchema, factsOfFormula } from "./formulas.ts";
import { MEASURED_FACT_UNITS, NOTE_FACTS, SUM_FACT_UNITS } from "./measured-facts.ts";
import { procedureSchema } from "./procedure-settings.ts";

/** A vehicle-inspection rulebook: the items in lane order, how each is measured, and the rules that judge them. */
const durationMs = z.int().min(1).max(600_000);

const itemSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** `{axle}` is replaced by the number of the axle. */
  code: z.string().regex(/^[A-Z][A-Z0-9]*(?:\{axle\})?$/),
  nameZh: z.string().min(1),
  nameEn: z.string().min(1),
  per: z.enum(["vehicle", "axle"]),
  appliesWhen: conditionSchema.optional(),
  /** What the screen and the record say when it does not apply. */
  notApplicableZh: z.string().optional(),
  notApplicableEn: z.string().optional(),
  /** How often a void item is measured again by itself. */
  repeatsAfterVoid: z.int().min(0).max(3),
  /** Before a repeat: instruments that were broken off come to rest. */
  repeatPauseMs: durationMs,
  /** How long a start waits for a standing device fault to clear. */
  faultPatienceMs: durationMs,
  /** How long a repeat waits for a silent or garbled line before it tries all the same. */
  linePatienceMs: durationMs,
  procedure: procedureSchema,
});

export type ItemRule = z.infer<typeof itemSchema>;

const shape = z.strictObject({
  ...rulebookHeaderShape,
  items: z.array(itemSchema).min(1),
  rules: z.array(ruleSchema<Compute>(computeSchema)).min(1),
});

export const inspectionRulebookSchema = shape.superRefine((book, context) => {
  if (!daysInOrder(book))
    context.addIssue({ code: "custom", path: ["validTo"], message: "form:daysInOrder" });
  const keys = book.items.map((item) => item.key);
  const known = new Set([
    ...DOSSIER_FACT_NAMES,
    ...Object.keys(MEASURED_FACT_UNITS),
    ...Object.keys(SUM_FACT_UNITS),
    ...Object.keys(NOTE_FACTS),
  ]);
  report(repeated(keys), "items", "key", "stands twice");
  report(repeated(book.items.map((item) => item.code)), "items", "code", "stands twice");
  report(repeated(book.rules.map((rule) => rule.id)), "rules", "id", "stands twice");
  for (const [index, item] of book.items.entries()) refuseUnknown(factsOfItem(item), ["items", index]);
  for (const [index, rule] of book.rules.entries()) {
    if (rule.item !== "vehicle" && !keys.includes(rule.item))
      context.addIssue({
        code: "custom",
        path: ["rules", index, "item"],
        message: `no item has the key ${rule.item}`,
      });
    refuseUnknown(factsOfRule(rule), ["rules", index]);
    // The rounded value of a rule is a fact to the rules below it, never to those above.
    known.add(rule.id);
    refuseUnknown(factsNamedIn(rule.credibleWhen), ["rules", index, "credibleWhen"]);
  }

  function report(index: number, list: string, field: string, message: string): void {
    if (index >= 0) context.addIssue({ code: "custom", path: [list, index, field], message });
  }

  function refuseUnknown(names: readonly string[], path: (string | number)[]): void {
    const unknown = names.find((name) => !known.has(name));
    if (unknown !== undefined)
      context.addIssue({ code: "custom", path, message: `nothing gives the fact ${unknown}` });
  }
});

export type InspectionRulebook = z.infer<typeof shape>;

function repeated(names: readonly string[]): number {
  return names.findIndex((name, index) => names.indexOf(name) < index);
}

function factsOfItem(item: ItemRule): readonly string[] {
  const rows: readonly { when?: Condition | undefined }[] =
    item.procedure.kind === "double-idle" ? item.procedure.highIdle : [];
  return [...factsNamedIn(item.appliesWhen), ...rows.flatMap((row) => factsNamedIn(row.when))];
}

function factsOfRule(rule: Rule<Compute>): readonly string[] {
  return [
    ...(rule.alongside ?? []),
    ...factsNamedIn(rule.appliesWhen),
    ...rule.measures.flatMap((measure) => [
      ...factsOfFormula(measure.compute),
      ...measure.limits.flatMap((row) => factsNamedIn(row.when)),
    ]),
  ];
}
