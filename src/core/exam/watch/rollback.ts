import { reason } from "../../trade/reasons.ts";
import { examInput } from "../findings.ts";
import { ceilingOf, decisionValue } from "../rulebook.ts";
import { inReverse } from "../vehicle-signals.ts";
import { faultNow, type Step, undecidable, type Watch, type WatchSite, watchOf } from "./watch.ts";
import type { WatchFormOf } from "./watch-form.ts";

interface RollbackMemory {
  /** Where the vehicle stood, on its path: what it rolls back from. Null before it has ever stood. */
  readonly fromM: number | null;
  /** That stop, and how many of its epochs the place is the mean of. */
  readonly stopFromUtcMs: number | null;
  readonly epochs: number;
  readonly deepestM: number;
  /** Counted for this place, or reversing on purpose: nothing more until the next stop. */
  readonly over: boolean;
}

/** Finer changes of the deepest point are not worth an event; what is judged is measured anew at its end. */
const KEPT_STEP_M = 0.001;

/**
 * Backward motion since the vehicle stood, until it has really driven off forward: however slowly, and in however many steps. With
 * reverse engaged it is reversing, and no rollback; where the gear is not known only an item without reversing can tell. With a
 * harsher rule, which takes over above its own limit, this one is judged when the vehicle has moved on, else at once.
 */
export function rollback(site: WatchSite, form: WatchFormOf<"rollback">): Watch {
  const { rule, motion: settings } = site;
  const limitM = decisionValue(rule) / 1000;
  const ceilingM = ceilingOf(form.harsher, site.ruleOf) / 1000;
  const atOnce = form.harsher === undefined;
  const gearAsked = (kind: string | null): boolean => kind === null || !form.gearUnaskedIn.includes(kind);
  return watchOf<RollbackMemory>(rule, {
    initial: { fromM: null, stopFromUtcMs: null, epochs: 0, deepestM: 0, over: true },
    step(known, step) {
      const { motion } = step;
      const memory = placed(known, step);
      if (memory.over || memory.fromM === null) return memory;
      const backM = memory.fromM - motion.alongM;
      if (backM > settings.rollbackNoiseM && gearAsked(step.kind)) {
        const reverse = inReverse(step.signals);
        if (reverse === true) return { ...memory, over: true };
        if (reverse === undefined) {
          if (backM <= limitM) return memory;
          undecidable(step, rule, reason("HAPPENED_UNKNOWN", { what: "moved-backward", signal: "gear" }));
          return { ...memory, over: true };
        }
      }
      const deepestM = Math.max(memory.deepestM, backM);
      const settled = -backM > settings.rollbackSettleM;
      if (settled || (atOnce && deepestM > limitM)) {
        judge({ ...memory, deepestM }, step);
        return { ...memory, deepestM, over: true };
      }
      return deepestM > memory.deepestM + KEPT_STEP_M ? { ...memory, deepestM } : memory;
    },
    finish: judge,
  });

  /** A stop that is no part of the rolling back is a new place to roll back from; in its first moments the place is their mean. */
  function placed(memory: RollbackMemory, step: Step): RollbackMemory {
    const { motion } = step;
    const { stopFromUtcMs } = motion;
    if (stopFromUtcMs === null) return memory;
    if (stopFromUtcMs === memory.stopFromUtcMs) {
      if (
        memory.fromM === null ||
        !motion.standing ||
        motion.utcMs - stopFromUtcMs > settings.stopMeanS * 1000
      )
        return memory;
      const epochs = memory.epochs + 1;
      return { ...memory, epochs, fromM: memory.fromM + (motion.alongM - memory.fromM) / epochs };
    }
    const aheadM = memory.fromM === null ? 0 : motion.stopAlongM - memory.fromM;
    if (!memory.over && memory.fromM !== null && aheadM < settings.stopAheadM) return memory;
    judge(memory, step);
    return { fromM: motion.stopAlongM, stopFromUtcMs, epochs: 1, deepestM: 0, over: false };
  }

  function judge(memory: RollbackMemory, step: Step): void {
    if (memory.over || memory.deepestM <= limitM || memory.deepestM > ceilingM) return;
    const mm = memory.deepestM * 1000;
    faultNow(step, rule, {
      value: mm,
      inputs: [examInput("rollback-depth", memory.deepestM.toFixed(3), "m")],
      seen: reason("ROLLED_BACK", { mm: mm.toFixed(0) }),
    });
  }
}
