import { z } from "zod";
import { garbledAfter, milliseconds } from "../option-forms.ts";

export const flb100Options = z.strictObject({
  oilTemperature: z
    .enum(["tenths", "whole"])
    .default("tenths")
    .describe(
      "Unit of the oil temperature, of which the manual says nothing: one driver reads tenths, another degrees.",
    ),
  compareOpacity: z
    .boolean()
    .default(true)
    .describe(
      "k and opacity of a reading must belong together over the 430 mm of the manual; false for another path.",
    ),
  pollEveryMs: milliseconds(200).describe("Measured values while accelerations are measured."),
  stateEveryMs: milliseconds(1000).describe(
    "State while an acceleration is sampled, to learn when it is over.",
  ),
  idleEveryMs: milliseconds(5000).describe(
    "State while nothing is measured, to see that the opacimeter lives.",
  ),
  answerWithinMs: milliseconds(500).describe("Patience for an answer."),
  attempts: z
    .int()
    .min(1)
    .max(5)
    .default(2)
    .describe(
      "How often a command is sent in all: a command that was spoilt on the way is answered by silence.",
    ),
  zeroTakesMs: milliseconds(8000).describe(
    "From the answer to zeroing until it is done, which nothing tells.",
  ),
  silentAfterMisses: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe("Polls without an answer before the fault silent is raised."),
  garbledAfterBytes: garbledAfter(42),
});

export type Flb100Settings = z.output<typeof flb100Options>;
