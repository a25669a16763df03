import { z } from "zod";
import { conditionSchema } from "../rules/condition.ts";
import { ID_MAX, ruleProvenanceShape, TEXT_MAX } from "../rules/rulebook-header.ts";

/** Keys of parts and items. */
const key = z
  .string()
  .max(ID_MAX)
  .regex(/^[a-z][a-z0-9-]*$/, "form:lowerKey");
const name = z.string().min(1).max(TEXT_MAX);
const BY_MAX = 20;

const PHOTOS_MAX = 40;
const VALUES_MAX = 20;

/** One photo that has to be taken, by its number in the trade (照片种类, zpzl). */
export const photoSchema = z.strictObject({
  code: z
    .string()
    .max(ID_MAX)
    .regex(/^\d{4}$/, "form:photoCode"),
  nameZh: name,
  nameEn: name,
  when: conditionSchema.exactOptional(),
});

/** How inspectors look at a part by hand (人工检验) where the order leaves it to nobody else and somebody is there. */
export const manualSchema = z.strictObject({
  /** Nobody who looks at all of it is quicker: before that it cannot be ended. */
  minimumS: z.int().min(0).max(3_600),
  photos: z.array(photoSchema).max(PHOTOS_MAX),
  clause: ruleProvenanceShape.clause,
  source: ruleProvenanceShape.source,
  confidence: ruleProvenanceShape.confidence,
  verifiedBy: ruleProvenanceShape.verifiedBy,
});

/** A part of the inspection that the law asks for (e.g. 人工检验, 联网查询): what is required belongs to one. */
export const partSchema = z.strictObject({
  key,
  nameZh: name,
  nameEn: name,
  /** Whether an order may leave it to others, who join their result under the same number; the record says so. */
  elsewhere: z.boolean(),
  /** Where the order does not say who does it: left to others when this is true, and missing otherwise. */
  elsewhereUntold: conditionSchema.optional(),
  /** Absent where this book has no manual inspection of it. */
  manual: manualSchema.exactOptional(),
});

/** One thing that the law asks of a vehicle, by class, use, fuel, age and kind of inspection, whether this rulebook can do it or not. */
export const requirementSchema = z.strictObject({
  /** Number and field of the trade, as it stands in reports. */
  code: z
    .string()
    .max(ID_MAX)
    .regex(/^[A-Z][A-Z0-9]*(?:-[A-Za-z0-9.]+)?$/, "form:requirementCode"),
  nameZh: name,
  nameEn: name,
  part: key,
  when: conditionSchema.optional(),
  /** The items that do it, any of them; empty where this rulebook has none. */
  by: z.array(key).max(BY_MAX).default([]),
  /** Figures that an inspector measures and enters, by their facts; the rules of this code judge them. Only in a part with `manual`. */
  values: z.array(name).max(VALUES_MAX).exactOptional(),
  /** Told when it was not done, but asked of nobody (推荐性). */
  voluntary: z.boolean().default(false),
  clause: ruleProvenanceShape.clause,
  source: ruleProvenanceShape.source,
  confidence: ruleProvenanceShape.confidence,
  verifiedBy: ruleProvenanceShape.verifiedBy,
});

/** The authorised signatory (授权签字人) sees the whole and signs it, or sends it back, before it is a result. */
export const reviewSchema = z.strictObject({
  /** Whoever entered something by hand does not sign it. */
  fourEyes: z.boolean(),
  clause: ruleProvenanceShape.clause,
  source: ruleProvenanceShape.source,
  confidence: ruleProvenanceShape.confidence,
  verifiedBy: ruleProvenanceShape.verifiedBy,
});

/** What a re-inspection (复检) does again: what was not passed, and what its repair may have changed. */
export const reinspectionSchema = z.strictObject({
  /** Whole days after the day of the first one. */
  withinDays: z.int().min(0).max(366),
  /** Where any of `of` is done again, all of `also` are: keys of items, codes of what is looked at by hand. */
  affects: z
    .array(
      z.strictObject({
        of: z.array(z.string().min(1).max(ID_MAX)).min(1).max(BY_MAX),
        also: z.array(z.string().min(1).max(ID_MAX)).min(1).max(BY_MAX),
      }),
    )
    .max(BY_MAX),
  clause: ruleProvenanceShape.clause,
  source: ruleProvenanceShape.source,
  confidence: ruleProvenanceShape.confidence,
  verifiedBy: ruleProvenanceShape.verifiedBy,
});

export type Part = z.output<typeof partSchema>;
export type Requirement = z.output<typeof requirementSchema>;
export type Review = z.output<typeof reviewSchema>;
export type Reinspection = z.output<typeof reinspectionSchema>;
