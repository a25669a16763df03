import { z } from "zod";

/** Lines of the simulated car's board, in wire order. */
export const CAR_LINES = [
  "belt",
  "door",
  "handbrake",
  "clutch",
  "ignition",
  "starter",
  "signal-left",
  "signal-right",
  "brake",
  "examiner-brake",
  "low-beam",
] as const;

/** What may go wrong with the board itself; the line between board and host has its own defects. */
export const boardDefectSchema = z.discriminatedUnion("kind", [
  /** The next `frames` frames take a number and are never sent. */
  z.strictObject({ kind: z.literal("sequence-gap"), frames: z.number().int().positive().default(1) }),
  /** The queue was full: the next `frames` frames are dropped before they get a number; OVERRUN says so. */
  z.strictObject({ kind: z.literal("overrun"), frames: z.number().int().positive().default(3) }),
  /** Brown-out: it starts over, counters from zero, nothing enabled. */
  z.strictObject({ kind: z.literal("reset") }),
  z.strictObject({ kind: z.literal("silent"), forS: z.number().positive() }),
  z.strictObject({ kind: z.literal("bad-crc"), frames: z.number().int().positive().default(1) }),
  /** The input stays as it is now. */
  z.strictObject({
    kind: z.literal("stuck-line"),
    line: z.enum(CAR_LINES),
    forS: z.number().positive(),
  }),
]);
export type BoardDefect = z.infer<typeof boardDefectSchema>;
