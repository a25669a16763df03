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

/**
 * What the contacts of the car do at each change, and what the firmware makes of it. This repository has no firmware, so nothing says
 * that one waits until a contact is quiet: as a default each opening and closing is told.
 */
export const contactsSchema = z
  .strictObject({
    bounceMinMs: z.number().min(0).max(50).default(5),
    bounceMaxMs: z.number().min(0).max(50).default(20),
    debounceMs: z.number().min(0).max(100).default(0),
  })
  .refine(({ bounceMinMs, bounceMaxMs }) => bounceMinMs <= bounceMaxMs, {
    path: ["bounceMinMs"],
    message: "form:bouncesInOrder",
  });

/** What may go wrong with the board itself; the line between board and host has its own defects. */
export const boardDefectSchema = z.discriminatedUnion("kind", [
  z
    .strictObject({ kind: z.literal("sequence-gap"), frames: z.number().int().positive().default(1) })
    .describe("The next `frames` frames take a number and are never sent"),
  z
    .strictObject({ kind: z.literal("overrun"), frames: z.number().int().positive().default(3) })
    .describe(
      "The queue was full: the next `frames` frames are dropped before they get a number; OVERRUN says so",
    ),
  z
    .strictObject({ kind: z.literal("reset") })
    .describe("Brown-out: it starts over, counters from zero, nothing enabled"),
  z.strictObject({ kind: z.literal("silent"), forS: z.number().positive() }),
  z.strictObject({ kind: z.literal("bad-crc"), frames: z.number().int().positive().default(1) }),
  z
    .strictObject({
      kind: z.literal("stuck-line"),
      line: z.enum(CAR_LINES),
      forS: z.number().positive(),
    })
    .describe("The input stays as it is now"),
  z
    .strictObject({
      kind: z.literal("slow-contact"),
      line: z.enum(CAR_LINES),
      lateMs: z.number().positive().max(5000),
      forS: z.number().positive(),
    })
    .describe("Worn or dirty: each change of the input comes so much later"),
  z
    .strictObject({
      kind: z.literal("rpm-pulses"),
      missing: z.number().min(0).max(1).default(0.1),
      doubled: z.number().min(0).max(1).default(0),
      forS: z.number().positive(),
    })
    .describe("Shares of the engine's pulses that are lost, and that are counted twice"),
]);
export type BoardDefect = z.infer<typeof boardDefectSchema>;
