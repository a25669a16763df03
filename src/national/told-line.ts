import { z } from "zod";
import { type StationEvent, stationEventSchema } from "../core/events/station-event.ts";

/**
 * A line of `proofmark registry events --follow`, or of `proofmark events --json`. Its position counts over all stations; a journal's own
 * lines have none.
 */
export type ToldLine =
  | { readonly kind: "event"; readonly position: number | null; readonly event: StationEvent }
  | { readonly kind: "gap"; readonly position: number; readonly station: string; readonly goneBelow: number }
  | { readonly kind: "set-back"; readonly position: number; readonly station: string; readonly size: number };

const head = { schema: z.literal("proofmark/told-event/v1"), position: z.int().min(1) };
const lineSchema = z.discriminatedUnion("kind", [
  z.object({ ...head, kind: z.literal("event"), event: stationEventSchema }),
  z.object({ ...head, kind: z.literal("gap"), station: z.string(), goneBelow: z.int().min(1) }),
  z.object({ ...head, kind: z.literal("set-back"), station: z.string(), size: z.int().min(0) }),
]);

/** Null: no line of either form. */
export function readToldLine(text: string): ToldLine | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const own = stationEventSchema.safeParse(value);
  if (own.success) return { kind: "event", position: null, event: own.data as StationEvent };
  const line = lineSchema.safeParse(value);
  return line.success ? (line.data as ToldLine) : null;
}
