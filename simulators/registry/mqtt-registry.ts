import { decisionValue } from "../rulebook.ts";
import { inReverse } from "../vehicle-signals.ts";
import { type DetectorMaker, detector, type Step } from "./detector.ts";

interface RollbackMemory {
  /** The stop that the vehicle leaves. */
  readonly stopFromUtcMs: number | null;
  readonly deepestM: number;
  /** Counted for this stop, or reversing on purpose: nothing more until the next. */
  readonly over: boolean;
}

/**
 * Backward motion since a stop while driving off. With reverse engaged it is reversing, and no rollback; where the gear
 * is not known only an item without reversing can tell. `harsher` is the rule that takes over above its own limit:
 * then this one is judged when the vehicle has moved on, else at once.
 */
export function rollback(harsher: string | null): DetectorMaker {
  return (site) => {
    const limitM = decisionValue(site.rule) / 1000;
    const next = harsher === null ? undefined : site.ruleOf(harsher);
    const ceilingM = next === undefined ? Number.POSITIVE_INFINITY : decisionValue(next) / 1000;
    return detector<RollbackMemory>(site.rule, {
      initial: { stopFromUtcMs: null, deepestM: 0, over: true },
      step(memory, step) {
        const { motion } = step;
        if (motion.stopFromUtcMs !== memory.stopFromUtcMs) {
          judge(memory, step);
          return { stopFromUtcMs: motion.stopFromUtcMs, deepestM: 0, over: false };
        }
        if (memory.over) return memory;
        const backM = motion.stopAlongM - motion.alongM;
        if (backM > 0.01 && step.kind !== "hill-start") {
          const reverse = inReverse(step.signals);
          if (reverse === true) return { ...memory, over: true };
          if (reverse === undefined) {
            if (backM <= limitM) return memory;
            step.undecidable(site.rule, "moved backward and the gear is not known");
            return { ...memory, over: true };
          }
        }
        const deepestM = Math.max(memory.deepestM, backM);
        const settled = motion.alongM - motion.stopAlongM > site.motion.rollbackSettleM;
        if (settled || (next === undefined && deepestM > limitM)) {
          judge({ ...memory, deepestM }, step);
          return { ...memory, deepestM, over: true };
        }
        return deepestM > memory.deepestM + 0.001 ? { ...memory, deepestM } : memory;
      },
      finish: judge,
    });

    function judge(memory: RollbackMemory, step: Step): void {
      if (memory.over || memory.deepestM <= limitM || memory.deepestM > ceilingM) return;
      step.fault(site.rule, {
        utcMs: step.motion.utcMs,
        position: [step.motion.eastM, step.motion.northM],
        value: memory.deepestM * 1000,
        inputs: [["deepest point behind the stop", memory.deepestM.toFixed(3), "m"]],
        arithmetic: `rolled back ${(memory.deepestM * 1000).toFixed(0)} mm from where it had stopped`,
      });
    }
  };
}
