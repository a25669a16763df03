import type { DeliveryLock } from "../core/delivery/delivery-lock.ts";
import { decisionIn } from "../core/delivery/registry-decision.ts";
import type { DeliveryLocked, PersonActed } from "../core/journal/entry.ts";
import type { PersonAct } from "../core/journal/person-act.ts";

/** What a journal says of acts of people, and of what waits for one: a fold of these two entries and of no others. */
export class ActsNoted {
  /** The history of the log is disputed, until the registry's decision: a start does not forget it, link or not. */
  lock: DeliveryLock | null = null;
  /** Changes of keys, oldest first. */
  readonly keyActs: PersonAct[] = [];
  /** Highest job number that is given up, since the registry may know it from a history that this journal has lost. */
  jobsGivenUp = 0;

  note(entry: PersonActed | DeliveryLocked): void {
    if (entry.type === "delivery-locked") {
      this.lock = { kind: entry.kind, at: entry.size };
      return;
    }
    const { act } = entry;
    if (act.kind === "key-rotated") this.keyActs.push(act);
    if (act.kind !== "delivery-unlocked") return;
    this.lock = null;
    this.jobsGivenUp = Math.max(this.jobsGivenUp, (decisionIn(act.decision)?.jobsFrom ?? 1) - 1);
  }
}
