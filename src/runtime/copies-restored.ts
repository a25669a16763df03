import type { TimerHandle, Timers } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { RecordShelf } from "./record-shelf.ts";

/** Some milliseconds of work, and as many for whoever waits. */
const STEP_MS = 20;
const ENTRIES_A_STEP = 500;

export interface CopiesRestoredOptions {
  readonly shelf: Pick<RecordShelf, "restoring">;
  readonly timers: Timers;
  readonly log: Log;
  onNotice(sentence: string): void;
}

/** Holds the copies of records against the journal while the station is up already: nobody waits for them. Returns what ends it. */
export function restoreCopies({ shelf, timers, log, onNotice }: CopiesRestoredOptions): () => void {
  const steps = shelf.restoring();
  let timer: TimerHandle | null = null;
  const unrestored = (why: string): void => {
    log.error("records could not be restored", { unrestored: why });
    onNotice(why);
  };
  const goOn = (): void => {
    try {
      for (let entry = 0; entry < ENTRIES_A_STEP; entry++) {
        const step = steps.next();
        if (step.done !== true) continue;
        if (step.value !== null) unrestored(step.value);
        return;
      }
    } catch (cause) {
      // A record that is damaged is found by the journal's own check as well, which tells of it.
      log.error("records could not be restored", { cause: String(cause) });
      return;
    }
    timer = timers.start("copies of records", STEP_MS, goOn);
  };
  timer = timers.start("copies of records", STEP_MS, goOn);
  return () => {
    timer?.cancel();
    steps.return(null);
  };
}
