import { decisionValue } from "../rulebook.ts";
import { type DetectorMaker, detector, type Step } from "./detector.ts";

interface StopMemory {
  /** Start of the last stop that was counted, allowed or found undecidable. */
  readonly closedFromUtcMs: number | null;
  /** Epochs were lost up to here: what came before does not prove standing still. */
  readonly seenFromUtcMs: number | null;
}

/**
 * Standing longer than the limit, except where the item allows standing. Each stop counts once. What the epochs prove
 * decides; a stop that may have lasted past the window while epochs were missing is undecidable, never forgiven.
 */
export const stopLonger: DetectorMaker = ({ rule }) => {
  const windowS = rule.limit === null ? 0 : rule.limit.value + rule.limit.tolerance.plus;
  return detector<StopMemory>(rule, {
    initial: { closedFromUtcMs: null, seenFromUtcMs: null },
    step(before, step) {
      const { motion } = step;
      const memory = step.resumed ? { ...before, seenFromUtcMs: motion.utcMs } : before;
      const from = motion.stopFromUtcMs;
      const quiet = motion.stopQuietUtcMs;
      if (from === null || quiet === null || from === memory.closedFromUtcMs) return memory;
      const closed = { ...memory, closedFromUtcMs: from };
      // A stop that ended before the item, or one where the item allows it, is none of this rule's.
      if (step.progress.mayStand || (step.first && !motion.standing)) return closed;
      const provenS = (quiet - Math.max(from, memory.seenFromUtcMs ?? from)) / 1000;
      if (motion.standing) {
        if (provenS <= decisionValue(rule)) return memory;
        step.fault(rule, elapsed(step, quiet - provenS * 1000, provenS, "stood still"));
        return closed;
      }
      const until = motion.stopUntilUtcMs ?? motion.utcMs;
      const possibleS = (until - (motion.stopAfterUtcMs ?? from)) / 1000;
      if (possibleS > windowS)
        step.undecidable(rule, `stood still for up to ${possibleS.toFixed(2)} s while epochs were missing`);
      return closed;
    },
  });
};

/** The item's own clock above the limit; it runs on until the item says it is complete. */
export const itemTime: DetectorMaker = ({ rule }) =>
  detector<boolean>(rule, {
    initial: false,
    step(done, step) {
      const from = step.progress.clockFromUtcMs;
      if (done || from === null) return done;
      const tookS = ((step.progress.clockToUtcMs ?? step.motion.utcMs) - from) / 1000;
      if (tookS <= decisionValue(rule)) return done;
      step.fault(rule, elapsed(step, from, tookS, "took"));
      return true;
    },
  });

function elapsed(step: Step, fromUtcMs: number, seconds: number, what: string) {
  return {
    utcMs: step.motion.utcMs,
    position: [step.motion.eastM, step.motion.northM] as const,
    value: seconds,
    inputs: [
      ["from", new Date(fromUtcMs).toISOString(), ""],
      ["until", new Date(fromUtcMs + seconds * 1000).toISOString(), ""],
    ] as const,
    arithmetic: `${what} ${seconds.toFixed(2)} s`,
  };
}
