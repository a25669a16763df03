import { z } from "zod";
import { civilDay } from "../door/civil-day.ts";
import { slipsOfProvenance } from "../rules/provenance-check.ts";
import { ID_MAX, ruleProvenanceShape } from "../rules/rulebook-header.ts";

/** How long a mark is good, as data: no row, no mark. A file of `config/marks`. */
export const MARK_POLICY_SCHEMA = "proofmark/mark-policy/v1";

const provenance = {
  source: ruleProvenanceShape.source.describe("Where the number is from."),
  confidence: ruleProvenanceShape.confidence,
  verifiedBy: ruleProvenanceShape.verifiedBy.describe(
    "Who held it against the text of the law; null: nobody yet, and every mark by it says so.",
  ),
};

const rowId = z
  .string()
  .max(ID_MAX)
  .regex(/^[a-z0-9][a-z0-9.-]*$/, "form:dottedId");
const months = z.int().min(1).max(240);
const check = z
  .string()
  .min(1)
  .max(ID_MAX)
  .describe(
    "As records have it: in-use, registration; used-car where the registry ordered a check for a vehicle that changes hands.",
  );

const inspectionRow = z.strictObject({
  id: rowId,
  classes: z
    .array(z.string().regex(/^[A-Z][0-9A-Z]{0,2}$/))
    .min(1)
    .describe("Codes of vehicle types, or how they begin: K3 is all small passenger vehicles."),
  except: z
    .array(z.string().regex(/^[A-Z][0-9A-Z]{0,2}$/))
    .default([])
    .describe("Of those the ones that the row is not about."),
  uses: z
    .array(z.string().regex(/^[A-Z]$/))
    .min(1)
    .describe("Codes of use: A is non-commercial."),
  checks: z.array(check).min(1),
  steps: z
    .array(
      z.strictObject({
        belowMonths: months.exactOptional().describe("Of age; the last step has none."),
        everyMonths: months,
      }),
    )
    .min(1)
    .describe("How often it is due, from the day of first registration on."),
  ...provenance,
});

const examRow = z.strictObject({
  id: rowId,
  rulebooks: z.array(z.string().min(1).max(ID_MAX)).min(1).describe("Ids of rulebooks, or how they begin."),
  test: z
    .string()
    .regex(/^[0-9]$/)
    .describe("Which subject of the test it is."),
  months: months.describe("From the day of the exam."),
  ...provenance,
});

const verificationRow = z.strictObject({
  id: rowId,
  checks: z.array(check).min(1),
  days: z.int().min(1).max(366).describe("Civil days, that of the check included."),
  ...provenance,
});

const figure = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject({ ...shape, ...provenance });

export const markPolicySchema = z
  .strictObject({
    schema: z.literal(MARK_POLICY_SCHEMA),
    id: rowId,
    jurisdiction: z.string().regex(/^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/, "form:jurisdiction"),
    validFrom: civilDay.describe("First day of a check that it speaks of."),
    utcOffsetMinutes: z.int().min(-840).max(840).describe("Of the civil day there, the year round."),
    inspection: z.strictObject({
      advance: figure({ months: z.int().min(0).max(12) }).describe(
        "So long before it is due a check counts for the next time.",
      ),
      end: figure({ at: z.enum(["day", "month-end"]) }).describe(
        "Whether it is good until the day or through the month in which it is due.",
      ),
      elsewhere: z
        .array(z.string().min(1).max(ID_MAX))
        .describe("Parts that others may have done: with any other part done elsewhere there is no mark."),
      rows: z.array(inspectionRow),
    }),
    exam: z.strictObject({ rows: z.array(examRow) }),
    verification: z.strictObject({ rows: z.array(verificationRow) }),
  })
  .superRefine((policy, context) => {
    const figures = [
      [["inspection", "advance"], policy.inspection.advance],
      [["inspection", "end"], policy.inspection.end],
      ...(["inspection", "exam", "verification"] as const).flatMap((kind) =>
        policy[kind].rows.map((row, at) => [[kind, "rows", at], row] as const),
      ),
    ] as const;
    for (const [at, given] of figures)
      for (const { path, message } of slipsOfProvenance(given, [...at]))
        context.addIssue({ code: "custom", path: [...path], message });
    for (const [at, { steps }] of policy.inspection.rows.entries())
      if (!areSteps(steps))
        context.addIssue({
          code: "custom",
          path: ["inspection", "rows", at, "steps"],
          message: "form:markSteps",
        });
  });

