import { z } from "zod";
import { garbledAfter, milliseconds } from "../option-forms.ts";

export const jxSideSlipOptions = z.strictObject({
  ending: z
    .enum(["either", "none", "ee"])
    .default("either")
    .describe("Whether a reading ends with the byte EE: known plates of both kinds; ee guards best."),
  plus: z.enum(["outward", "inward"]).default("outward").describe("What the sign F0 means."),
  digits: z.enum(["high-first", "low-first"]).default("high-first").describe("Order of the two BCD bytes."),
  fetchResult: z
    .boolean()
    .default(true)
    .describe("A plate that tells the end of a crossing is asked for its own result, FF 02 EE."),
  resultWithinMs: milliseconds(500).describe("Patience for that result."),
  silentAfterMs: milliseconds(1000)
    .nullable()
    .default(null)
    .describe("null: the plate is silent whenever no wheel is on it, so silence tells nothing."),
  garbledAfterBytes: garbledAfter(24),
});

export type JxSideSlipSettings = z.output<typeof jxSideSlipOptions>;
