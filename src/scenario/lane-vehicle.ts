import { z } from "zod";

/**
 * A vehicle in words of the world: what is wrong with it, never what an instrument shows. Everything has a default, and
 * the default vehicle is a sound small car that passes.
 */
const side = z.enum(["left", "right", "both"]).default("both");

export const brakeDefectSchema = z.strictObject({
  axle: z.int().min(1),
  side,
  brakeFactor: z.number().min(0).max(3).default(1).describe("Brake force as a share of a sound brake's"),
  dragN: z.number().min(0).default(0).describe("Force of a brake that does not let go"),
  lagMs: z.number().min(0).default(0).describe("How much later than the others it answers the pedal"),
});

const adhesion = z.number().min(0.1).max(1.2);

const lampSchema = z.strictObject({
  highCd: z.number().min(0).max(400_000).default(28_000),
  /** Positive is right and up, in millimetres at 10 m. */
  highHorizontalMm: z.number().default(0),
  highVerticalMm: z.number().default(-20),
  lowHorizontalMm: z.number().default(60),
  lowVerticalMm: z.number().default(-130),
});
const sideLampsSchema = z.strictObject({
  main: lampSchema.prefault({}),
  minor: lampSchema.prefault({ highCd: 19_000 }),
});

export const vehicleSchema = z.strictObject({
  axleLoadsKg: z.array(z.number().min(50).max(20_000)).min(1).max(8).default([780, 520]),
  longVehicle: z
    .boolean()
    .default(false)
    .describe("Its nose and tail reach into the next position's beams while it drives"),
  singleWheels: z
    .array(z.int().min(1))
    .default([])
    .describe("Axles with one wheel, which stands on the left rollers"),
  bogies: z
    .array(z.strictObject({ axles: z.array(z.int().min(1)).min(2), relief: z.number().min(0).max(0.6) }))
    .default([])
    .describe(
      "Axles on one balance: the one in the rollers sinks in and leaves this share of its load to the others",
    ),
  leftShare: z.number().min(0.3).max(0.7).default(0.5).describe("Of every axle's load, on its left wheel"),
  brakeRatios: z
    .array(z.number().min(0).max(3))
    .optional()
    .describe(
      "Force of a sound axle at full pedal, as a share of its load; 0.95 in front and 0.55 behind if absent",
    ),
  brakes: z.array(brakeDefectSchema).default([]),
  fadePerS: z
    .number()
    .min(0)
    .max(1)
    .default(0.004)
    .describe("Share of the force lost per second of full braking"),
  parkingBrake: z
    .strictObject({
      axles: z
        .array(z.int().min(1))
        .min(1)
        .optional()
        .describe("Those that it holds; the last one if absent"),
      ratio: z.number().min(0).max(3).default(0.65).describe("Of the axle's load, lever fully pulled"),
      factor: z.number().min(0).max(3).default(1).describe("Below 1 it is worn"),
      side,
    })
    .prefault({}),
  adhesion: z
    .union([adhesion, z.strictObject({ left: adhesion, right: adhesion })])
    .default(0.75)
    .describe("Peak, of the tyres on the rollers; one for all, or one for each side"),
  rollingResistance: z.number().min(0).max(0.1).default(0.015),
  sideSlipMPerKm: z
    .array(z.number().min(-50).max(50))
    .default([1.2])
    .describe("Per steered axle, positive outward"),
  lamps: z
    .strictObject({
      heightMm: z.number().min(300).max(1500).default(680),
      left: sideLampsSchema.nullable().prefault({}).describe("null: it has no lamp on this side"),
      right: sideLampsSchema
        .nullable()
        .prefault({})
        .describe("null: the one lamp of a motorcycle counts as a left one, a trailer has none"),
    })
    .prefault({}),
  engine: z
    .strictObject({
      idleRpm: z.number().min(400).max(1500).default(780),
      maxRpm: z.number().min(1500).max(9000).default(6200),
      coldStart: z.boolean().default(false),
      coFactor: z
        .number()
        .min(0)
        .default(1)
        .describe("Carbon monoxide at the tail pipe; above 1 the mixture is rich"),
      hcFactor: z.number().min(0).default(1),
      misfire: z.number().min(0).max(0.5).default(0).describe("Share of the ignitions that fail"),
      catalyst: z.number().min(0).max(1).default(1).describe("1 sound, 0 none"),
      diesel: z
        .strictObject({
          smokePerM: z
            .number()
            .min(0)
            .max(10)
            .default(0.5)
            .describe("Absorption coefficient at the height of a free acceleration, 1/m"),
          spreadShare: z.number().min(0).max(1).default(0.03).describe("From one acceleration to the next"),
          sootShare: z
            .number()
            .min(0)
            .max(5)
            .default(0.2)
            .describe("More smoke in the first acceleration, from what has settled in the pipe"),
        })
        .optional()
        .describe("A compression-ignition engine; absent: petrol"),
      exhaustLeak: z.number().min(0).max(0.9).default(0).describe("Share of air drawn into the tail pipe"),
    })
    .nullable()
    .prefault({})
    .describe("null: a trailer"),
});
export type VehicleSpec = z.output<typeof vehicleSchema>;
export type EngineSpec = NonNullable<VehicleSpec["engine"]>;
export type LampSpec = z.output<typeof lampSchema>;
