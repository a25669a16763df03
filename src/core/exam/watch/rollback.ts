import { reason } from "../../trade/reasons.ts";
import { examInput } from "../findings.ts";
import { ceilingOf, decisionValue } from "../rulebook.ts";
import { inReverse } from "../vehicle-signals.ts";
import { faultNow, type Step, undecidable, type Watch, type WatchSite, watchOf } from "./watch.ts";
import type { WatchFormOf } from "./watch-form.ts";

interface RollbackMemory {
  /** The stop that the vehicle leaves. */
  readonly stopFromUtcMs: number | null;
  readonly deepestM: number;
  /** Counted for this stop, or reversing on purpose: nothing more until the next. */
  readonly over: boolean;
}

/** Finer changes of the deepest point are not worth an event; what is judged is measured anew at its end. */
const KEPT_STEP_M = 0.001;

/**
 * Backward motion since a stop while driving off. With reverse engaged it is reversing, and no rollback; where the gear
 * is not known only an item without reversing can tell. With a harsher rule, which takes over above its own limit, this one is
 * judged when the vehicle has moved on, else at once.
 */
export function rollback(site: WatchSite, form: WatchFormOf<"rollback">): Watch {
  const { rule, motion: settings } = site;
  const limitM = decisionValue(rule) / 1000;
  const ceilingM = ceilingOf(form.harsher, site.ruleOf) / 1000;
  const atOnce = form.harsher === undefined;
  const gearAsked = (kind: string | null): boolean => kind === null || !form.gearUnaskedIn.includes(kind);
  return watchOf<RollbackMemory>(rule, {
    initial: { stopFromUtcMs: null, deepestM: 0, over: true },
    step(memory, step) {
      const { motion } = step;
      if (motion.stopFromUtcMs !== memory.stopFromUtcMs) {
        judge(memory, step);
        return { stopFromUtcMs: motion.stopFromUtcMs, deepestM: 0, over: false };
      }
      if (memory.over) return memory;
      const backM = motion.stopAlongM - motion.alongM;
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
      const settled = motion.alongM - motion.stopAlongM > settings.rollbackSettleM;
      if (settled || (atOnce && deepestM > limitM)) {
        judge({ ...memory, deepestM }, step);
        return { ...memory, deepestM, over: true };
      }
      return deepestM > memory.deepestM + KEPT_STEP_M ? { ...memory, deepestM } : memory;
    },
    finish: judge,
  });

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
