import { z } from "zod";
import { garbledAfter, milliseconds } from "../option-forms.ts";

export const nha506Options = z.strictObject({
  commandSet: z
    .enum(["internal", "public"])
    .default("internal")
    .describe("Which commands this analyser answers; public knows neither leak test nor zero."),
  oilTemperature: z
    .enum(["whole", "tenths"])
    .default("whole")
    .describe("Unit of the oil temperature: degrees, or tenths of a degree as the NHA-503 sends it."),
  pollEveryMs: milliseconds(1000).describe("Main data while sampling."),
  statusEveryMs: milliseconds(5000).describe("Status while idle, to see that the analyser lives."),
  answerWithinMs: milliseconds(500).describe("Patience for an answer."),
  testWithinMs: milliseconds(60_000).describe("Leak test and zero, until they are done."),
  testAskEveryMs: milliseconds(1000).describe(
    "A leak test or zero that is answered busy is asked again after this, for it may just be running.",
  ),
  silentAfterMisses: z
    .int()
    .min(1)
    .max(100)
    .default(2)
    .describe("Polls without an answer before the fault silent is raised."),
  garbledAfterBytes: garbledAfter(63),
});

export type Nha506Settings = z.output<typeof nha506Options>;
