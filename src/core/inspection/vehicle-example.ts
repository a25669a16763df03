import { z } from "zod";
import { civilDay } from "../door/civil-day.ts";

const key = z.string().min(1);
const codes = z.array(key);

/**
 * A whole vehicle, and what the book makes of it. What is not stated is not looked at: a few vehicles that state all of it go a long way,
 * and many need say only what tells them from their neighbours.
 */
const vehicleExampleSchema = z.strictObject({
  name: z.string().min(1),
  /** Words of the dossier that differ from the `usual` ones. */
  is: z.record(key, z.unknown()).default({}),
  /** Codes that are asked of it and that no order may leave to others. */
  must: codes.optional(),
  /** Codes that are asked of it and that an order may leave to others, by part. */
  others: z.record(key, codes.min(1)).optional(),
  /** Parts that are left to others where the order does not say. */
  untold: codes.optional(),
  recommended: codes.optional(),
  /** What is measured here, in the order of the plan. */
  measured: codes.optional(),
  /** Of each code that is asked of it and done here the items that do it. */
  by: z.record(key, z.array(key).min(1)).optional(),
  /** Rules that judge it, in the order of the book. */
  judging: codes.optional(),
});

const ROWS_MAX = 200;

export const vehicleExamplesSchema = z.strictObject({
  inspectedOn: civilDay,
  /** Words of the dossier of every vehicle unless it says otherwise. */
  usual: z.record(key, z.unknown()),
  rows: z.array(vehicleExampleSchema).min(1).max(ROWS_MAX),
});

export type VehicleExamples = z.output<typeof vehicleExamplesSchema>;
export type VehicleExample = z.output<typeof vehicleExampleSchema>;
