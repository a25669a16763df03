import { z } from "zod";
import { MASS_UNITS } from "../masses.ts";
import { garbledAfter, silentAfter } from "../option-forms.ts";

/** As the terminal is set: what of its frame is there, and which of its bits can be trusted. */
export const mettlerToledoOptions = z.strictObject({
  startByte: z.boolean().default(true).describe("The frame begins with STX."),
  checkByte: z.boolean().default(true).describe("A check byte follows the carriage return."),
  tareField: z
    .boolean()
    .default(true)
    .describe("Six tare characters follow the weight; false for the short form."),
  blankTare: z.boolean().default(true).describe("The tare field may be blank; then no tare is known."),
  fixedBits: z
    .boolean()
    .default(true)
    .describe("Bit 5 of SWA and SWB is always 1, and a frame without it is refused."),
  powerUpBit: z
    .boolean()
    .default(true)
    .describe("Bit 6 of SWB says that no zero was found since power-up; false where it is constant."),
  netMode: z
    .enum(["doubted", "tare-added"])
    .default("doubted")
    .describe("In net mode the load is uncertain, or the tare of the frame is added again."),
  unit: z
    .enum(["as-sent", ...MASS_UNITS])
    .default("as-sent")
    .describe("Of the weight; as-sent goes by SWB and SWC, and a unit that is no mass is refused."),
  stableFrames: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe("Frames with the same load, the last one included, before it counts as stable."),
  silentAfterMs: silentAfter(1000),
  garbledAfterBytes: garbledAfter(72),
});

export type MettlerToledoSettings = z.output<typeof mettlerToledoOptions>;
