import { z } from "zod";

const forS = z.number().positive().describe("How long it lasts");

/** What may go wrong with a solution, for `forS` seconds. */
export const gnssDisturbanceSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("rtk-lost"),
    forS,
    fix: z.enum(["float", "single", "none"]).default("float"),
  }),
  z.strictObject({
    kind: z.literal("jump"),
    forS,
    eastM: z.number(),
    northM: z.number(),
  }),
  z.strictObject({ kind: z.literal("heading-lost"), forS }),
  z.strictObject({
    kind: z.literal("multipath"),
    forS,
    amplitudeM: z.number().positive(),
    periodS: z.number().positive().default(6),
  }),
  z.strictObject({ kind: z.literal("time-gap"), forS }),
  z
    .strictObject({
      kind: z.literal("outliers"),
      forS,
      share: z.number().positive().max(1).default(0.01),
      leastM: z.number().positive().default(0.08),
      mostM: z.number().positive().default(0.35),
    })
    .describe("This share of the epochs lies off, in any direction, and is still called fixed"),
  z
    .strictObject({ kind: z.literal("speed-lag"), forS, overS: z.number().positive().max(5).default(0.4) })
    .describe("The receiver smooths its velocity with this time constant"),
  z
    .strictObject({
      kind: z.literal("frozen"),
      forS,
      what: z
        .enum(["sentences", "position", "all-but-time"])
        .default("sentences")
        .describe(
          "`sentences`: the same bytes again and again; `position`: time, speed and heading go on; `all-but-time`: only time does",
        ),
    })
    .describe("What the receiver says stays as it was"),
  z
    .strictObject({
      kind: z.literal("swapped-antennas"),
      forS,
      byDeg: z.union([z.literal(180), z.literal(90), z.literal(-90)]).default(180),
      baselineM: z
        .number()
        .positive()
        .default(1)
        .describe("Between the antennas; a swap moves the position by it"),
    })
    .describe(
      "180: the plugs are exchanged; 90 or -90: the pair stands across, and the vehicle file says along",
    ),
  z
    .strictObject({
      kind: z.literal("second-receiver"),
      forS,
      talker: z.enum(["GN", "GP", "BD", "GL"]).default("GP"),
      eastM: z.number().default(0.9),
      northM: z.number().default(0),
    })
    .describe("Another device sends GGA and RMC on the same line, of a position that is so far away"),
  z
    .strictObject({
      kind: z.literal("contradicting-quality"),
      forS,
      rmc: z.enum(["void", "autonomous", "float", "rtk"]).exactOptional(),
      hdop: z.number().min(0).max(99.9).exactOptional(),
      satellites: z.int().min(0).max(60).exactOptional(),
      sigmaM: z.number().min(0).exactOptional().describe("In GST, which the receiver has to be set to send"),
    })
    .describe("GGA says fixed, and what is named here says something else"),
  z
    .strictObject({
      kind: z.literal("wrong-date"),
      forS,
      date: z.enum(["none", "rollover"]).default("rollover"),
    })
    .describe("`none`: RMC has no date; `rollover`: the date of 1024 weeks ago"),
  z
    .strictObject({ kind: z.literal("old-corrections"), forS })
    .describe("No corrections come; their age grows, and the solution is still called fixed"),
]);
export type GnssDisturbance = z.infer<typeof gnssDisturbanceSchema>;

/**
 * Errors are one standard deviation, each axis. The sum of white noise and drift is the published size (10 mm, 0.2 degrees at a
 * baseline of 1 m); no source splits it, so neither part is small.
 */
export const gnssReceiverSchema = z.strictObject({
  sentences: z
    .enum(["gga-rmc-hpr", "gga-rmc-hdt", "gga-rmc-ths", "ksxt-xor", "ksxt-crc32"])
    .default("gga-rmc-hpr"),
  gst: z.boolean().default(false).describe("GST after the others, with the errors that it really has"),
  rateHz: z.union([z.literal(10), z.literal(20)]).default(10),
  /** Epoch to first byte. */
  latencyMinMs: z.number().min(1).max(95).default(20),
  latencyMaxMs: z.number().min(1).max(95).default(80),
  positionWhiteM: z.number().min(0).default(0.006).describe("New at each epoch"),
  positionDriftM: z.number().min(0).default(0.008).describe("First-order Gauss-Markov"),
  positionDriftS: z.number().positive().default(20).describe("Its correlation time"),
  headingWhiteDeg: z.number().min(0).default(0.12),
  headingDriftDeg: z.number().min(0).default(0.16),
  headingDriftS: z.number().positive().default(5),
  speedWhiteMps: z.number().min(0).default(0.03).describe("Of the velocity, east and north each"),
  fix: z.enum(["fixed", "float", "single", "none"]).default("fixed"),
  geoidM: z.number().default(-13.2),
});
export type GnssReceiverSettings = z.infer<typeof gnssReceiverSchema>;