export type MarkPolicy = z.infer<typeof markPolicySchema>;
export type InspectionRow = MarkPolicy["inspection"]["rows"][number];
type Steps = InspectionRow["steps"];

/** Rising, and open at the end: whatever its age, it is due some day. */
function areSteps(steps: Steps): boolean {
  return steps.every(({ belowMonths }, at) => {
    if (at === steps.length - 1) return belowMonths === undefined;
    return belowMonths !== undefined && belowMonths > (steps[at - 1]?.belowMonths ?? 0);
  });
}

/** Until when, and by which row. `untilDay`: the first civil day on which it is good no more. */
export interface PolicyAnswer {
  readonly row: string;
  readonly untilDay: string;
  /** By a number that nobody held against the law. */
  readonly isUnverified: boolean;
}

export interface VehicleAsked {
  readonly vehicleClass: string;
  readonly use: string;
  readonly check: string;
  /** Civil days, as 2021-01-31. */
  readonly firstRegistered: string;
  readonly on: string;
}

export function inspectionRowOf(
  { inspection }: MarkPolicy,
  { vehicleClass, use, check: asked }: Pick<VehicleAsked, "vehicleClass" | "use" | "check">,
): InspectionRow | null {
  const begins = (codes: readonly string[]): boolean => codes.some((code) => vehicleClass.startsWith(code));
  const row = inspection.rows.find(
    ({ classes, except, uses, checks }) =>
      begins(classes) && !begins(except) && uses.includes(use) && checks.includes(asked),
  );
  return row ?? null;
}

/** Null where it was checked before it was registered. */
export function inspectedUntil(
  policy: MarkPolicy,
  row: InspectionRow,
  { firstRegistered, on }: Pick<VehicleAsked, "firstRegistered" | "on">,
): PolicyAnswer | null {
  if (firstRegistered > on) return null;
  const { advance, end } = policy.inspection;
  const counted = monthsAfter(on, advance.months);
  let age = 0;
  let due = firstRegistered;
  // A check in the months before a due day counts for the time after it.
  while (due <= counted) {
    age += everyAt(row.steps, age);
    due = monthsAfter(firstRegistered, age);
  }
  return {
    row: row.id,
    untilDay: end.at === "day" ? due : monthsAfter(`${due.slice(0, 7)}-01`, 1),
    isUnverified: [advance, end, row].some(({ verifiedBy }) => verifiedBy === null),
  };
}

function everyAt(steps: Steps, age: number): number {
  const step = steps.find(({ belowMonths }) => belowMonths === undefined || age < belowMonths);
  return step?.everyMonths ?? 1;
}

export function passedUntil(
  { exam }: MarkPolicy,
  { rulebook, on }: { readonly rulebook: string; readonly on: string },
): (PolicyAnswer & { readonly test: string }) | null {
  const row = exam.rows.find(({ rulebooks }) => rulebooks.some((begin) => rulebook.startsWith(begin)));
  if (row === undefined) return null;
  const isUnverified = row.verifiedBy === null;
  return { row: row.id, test: row.test, untilDay: monthsAfter(on, row.months), isUnverified };
}

export function verifiedUntil(
  { verification }: MarkPolicy,
  { check: asked, on }: Pick<VehicleAsked, "check" | "on">,
): PolicyAnswer | null {
  const row = verification.rows.find(({ checks }) => checks.includes(asked));
  if (row === undefined) return null;
  return { row: row.id, untilDay: daysAfter(on, row.days), isUnverified: row.verifiedBy === null };
}

/** The same day some months later, or the last one of that month. */
export function monthsAfter(day: string, count: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return dayOf(Date.UTC(year, month - 1 + count, Math.min(date, last)));
}

const DAY_MS = 86_400_000;

function daysAfter(day: string, count: number): string {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS);
}

function dayOf(utcMs: number): string {
  return new Date(utcMs).toISOString().slice(0, 10);
}

/** The civil day of an instant there. */
export function dayThere({ utcOffsetMinutes }: MarkPolicy, atMs: number): string {
  return dayOf(atMs + utcOffsetMinutes * 60_000);
}

/** The second in which a civil day begins there. */
export function startOfDayS({ utcOffsetMinutes }: MarkPolicy, day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000 - utcOffsetMinutes * 60;
}
