import { z } from "zod";

const item = z.string().min(1).describe("Item of the course file, e.g. curve-1");
const seconds = z.number().positive();

/** What a candidate does wrong, in the words of an examiner who watched it. */
export const driverDefectSchema = z.discriminatedUnion("kind", [
  z
    .strictObject({ kind: z.literal("stalls-on-hill"), item })
    .describe("Lets the clutch in too fast when moving off on the hill"),
  z.strictObject({ kind: z.literal("rolls-back"), item, byCm: z.number().positive().max(200) }),
  z
    .strictObject({
      kind: z.literal("creeps-back"),
      item,
      byCm: z.number().positive().max(200),
      cmPerS: z.number().min(1).max(30).default(5),
      steps: z.int().min(1).max(10).default(1),
    })
    .describe(
      "The same with the foot half on the brake, at this speed, in so many steps with a stand between",
    ),
  z
    .strictObject({
      kind: z.literal("waits-on-hill"),
      item,
      forS: seconds.max(300),
      afterCm: z.number().min(0).max(20).default(0),
    })
    .describe("Stays on the hill for so much longer, the first `afterCm` further forward after five seconds"),
  z
    .strictObject({
      kind: z.literal("touches-bay-line"),
      item,
      byMm: z.number().positive().max(600),
      line: z.enum(["rear", "side"]).default("rear"),
    })
    .describe(
      "The body stands this much over the base line of the bay: at the rear, having reversed too far, or (reverse bay only) at the side, having turned in too early or too late",
    ),
  z
    .strictObject({ kind: z.literal("stops-midway"), item, forS: seconds })
    .describe("Halts on the way, in the longest manoeuvre of the item"),
  z.strictObject({ kind: z.literal("forgets-belt") }),
  z.strictObject({ kind: z.literal("forgets-signal"), item }),
  z.strictObject({ kind: z.literal("forgets-handbrake"), item }),
  z
    .strictObject({ kind: z.literal("cuts-corner"), item, byMm: z.number().positive().max(800) })
    .describe("Turns in too early: one wheel passes this much beyond the inner edge"),
  z
    .strictObject({ kind: z.literal("too-slow"), item, totalS: seconds })
    .describe(
      "Waits so long at the first stop in the bay that the whole takes more than this from the first reversing on",
    ),
  z
    .strictObject({ kind: z.literal("hill-stop-off"), item, byCm: z.number() })
    .describe("The bumper from the pole line; positive is too far"),
  z
    .strictObject({ kind: z.literal("edge-distance"), item, distanceCm: z.number().min(-20).max(120) })
    .describe("Body side to right edge line"),
  z.strictObject({ kind: z.literal("leaves-out"), item }),
  z.strictObject({ kind: z.literal("opens-door"), item, forS: seconds }),
  z.strictObject({ kind: z.literal("takes-belt-off"), item, forS: seconds }),
  z
    .strictObject({ kind: z.literal("examiner-brakes"), item, forS: seconds })
    .describe("The examiner has to brake, in the middle of the item"),
  z
    .strictObject({ kind: z.literal("holds-starter"), forS: seconds.max(10) })
    .describe("Keeps the starter turning this long"),
  z.strictObject({ kind: z.literal("starts-in-gear") }),
]);
export type DriverDefect = z.output<typeof driverDefectSchema>;

export const driverSchema = z.strictObject({
  pace: z
    .number()
    .min(0.4)
    .max(1.2)
    .default(1)
    .describe("1 is practised; 0.8 drives everything at 80 % of the speed"),
  defects: z.array(driverDefectSchema).default([]),
  attempt: z
    .int()
    .min(1)
    .default(1)
    .describe("In which drive (1 the first, 2 the retake, ...) the defects show"),
});
export type DriverSettings = z.output<typeof driverSchema>;
