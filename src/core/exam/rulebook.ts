import { z } from "zod";
import { daysInOrder } from "../door/civil-day.ts";
import { LICENCE_CLASSES } from "../door/licence-class.ts";
import { assert } from "../machine.ts";
import { compare, exact, parseExact, subtract } from "../quantities/exact.ts";
import { papersRuleSchema } from "../requests/papers-rule.ts";
import { decimalText } from "../rules/condition.ts";
import { rulebookHeaderShape, ruleProvenanceShape } from "../rules/rulebook-header.ts";
import { EXAM_SIGNERS } from "../session.ts";
import { SIGNAL_LINES } from "../trade/words/signals.ts";
import { watchSchema } from "./watch/watch-form.ts";

/** An exam rulebook: every number of the test. Unknown keys are refused. docs/rulebook-format.md shows it by example. */
const positive = z.number().positive();
const MARK_MAX = 1000;

/**
 * A bound, and where it was measured how surely. One-sided: never a fault before the bound, always one past the end of the window
 * beyond it; the machine decides at `decidedAt`, which lies in the window.
 */
const limitSchema = z
  .strictObject({
    atLeast: decimalText.exactOptional(),
    atMost: decimalText.exactOptional(),
    unit: z.enum(["mm", "s", "rpm", "km/h"]),
    window: decimalText.exactOptional(),
    decidedAt: decimalText.exactOptional(),
  })
  .refine((limit) => (limit.atLeast === undefined) !== (limit.atMost === undefined), "form:oneBound")
  .refine((limit) => (limit.window === undefined) === (limit.decidedAt === undefined), {
    path: ["decidedAt"],
    message: "form:windowed",
  })
  .refine(decidesInWindow, { path: ["decidedAt"], message: "form:inWindow" });

export const examRuleSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, "form:dottedId"),
  /** `general`, or the kind of item it belongs to. */
  scope: z.string(),
  code: z
    .string()
    .regex(/^\d{5}$/, "form:deductionCode")
    .nullable(),
  /** The full mark or more: the test is failed by it alone. */
  points: z.int().min(1).max(MARK_MAX),
  /** Deducted once an item (general rules: once a test), or each time. */
  repeat: z.enum(["once", "each"]),
  /** For `each`: the condition must have been gone this long before it can count again, seconds. */
  rearmS: z.number().min(0).default(0),
  judge: z.enum(["machine", "examiner", "both"]),
  /** By what the machine judges it; none for what only an examiner judges. */
  watch: watchSchema.nullable().default(null),
  limit: limitSchema.nullable(),
  /** The examiner may also enter it for an item that was not driven at all. */
  leftOut: z.boolean().default(false),
  ...ruleProvenanceShape,
});

export const examItemSchema = z.strictObject({
  kind: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  /** For an item with a bay: the body counts as inside while it sticks out by no more than this rule decides at. */
  inBayBy: z.string().exactOptional(),
});

/** When an epoch may score. */
export const gateSchema = z.strictObject({
  correctionAgeMaxS: positive,
  /** What the receiver itself says of its solution; what it does not say is not judged. */
  satellitesMin: z.int().min(4),
  hdopMax: positive,
  sigmaMaxM: positive,
  /** The measured distance of its antennas from the vehicle file's. */
  baselineOffMaxM: positive,
  /** Further than this against its gear, before the car has gone forward for `headingProvenM`, the antennas may be the wrong way round. */
  headingAgainstM: positive,
  headingProvenM: positive,
  /** Further from the course's origin the vehicle is not on it, and the receiver's figures are no place here. */
  courseReachM: positive,
  /** Steeper is no road. */
  pitchMaxDeg: positive,
  speedMaxKmh: positive,
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
  line: z.enum(SIGNAL_LINES, `form:oneOf:${SIGNAL_LINES.join(", ")}`),
  informational: z.literal(true),
  /** Told again only after it was off for so long: a contact that bounces is one press. */
  offS: positive,
  textZh: z.string().min(1),
  textEn: z.string().min(1),
  source: z.string().min(1),
});

