import { z } from "zod";
import { deviceFaultsOf } from "./device-faults.ts";
import { laneInstrumentsSchema } from "./lane-instruments.ts";
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
