import { z } from "zod";
import { boardDefectSchema, contactsSchema } from "./board-defect.ts";
import { deviceFaultsOf } from "./device-faults.ts";
import { driverSchema } from "./driver.ts";
import { gnssDisturbanceSchema, gnssReceiverSchema } from "./gnss.ts";

/** Everything a candidate is told. */
const CANDIDATE_ACTIONS = ["drive-off", "item-begin", "item-again", "test-over"] as const;

export const COURSE_ROLES = ["gnss", "vehicle-io"] as const;
export type CourseRole = (typeof COURSE_ROLES)[number];

/**
 * When something happens to a device: so long after the nose entered an item, or (without one) after driving off, or after the
 * candidate took the car over.
 */
const moment = {
  item: z.string().min(1).optional(),
  from: z.enum(["driving-off", "taking-over"]).default("driving-off"),
  afterS: z.number().min(0).default(0),
};

/** What one candidate brings: how he drives, and what goes wrong with car and devices while he does. */
export const courseScenarioSchema = z.strictObject({
  driver: driverSchema.prefault({}),
  car: z
    .strictObject({
      gearbox: z
        .enum(["manual", "automatic"])
        .default("manual")
        .describe("An automatic has no clutch pedal, and tells D whatever gear it is in"),
      startStop: z
        .boolean()
        .default(false)
        .describe("The engine rests while the car is held by its brake, ignition on"),
      boardSerial: z.int().min(0).max(0xffffffff).default(1),
      boardClockPpm: z.number().min(-500).max(500).default(30).describe("How fast the board's quartz runs"),
      boardMicrosAtPowerUp: z
        .int()
        .min(0)
        .max(0xffffffff)
        .default(0)
        .describe("Where its microsecond counter stands at power-up; it wraps every 71.6 minutes"),
      contacts: contactsSchema.prefault({}),
      events: z.array(z.strictObject({ ...moment, defect: boardDefectSchema })).default([]),
    })
    .prefault({}),
  gnss: z
    .strictObject({
      receiver: gnssReceiverSchema.prefault({}),
      events: z.array(z.strictObject({ ...moment, disturbance: gnssDisturbanceSchema })).default([]),
    })
    .prefault({}),
  deviceFaults: deviceFaultsOf(COURSE_ROLES, CANDIDATE_ACTIONS).default([]),
});
export type CourseScenario = z.output<typeof courseScenarioSchema>;
export type CourseScenarioPart = z.input<typeof courseScenarioSchema>;
