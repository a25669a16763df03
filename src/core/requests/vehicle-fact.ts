import { z } from "zod";
import type { AskedSubject, CheckAnswer } from "./request-messages.ts";

/** Checks that an authority tells the registry of; the others it knows by itself. */
export const TOLD_CHECKS = ["insurance", "violations", "theft", "mortgage", "recall", "odometer"] as const;

const TEXT_MAX = 64;
const name = z.string().min(1).max(TEXT_MAX);

/** One row of what an authority knows of a vehicle. The last one of a vehicle and check holds. */
export const vehicleFactSchema = z
  .strictObject({
    schema: z.literal("proofmark/vehicle-fact/v1"),
    check: z
      .enum(TOLD_CHECKS)
      .describe("Of an odometer: a reading; of the others: whether there is something."),
    plate: name.nullable().describe("Without separators, in capitals."),
    vin: name.nullable(),
    found: z.boolean().nullable().describe("Null for an odometer reading."),
    km: z.int().min(0).max(9_999_999).nullable().describe("The odometer reading; null for the others."),
    on: z.iso.date("form:day").nullable().describe("Day of the reading; null for the others."),
    asOf: z.iso.datetime({ precision: 3, message: "form:instant" }).describe("When it was so, UTC."),
  })
  .refine(({ plate, vin }) => plate !== null || vin !== null, {
    path: ["vin"],
    message: "form:plateOrVin",
  })
  .refine(
    ({ check, found, km, on }) =>
      check === "odometer"
        ? found === null && km !== null && on !== null
        : found !== null && km === null && on === null,
    { path: ["found"], message: "form:factOfCheck" },
  )
  .describe("One line of a file of facts about vehicles, which an authority gives to the registry.");

export type VehicleFact = z.infer<typeof vehicleFactSchema>;

/** A result in force, by the registry's own rows. */
export interface EarlierResult {
  readonly station: string;
  readonly plate: string | null;
  readonly vin: string | null;
  readonly verdict: string;
  /** Milliseconds since 1970, when the job ended, by its station. */
  readonly endedMs: number;
}

/** That a station asked about a vehicle, for an inspection. */
export interface AskedElsewhere {
  readonly station: string;
  readonly plate: string | null;
  readonly vin: string | null;
  readonly askedMs: number;
}

interface Named {
  readonly plate: string | null;
  readonly vin: string | null;
}

/** Something in common: enough to be a warning. */
export function touches(row: Named, { plate, vin }: AskedSubject): boolean {
  return (row.plate !== null && row.plate === plate) || (row.vin !== null && row.vin === vin);
}

/** Something in common and nothing that differs: what is good of a plate is not good of another vehicle that bears it. */
export function isOf(row: Named, subject: AskedSubject): boolean {
  const differs = (one: string | null, other: string | null): boolean =>
    one !== null && other !== null && one !== other;
  return touches(row, subject) && !differs(row.plate, subject.plate) && !differs(row.vin, subject.vin);
}

export function unknown(check: CheckAnswer["check"]): CheckAnswer {
  return { check, answer: "unknown", asOf: null, on: null, km: null, station: null };
}
