import { z } from "zod";
import { daysInOrder } from "../door/civil-day.ts";
import { LICENCE_CLASSES } from "../door/licence-class.ts";
import { rulebookHeaderShape, ruleProvenanceShape } from "../rules/rulebook-header.ts";

/** An exam rulebook: every number of the test. Unknown keys are refused. docs/rulebook-format.md shows it by example. */
const positive = z.number().positive();

const limitSchema = z
  .strictObject({
    value: z.number().min(0),
    unit: z.enum(["mm", "s", "rpm", "km/h"]),
    /**
     * One-sided detection window above the value, same unit: never a fault below the value, always one at value + plus.
     * The machine decides at value + decideAt.
     */
    tolerance: z.strictObject({ minus: z.literal(0), plus: z.number().min(0), decideAt: z.number().min(0) }),
  })
  .refine((limit) => limit.tolerance.decideAt <= limit.tolerance.plus, {
    path: ["tolerance", "decideAt"],
    message: "lies inside the window, at most plus",
  });

export const examRuleSchema = z.strictObject({
  id: z.string().regex(/^s2\.[a-z]+\.[a-z0-9]+$/),
  /** `general`, or the kind of item it belongs to. */
  scope: z.string(),
  code: z
    .string()
    .regex(/^\d{5}$/)
    .nullable(),
  points: z.int().min(1).max(100),
  /** Deducted once an item (general rules: once a test), or each time. */
  repeat: z.enum(["once", "each"]),
  /** For `each`: the condition must have been gone this long before it can count again, seconds. */
  rearmS: z.number().min(0).default(0),
  judge: z.enum(["machine", "examiner", "both"]),
  limit: limitSchema.nullable(),
  /** The examiner may also enter it for an item that was not driven at all. */
  leftOut: z.boolean().default(false),
  ...ruleProvenanceShape,
});

export const examItemSchema = z.strictObject({
  kind: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
});

/** When an epoch may score. */
export const gateSchema = z.strictObject({
  correctionAgeMaxS: positive,
  speedMaxKmh: positive,
  /** A position may not be further from where speed and time put it. */
  jumpMaxM: positive,
  headingRateMaxDegPerS: positive,
  /** Epochs further apart are lost quality. */
  epochGapMaxS: positive,
  /** Quality back within this time and this motion: the item resumes; else it is void. */
  resumeWithinS: positive,
  resumeMoveMaxM: positive,
  /** An epoch's time may not be further ahead of the station's clock, counted from the last good epoch. */
  clockAheadMaxS: positive,
  /** No epoch passes for this long by the station's clock: the item that is on is void. Above `resumeWithinS`: epochs may arrive late. */
  itemVoidAfterS: positive,
  /** No epoch passes for this long by the station's clock: the test is over, void. */
  closeAfterS: positive,
  /** The vehicle stands for this long: nobody drives any more, the test is over and judged as it stands. */
  standstillEndS: positive,
});

/** A line of the car that is told to the examiner and costs nothing by itself. */
export const examNoteSchema = z.strictObject({
  /** Name of the board's line; told each time it becomes active. */
  line: z.string().min(1),
  informational: z.literal(true),
  textZh: z.string().min(1),
  textEn: z.string().min(1),
  source: z.string().min(1),
});

/** How standstill, direction and rollback are read from positions and speed. */
export const motionSchema = z.strictObject({
  /** Below this the vehicle is quiet; a stop lasts from the first quiet epoch to the last. */
  quietBelowKmh: positive,
  /** Above this, or moved further than `stopLeftM`, the stop is over. */
  movingAboveKmh: positive,
  stopLeftM: positive,
  /** A stop counts as one after this long. */
  stopHoldS: positive,
  /** Motion against the direction so far that is a change of direction. */
  directionM: positive,
  /** Forward motion after which a rollback is over and judged. */
  rollbackSettleM: positive,
  /** Heading change that is a turn. */
  turnDeg: positive,
});

export const examRulebookSchema = z
  .strictObject({
    ...rulebookHeaderShape,
    kind: z.literal("exam"),
    licenceClasses: z.array(z.enum(LICENCE_CLASSES)).min(1),
    fullMark: z.literal(100),
    passMark: z.int().min(1).max(100),
    gate: gateSchema,
    motion: motionSchema,
    items: z.array(examItemSchema).min(1),
    /** What is shown beside the reasons for a person to judge; never changes points or verdict. */
    notes: z.array(examNoteSchema).default([]),
    rules: z.array(examRuleSchema).min(1),
  })
  .refine(daysInOrder, { path: ["validTo"], message: "form:daysInOrder" })
  .refine((book) => book.gate.resumeWithinS < book.gate.itemVoidAfterS, {
    path: ["gate", "itemVoidAfterS"],
    message: "must be above resumeWithinS",
  })
  .refine((book) => book.gate.itemVoidAfterS < book.gate.closeAfterS, {
    path: ["gate", "closeAfterS"],
    message: "must be above itemVoidAfterS",
  })
  .superRefine((book, context) => {
    const kinds = new Set(["general", ...book.items.map((item) => item.kind)]);
    const seen = new Set<string>();
    for (const [index, rule] of book.rules.entries()) {
      if (!kinds.has(rule.scope))
        context.addIssue({
          code: "custom",
          path: ["rules", index, "scope"],
          message: `allowed: ${[...kinds].join(", ")}`,
        });
      if (seen.has(rule.id))
        context.addIssue({ code: "custom", path: ["rules", index, "id"], message: "stands here twice" });
      seen.add(rule.id);
    }
  });

export type ExamRulebook = z.output<typeof examRulebookSchema>;
export type ExamRule = z.output<typeof examRuleSchema>;
export type ExamNote = z.output<typeof examNoteSchema>;
export type ExamGate = z.output<typeof gateSchema>;
export type ExamMotion = z.output<typeof motionSchema>;

/** The value at which the machine decides, in the limit's unit; 0 for a rule without a number. */
export function decisionValue(rule: ExamRule): number {
  return rule.limit === null ? 0 : rule.limit.value + rule.limit.tolerance.decideAt;
}
