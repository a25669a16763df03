import { parse } from "yaml";
import { z } from "zod";

const point = z.object({ x: z.number(), y: z.number() });

/** The documented vehicle file (docs/vehicle-format.md), as far as driving and positioning need it. */
const vehicleSchema = z.object({
  id: z.string(),
  wheelbaseM: z.number().positive(),
  outline: z.array(point).length(24),
  wheels: z.object({ frontLeft: point, frontRight: point, rearLeft: point, rearRight: point }),
  treadWidthM: z.number().optional(),
  antenna: point.extend({ z: z.number() }),
  headingOffsetDeg: z.number(),
});
export type CourseVehicle = z.output<typeof vehicleSchema>;

export function readCourseVehicle(text: string): CourseVehicle {
  return vehicleSchema.parse(parse(text));
}
