import { z } from "zod";
import { deviceFaultsOf } from "./device-faults.ts";
import { LANE_ACTIONS, operatorSchema } from "./lane-operator.ts";
import { vehicleSchema } from "./lane-vehicle.ts";

export const LANE_ROLES = [
  "axle-scale",
  "brake-bench",
  "headlamp-tester",
  "gas-analyser",
  "opacimeter",
  "side-slip-tester",
] as const;
export type LaneRole = (typeof LANE_ROLES)[number];

/** The equipment as it was set up, before any vehicle comes. */
const sides = z.array(z.enum(["left", "right"])).default([]);
export const laneInstrumentsSchema = z.strictObject({
  "axle-scale": z
    .strictObject({
      model: z
        .enum(["mettler-toledo", "xk3190-a9"])
        .default("mettler-toledo")
        .describe(
          "Which indicator stands there; `line`, `checksum`, `tare` and `capacityKg` are of the first alone",
        ),
      decimals: z.int().min(0).max(3).default(0),
      line: z.enum(["8N1", "7E1"]).default("8N1"),
      checksum: z.boolean().default(true),
      tare: z.boolean().default(true),
      zeroOffsetKg: z.number().default(0),
      capacityKg: z.number().positive().default(15_000),
    })
    .prefault({}),
  "brake-bench": z
    .strictObject({ faultyThirdRollers: sides, zeroOffsetN: z.number().default(0) })
    .prefault({}),
  "headlamp-tester": z
    .strictObject({
      lampMs: z.number().positive().default(6000),
      finish: z
        .enum(["4f", "4f-per-lamp", "47"])
        .default("4f")
        .describe("How it says that it has finished: 4F once, 4F after each lamp, or 47"),
    })
    .prefault({}),
  "gas-analyser": z
    .strictObject({
      warmUpMs: z.number().min(0).default(0),
      leaks: z.boolean().default(false),
      zeroFails: z.boolean().default(false),
      agedO2Cell: z.boolean().default(false),
      agedNoCell: z.boolean().default(false),
      testMs: z.number().positive().default(10_000),
      testReply: z.enum(["at-end", "polled"]).default("at-end"),
    })
    .prefault({}),
  opacimeter: z
    .strictObject({
      warmUpMs: z.number().min(0).default(0),
      showsCurve: z
        .boolean()
        .default(false)
        .describe("Its screen draws the curve of each acceleration; a result then takes 20 s, without 9 s"),
      zeroMs: z.number().positive().max(60_000).default(5000),
    })
    .prefault({}),
  "side-slip-tester": z
    .strictObject({
      ending: z
        .enum(["none", "ee"])
        .default("none")
        .describe(
          "Whether its readings end with EE; then it tells the end of a crossing and knows its result",
        ),
    })
    .prefault({}),
  beams: z
    .strictObject({
      bounceMs: z.number().min(0).max(50).default(0).describe("How long a contact chatters after an edge"),
    })
    .prefault({}),
});

/** What one vehicle brings: itself, who drives it, and what goes wrong while it is there. */
export const laneScenarioSchema = z.strictObject({
  vehicle: vehicleSchema.prefault({}),
  operator: operatorSchema.prefault({}),
  deviceFaults: deviceFaultsOf(LANE_ROLES, LANE_ACTIONS).default([]),
  instruments: laneInstrumentsSchema.prefault({}),
});
export type LaneScenario = z.output<typeof laneScenarioSchema>;
/** As a file or a caller gives it: everything may be left out. */
export type LaneScenarioPart = z.input<typeof laneScenarioSchema>;
