import { z } from "zod";
import { garbledAfter, milliseconds, sampleRate } from "../option-forms.ts";

export const jxfzOptions = z.strictObject({
  echoes: z
    .boolean()
    .default(true)
    .describe("The bench echoes each command; false: what was sent counts as done."),
  tellsMotors: z
    .boolean()
    .default(true)
    .describe(
      "The bench tells of each motor that it runs, and a run with one that was not told is void; false: both count as running once it asks to roll or to brake.",
    ),
  zeroFirst: z.boolean().default(false).describe("The forces are zeroed before each run."),
  lift: z
    .boolean()
    .default(false)
    .describe("The lift between the rollers is the station's: down before each run, up when it has ended."),
  liftMs: milliseconds(4000).describe("What the lift needs to come down; the rollers start no sooner."),
  echoWithinMs: milliseconds(500).describe("Patience for the echo of a command."),
  resultWithinMs: milliseconds(1000).describe("Patience for the result after its echo."),
  pairWithinMs: milliseconds(100).describe("Longest time between left and right of one sampling instant."),
  sampleRateHz: sampleRate(100).describe(
    "How often the bench samples both wheels; no document of it says so: ask its maker, or count its stream.",
  ),
  silentAfterMs: milliseconds(5000).describe(
    "Quiet while the motors run before the fault silent is raised; their start may take that long.",
  ),
  garbledAfterBytes: garbledAfter(64),
});

export type JxfzSettings = z.output<typeof jxfzOptions>;
