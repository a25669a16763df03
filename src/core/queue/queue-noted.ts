import { z } from "zod";
import type { JobKind } from "../trade/words/roles.ts";
import { type Placement, placementOf, type WaitingName } from "./queue-order.ts";

/** The cleaned name of a waiting file. */
const FILE_CHARS_MAX = 255;

/** Of a waiting subject that a person gave a place in the queue, a lane or a car. */
export const placementSchema = z.strictObject({
  queue: z.enum(["inspection", "exam"]),
  file: z.string().min(1).max(FILE_CHARS_MAX),
  modifiedMs: z.int(),
  spot: z.strictObject({ beside: z.string().min(1).max(FILE_CHARS_MAX), step: z.number() }).nullable(),
  seat: z.strictObject({ site: z.string().min(1), car: z.string().min(1).nullable() }).nullable(),
});

/** In a summary: what people said of those who wait, oldest first. */
export const queueSummarySchema = z.strictObject({ placed: z.array(placementSchema) });

export interface QueueSummary {
  readonly placed: readonly Placement[];
}

/** Nobody arranges as many by hand; those whose file went away otherwise than by a job are pushed out by later ones. */
const PLACED_KEPT = 256;

/** What a journal says of the order in a queue: a fold of people's acts and of the jobs that were made of waiting files. */
export class QueueNoted {
  #placed: readonly Placement[] = [];

  get placed(): readonly Placement[] {
    return this.#placed;
  }

  /** The newest word on a subject holds alone. */
  note({ queue, file, modifiedMs, spot, seat }: Placement): void {
    const placement = { queue, file, modifiedMs, spot, seat };
    this.#placed = [...this.#without(placement, queue), placement].slice(-PLACED_KEPT);
  }

  /** It waits no more. */
  taken(queue: JobKind, source: WaitingName): void {
    if (placementOf(source, queue, this.#placed) !== null) this.#placed = this.#without(source, queue);
  }

  /** For a summary; nothing of it stands there while everybody waits where their name puts them. */
  summed(): { readonly queue?: QueueSummary } {
    return this.#placed.length === 0 ? {} : { queue: { placed: this.#placed } };
  }

  goOn({ placed }: QueueSummary): void {
    this.#placed = placed;
  }

  #without(one: WaitingName, queue: JobKind): readonly Placement[] {
    const known = placementOf(one, queue, this.#placed);
    return this.#placed.filter((other) => other !== known);
  }
}
