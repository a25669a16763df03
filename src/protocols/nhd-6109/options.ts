import { z } from "zod";
import { garbledAfter, milliseconds } from "../option-forms.ts";

export const nhd6109Options = z.strictObject({
  finish: z
    .enum(["any", "4f", "4f-per-lamp", "47"])
    .default("any")
    .describe(
      "How the tester says that it has finished: 47, 4F once, or 4F after each lamp; any takes 47, or a 4F when each lamp has been told of.",
    ),
  lampEvents: z
    .boolean()
    .default(true)
    .describe(
      "A lamp is fetched only if this measurement has told of it; what stood in the tester before never counts. false: for a tester that tells of none.",
    ),
  offsets: z
    .enum(["mm-at-10m", "cm-per-dam"])
    .default("mm-at-10m")
    .describe("As the tester is set; cm-per-dam is centimetres in ten metres."),
  echoWithinMs: milliseconds(500).describe("Patience for the echo of a command."),
  blockWithinMs: milliseconds(1000).describe("Patience for a block; 34 bytes take 142 ms at 2400 baud."),
  fetchAttempts: z.int().min(1).max(10).default(2).describe("Times a block is asked for."),
  fetchTimes: z
    .int()
    .min(1)
    .max(10)
    .default(2)
    .describe("Times each lamp is fetched: a block has no checksum, so the item wants two that agree."),
  measureWithinMs: milliseconds(180_000).describe("From the start of the measurement to its end."),
  garbledAfterBytes: garbledAfter(68),
});

export type Nhd6109Settings = z.output<typeof nhd6109Options>;