/** How a car moves and a receiver errs: what the estimate of the motion expects, and how standstill, direction and rollback are read from it. */
export const motionSchema = z.strictObject({
  /** Standard deviations of a fixed solution; a receiver that calls itself worse is believed. */
  positionSigmaM: positive,
  headingSigmaDeg: positive,
  speedSigmaKmh: positive,
  /** A receiver smooths its speed: while the car changes its own, it may be off by so much. */
  speedLagKmh: positive,
  /** How late it may be by that: a speed that changes is believed less. Longer would make it worse on receivers that smooth nothing. */
  speedSmoothedS: positive,
  /** How fast a car of the test changes its speed, and the curvature of its path (1/m a second). */
  accelerationMps2: positive,
  curvatureRatePerMs: positive,
  /** An epoch further than so many standard deviations from where the car can be is not believed; nearer than the least ones it always is. */
  outlierSigmas: positive,
  outlierMinM: positive,
  outlierMinDeg: positive,
  /** A line counts as crossed when this many of so many successive epochs lie beyond it. */
  crossedAtLeast: z.int().min(1).max(30),
  crossedOf: z.int().min(1).max(30),
  /** One that is over sooner counts when it is beyond the limit by so many standard deviations. */
  crossedSigmas: positive,
  /** Below this the vehicle is quiet; a stop lasts from the first quiet epoch to the last. */
  quietBelowKmh: positive,
  /** Above this, or moved further than `stopLeftM` from where it stood in the last `stopFollowS`, the stop is over. */
  movingAboveKmh: positive,
  stopLeftM: positive,
  stopFollowS: positive,
  /** A stop counts as one after this long. */
  stopHoldS: positive,
  /** Not at its pole line and without its parking brake the vehicle is parked after this long. */
  parkedHoldS: positive,
  /** Within this of the pole line, bumper to the line's middle. */
  poleReachM: positive,
  /** Motion against the direction so far that is a change of direction. */
  directionM: positive,
  /** Where a vehicle stood counts as its place by the mean of so long. */
  stopMeanS: positive,
  /** Forward motion after which it has driven off, and a rollback is over and judged. */
  rollbackSettleM: positive,
  /** A stop this much further on is a new one to roll back from. */
  stopAheadM: positive,
  /** Less than this backward is noise, and no reversing either. */
  rollbackNoiseM: positive,
  /** A wheel that begins an item on the far side of a line stands beyond it when it is nearer than this. */
  besideLineM: positive,
  /** Heading change that is a turn. */
  turnDeg: positive,
});

