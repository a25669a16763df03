import { z } from "zod";
import { conditionSchema } from "../rules/condition.ts";
import { ID_MAX, ruleProvenanceShape, TEXT_MAX } from "../rules/rulebook-header.ts";

/** Keys of parts and items. */
const key = z
  .string()
  .max(ID_MAX)
  .regex(/^[a-z][a-z0-9-]*$/);
const name = z.string().min(1).max(TEXT_MAX);
const BY_MAX = 20;

/** A part of the inspection that the law asks for (e.g. 人工检验, 联网查询): what is required belongs to one. */
export const partSchema = z.strictObject({
  key,
  nameZh: name,
  nameEn: name,
  /** Whether an order may leave it to others, who join their result under the same number; the record says so. */
  elsewhere: z.boolean(),
  /** Where the order does not say who does it: left to others when this is true, and missing otherwise. */
  elsewhereUntold: conditionSchema.optional(),
});

/** One thing that the law asks of a vehicle, by class, use, fuel, age and kind of inspection, whether this rulebook can do it or not. */
export const requirementSchema = z.strictObject({
  /** Number and field of the trade, as it stands in reports. */
  code: z
    .string()
    .max(ID_MAX)
    .regex(/^[A-Z][A-Z0-9]*(?:-[A-Za-z0-9.]+)?$/),
  nameZh: name,
  nameEn: name,
  part: key,
  when: conditionSchema.optional(),
  /** The items that do it, any of them; empty where this rulebook has none. */
  by: z.array(key).max(BY_MAX).default([]),
  /** Told when it was not done, but asked of nobody (推荐性). */
  voluntary: z.boolean().default(false),
  clause: ruleProvenanceShape.clause,
  source: ruleProvenanceShape.source,
  confidence: ruleProvenanceShape.confidence,
  verifiedBy: ruleProvenanceShape.verifiedBy,
});

export type Part = z.output<typeof partSchema>;
export type Requirement = z.output<typeof requirementSchema>;
