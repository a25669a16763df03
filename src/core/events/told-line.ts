import { z } from "zod";
import { placeSchema, stationEventSchema } from "./station-event.ts";

/** What the registry tells of all stations, in the order in which it became durable there: one JSON document a line. */
export const toldLineSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({
      schema: z.literal("proofmark/told-event/v1"),
      position: z
        .int()
        .min(1)
        .describe(
          "Counts over all stations without a gap; whoever names the last one they have is told what came after.",
        ),
      kind: z.literal("event"),
      event: stationEventSchema,
    }),
    z.strictObject({
      schema: z.literal("proofmark/told-event/v1"),
      position: z.int().min(1),
      kind: z
        .literal("gap")
        .describe(
          "Events between may be missing: the station's journal had let them go before it told them.",
        ),
      station: z.string(),
      after: placeSchema.nullable().describe("The last event before; null for none."),
      goneBelow: z.int().min(1).describe("The first entry of the journal that was still there."),
    }),
    z.strictObject({
      schema: z.literal("proofmark/told-event/v1"),
      position: z.int().min(1),
      kind: z
        .literal("set-back")
        .describe("What was told of entries from `size` on counts no more; the station tells them anew."),
      station: z.string(),
      after: placeSchema.nullable().describe("The last event that stays; null for none."),
      size: z.int().min(0),
    }),
  ])
  .describe("A line of what stations told the registry.");

export type ToldLine = z.infer<typeof toldLineSchema>;
