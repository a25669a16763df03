import { z } from "zod";
import type { DeliveryLock } from "../delivery/delivery-lock.ts";
import { decisionIn } from "../delivery/registry-decision.ts";
import type { DeliveryLocked, PersonActed } from "./entry.ts";
import { type ActOf, personActSchema } from "./person-act.ts";

/** In a summary: what these entries amount to that a start has to know. */
export const actsSummarySchema = z.strictObject({
  lock: z.strictObject({ kind: z.enum(["fork", "rollback"]), at: z.int().min(0) }).nullable(),
  /** Changes of keys, oldest first. */
  rotations: z.array(personActSchema),
});

export interface ActsSummary {
  readonly lock: DeliveryLock | null;
  readonly rotations: readonly ActOf<"key-rotated">[];
}

/** What a journal says of acts of people, and of what waits for one: a fold of these two entries and of no others. */
export class ActsNoted {
  /** The history of the log is disputed, until the registry's decision: a start does not forget it, link or not. */
  lock: DeliveryLock | null = null;
  rotations: readonly ActOf<"key-rotated">[] = [];
  /** Highest job number that is given up, since the registry may know it from a history that this journal has lost. */
  jobsGivenUp = 0;

  note(entry: PersonActed | DeliveryLocked): void {
    if (entry.type === "delivery-locked") {
      this.lock = { kind: entry.kind, at: entry.size };
      return;
    }
    const { act } = entry;
    if (act.kind === "key-rotated") this.rotations = [...this.rotations, act];
    if (act.kind !== "delivery-unlocked") return;
    this.lock = null;
    this.jobsGivenUp = Math.max(this.jobsGivenUp, (decisionIn(act.decision)?.jobsFrom ?? 1) - 1);
  }

  /** Numbers that are given up are counted as used by whoever counts those. */
  summary(): ActsSummary {
    return { lock: this.lock, rotations: this.rotations };
  }

  goOn({ lock, rotations }: ActsSummary): void {
    this.lock = lock;
    this.rotations = rotations;
  }
}
