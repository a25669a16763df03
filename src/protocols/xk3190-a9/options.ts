import { z } from "zod";
import { MASS_UNITS } from "../masses.ts";
import { garbledAfter, silentAfter } from "../option-forms.ts";

export const xk3190A9Options = z.strictObject({
  unit: z
    .enum(["not-told", ...MASS_UNITS])
    .default("not-told")
    .describe("The frame carries no unit: until the station file tells it, every load is uncertain."),
  checkBytes: z.boolean().default(true).describe("Two hexadecimal digits of check stand before ETX."),
  stableFrames: z
    .int()
    .min(2)
    .max(100)
    .default(5)
    .describe(
      "Frames with the same load, the last one included, before it counts as stable; the frame tells of no motion, so that one is never enough.",
    ),
  silentAfterMs: silentAfter(1000),
  garbledAfterBytes: garbledAfter(48),
});

export type Xk3190A9Settings = z.output<typeof xk3190A9Options>;
