import { z } from "zod";
import { milliseconds, sampleRate } from "../option-forms.ts";

const variable = (name: string, what: string) =>
  z.string().min(1).max(128).default(`Bench.${name}`).describe(what);

export const brakePlcOptions = z.strictObject({
  variables: z
    .strictObject({
      leftForceN: variable("LeftForceN", "Force of the left wheel."),
      rightForceN: variable("RightForceN", "Force of the right wheel."),
      leftMotorOn: variable("LeftMotorOn", "Boolean."),
      rightMotorOn: variable("RightMotorOn", "Boolean."),
      leftLocked: variable("LeftLocked", "Boolean."),
      rightLocked: variable("RightLocked", "Boolean."),
      notice: variable("Notice", "0 none, 1 roll free, 2 press the brake, 3 ended, 4 third-roller fault."),
      sampleIndex: variable("SampleIndex", "Counts the sampling instants."),
      run: variable("Run", "The only one to be written: 0 stop, 1 service brake, 2 parking brake."),
    })
    .prefault({})
    .describe("Names of the PLC's variables, as its programmer gave them."),
  forceUnit: z.enum(["N", "daN", "kN"]).default("N").describe("Unit in which the PLC gives forces."),
  samplingMs: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .describe(
      "Asked of the server; 0: every change as it happens, for sampling at the bench's own rate misses some.",
    ),
  sampleRateHz: sampleRate(100).describe("How often the PLC samples both wheels: its program says."),
  silentAfterMs: milliseconds(500).describe("Without a sample in a run before the fault silent is raised."),
  startWithinMs: milliseconds(2000).describe("From the begin of a run to its first sample."),
  answerWithinMs: milliseconds(1000).describe("Until the PLC's own variable follows a command."),
  pairWithinMs: z
    .int()
    .min(0)
    .max(1000)
    .default(4)
    .describe(
      "Source time of a force may be so far from that of the sample index; below half of the bench's period, or two instants are near and none is taken.",
    ),
  sideLateMs: milliseconds(200).describe(
    "A side that is so much later than the other does not come any more.",
  ),
});

export type BrakePlcSettings = z.output<typeof brakePlcOptions>;