export const examRulebookSchema = z
  .strictObject({
    ...rulebookHeaderShape,
    kind: z.literal("exam"),
    licenceClasses: z.array(z.enum(LICENCE_CLASSES)).min(1),
    /** Whether the appointment has to come from the registry; absent: it may be typed as well. */
    papers: papersRuleSchema.exactOptional(),
    fullMark: z.int().min(1).max(MARK_MAX),
    passMark: z.int().min(1).max(MARK_MAX),
    gate: gateSchema,
    motion: motionSchema,
    /** Who confirms the result before it is one, in that order, where a person has called for the test. */
    signing: z
      .array(z.enum(EXAM_SIGNERS))
      .default([])
      .refine((who) => new Set(who).size === who.length, "form:once"),
    /** What is kept of a first attempt that failed when the second is driven; null where the law knows no second one. */
    secondAttempt: z
      .strictObject({ keeps: z.enum(["nothing", "items-without-deduction"]) })
      .nullable()
      .default(null),
    items: z.array(examItemSchema).min(1),
    /** What is shown beside the reasons for a person to judge; never changes points or verdict. */
    notes: z.array(examNoteSchema).default([]),
    rules: z.array(examRuleSchema).min(1),
  })
  .refine(daysInOrder, { path: ["validTo"], message: "form:daysInOrder" })
  .refine((book) => book.gate.resumeWithinS < book.gate.itemVoidAfterS, {
    path: ["gate", "itemVoidAfterS"],
    message: "form:above:resumeWithinS",
  })
  .refine((book) => book.gate.itemVoidAfterS < book.gate.closeAfterS, {
    path: ["gate", "closeAfterS"],
    message: "form:above:itemVoidAfterS",
  })
  .refine((book) => book.motion.crossedAtLeast <= book.motion.crossedOf, {
    path: ["motion", "crossedOf"],
    message: "form:above:crossedAtLeast",
  })
  .refine((book) => book.passMark <= book.fullMark, { path: ["passMark"], message: "form:markWithin" })
  .superRefine((book, context) => {
    const kinds = new Set(["general", ...book.items.map((item) => item.kind)]);
    const seen = new Set<string>();
    for (const [index, rule] of book.rules.entries()) {
      if (!kinds.has(rule.scope))
        context.addIssue({
          code: "custom",
          path: ["rules", index, "scope"],
          message: `form:oneOf:${[...kinds].join(", ")}`,
        });
      if (rule.points > book.fullMark)
        context.addIssue({ code: "custom", path: ["rules", index, "points"], message: "form:markWithin" });
      if (seen.has(rule.id))
        context.addIssue({ code: "custom", path: ["rules", index, "id"], message: "form:once" });
      seen.add(rule.id);
    }
  });

export type ExamRulebook = z.output<typeof examRulebookSchema>;
export type ExamRule = z.output<typeof examRuleSchema>;
export type ExamItem = z.output<typeof examItemSchema>;
export type ExamNote = z.output<typeof examNoteSchema>;
export type ExamGate = z.output<typeof gateSchema>;
export type ExamMotion = z.output<typeof motionSchema>;

/** The value at which the machine decides, in the limit's unit, as it is written. */
export function decisionText(rule: ExamRule): string {
  const { limit } = rule;
  const text = limit?.decidedAt ?? limit?.atMost ?? limit?.atLeast;
  assert(text !== undefined, `${rule.id} is judged by its limit`);
  return text;
}

export function decisionValue(rule: ExamRule): number {
  return Number(decisionText(rule));
}

/** The bound itself, in the limit's unit. */
export function limitValue({ id, limit }: ExamRule): number {
  assert(limit !== null, `${id} is judged by its limit`);
  return Number(limit.atMost ?? limit.atLeast);
}

/** Where the window beyond the bound ends: by then it is a fault in any case. */
export function windowEnd(rule: ExamRule): number {
  const { limit } = rule;
  assert(limit !== null, `${rule.id} is judged by its limit`);
  const window = Number(limit.window ?? 0);
  return limit.atLeast === undefined ? Number(limit.atMost) + window : Number(limit.atLeast) - window;
}

/** Above this value, in the unit of both, a harsher rule takes over. */
export function ceilingOf(harsher: string | undefined, ruleOf: (id: string) => ExamRule | undefined): number {
  const rule = harsher === undefined ? undefined : ruleOf(harsher);
  return rule === undefined ? Number.POSITIVE_INFINITY : decisionValue(rule);
}

function decidesInWindow(limit: {
  atLeast?: string;
  atMost?: string;
  window?: string;
  decidedAt?: string;
}): boolean {
  const { atLeast, atMost } = limit;
  const [bound, window, decided] = [atMost ?? atLeast, limit.window, limit.decidedAt].map((text) =>
    text === undefined ? null : parseExact(text),
  );
  // What is no decimal, or not there, is told of by itself.
  if (!bound || !window || !decided) return true;
  const beyond = atMost === undefined ? subtract(bound, decided) : subtract(decided, bound);
  return compare(beyond, exact("0")) >= 0 && compare(beyond, window) <= 0;
}
