import { z } from "zod";
import { FAULT_CODES } from "../core/trade/words/faults.ts";
import { SEVERITY_CODES } from "../core/trade/words/severities.ts";
import { everyWithdrawalReason } from "../core/trade/words/withdrawal-reasons.ts";

/** What must come of one subject. */
export const expectationSchema = z.strictObject({
  verdict: z
    .enum(["pass", "fail", "void", "undecided", "refused"])
    .describe(
      "`refused`: the job must not be opened, and `reason` is the code of the refusal or of what it rests on.",
    ),
  score: z.int().exactOptional().describe("Exams: points left."),
  failed: z.array(z.string()).default([]).describe("Rules that must have failed, and no others may."),
  severities: z
    .record(z.string(), z.enum(SEVERITY_CODES))
    .default({})
    .describe("How grave findings of named rules must be, where the rulebook grades."),
  items: z
    .record(z.string(), z.enum(["pass", "fail", "void", "undecided", "not-applicable"]))
    .default({})
    .describe("Verdicts of named items."),
  faults: z
    .array(z.enum(FAULT_CODES))
    .default([])
    .describe("Device fault codes that must stand in the record."),
  reason: z
    .string()
    .exactOptional()
    .describe("Code of a reason or a note that must be given, or on which one rests, as CALIBRATION_ENDED."),
  withdrawn: z
    .enum(everyWithdrawalReason().map(([code]) => code))
    .exactOptional()
    .describe(
      "For this reason the record must have been taken out of force, by a withdrawal that is sealed and receipted; absent: it must be in force.",
    ),
});
export type Expectation = z.output<typeof expectationSchema>;
