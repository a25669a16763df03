import { z } from "zod";

export const LANE_PLACES = ["slip", "scale", "bench", "headlamp", "exhaust"] as const;
export type LanePlace = (typeof LANE_PLACES)[number];

/** Everything this person can be asked to do. */
export const LANE_ACTIONS = [
  "drive-onto",
  "press-brake",
  "release-brake",
  "roll-free",
  "pull-parking-brake",
  "release-parking-brake",
  "lamps-high",
  "lamps-off",
  "insert-probe",
  "remove-probe",
  "engine-speed",
  "full-throttle",
  "idle",
  "leave-lane",
  "wait",
] as const;

/** What is peculiar about the person at the wheel. */
export const operatorSchema = z.strictObject({
  delayFactor: z.number().min(0.05).max(20).default(1).describe("On every reaction and every action"),
  pressesLateMs: z.number().min(0).default(0).describe("Added before every press of the brake"),
  pressesTwice: z
    .strictObject({ holdsMs: z.number().min(0), restsMs: z.number().min(0) })
    .optional()
    .describe("Lets the brake go again so long after each press, and presses anew so long after that"),
  confuses: z
    .array(
      z.strictObject({
        asked: z.enum(LANE_ACTIONS),
        does: z.enum(LANE_ACTIONS),
        times: z.int().min(1).default(1).describe("The first so many times"),
      }),
    )
    .default([])
    .describe("What is done instead of what was asked, as pull-parking-brake for press-brake"),
  dawdlesMs: z.number().min(0).default(0).describe("Added before driving off, whenever asked to drive on"),
  pedalForce: z.number().min(0).max(1).default(1).describe("Share of a full press"),
  leverForce: z.number().min(0).max(1).default(1).describe("Share of a full pull of the parking brake"),
  liftsEarly: z
    .strictObject({ presses: z.array(z.int().min(1)).min(1), afterMs: z.number().min(0) })
    .optional()
    .describe(
      "At these presses of the accelerator to the floor, counted from 1, the foot comes off so long after",
    ),
  ignores: z
    .array(z.enum(LANE_ACTIONS))
    .default([])
    .describe("Actions that are never done, e.g. insert-probe"),
  drivesOffEarly: z
    .strictObject({ place: z.enum(LANE_PLACES), afterMs: z.number().min(0) })
    .optional()
    .describe("Rolls out of this place so long after arriving there, once"),
});
export type OperatorQuirks = z.output<typeof operatorSchema>;
