import { z } from "zod";

/** What may go wrong with a solution, for `forS` seconds. */
export const gnssDisturbanceSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("rtk-lost"),
    forS: z.number().positive(),
    fix: z.enum(["float", "single", "none"]).default("float"),
  }),
  z.strictObject({
    kind: z.literal("jump"),
    forS: z.number().positive(),
    eastM: z.number(),
    northM: z.number(),
  }),
  z.strictObject({ kind: z.literal("heading-lost"), forS: z.number().positive() }),
  z.strictObject({
    kind: z.literal("multipath"),
    forS: z.number().positive(),
    amplitudeM: z.number().positive(),
    periodS: z.number().positive().default(6),
  }),
  z.strictObject({ kind: z.literal("time-gap"), forS: z.number().positive() }),
]);
export type GnssDisturbance = z.infer<typeof gnssDisturbanceSchema>;

export const gnssReceiverSchema = z.strictObject({
  sentences: z
    .enum(["gga-rmc-hpr", "gga-rmc-hdt", "gga-rmc-ths", "ksxt-xor", "ksxt-crc32"])
    .default("gga-rmc-hpr"),
  rateHz: z.union([z.literal(10), z.literal(20)]).default(10),
  /** Epoch to first byte. */
  latencyMinMs: z.number().min(1).max(95).default(20),
  latencyMaxMs: z.number().min(1).max(95).default(80),
  positionSigmaM: z.number().min(0).default(0.008),
  headingSigmaDeg: z.number().min(0).default(0.15),
  fix: z.enum(["fixed", "float", "single", "none"]).default("fixed"),
  geoidM: z.number().default(-13.2),
});
export type GnssReceiverSettings = z.infer<typeof gnssReceiverSchema>;
