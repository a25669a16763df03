import { stoppedForS } from "../motion.ts";
import { decisionValue } from "../rulebook.ts";
import { type DetectorMaker, detector, type Step } from "./detector.ts";

interface StopMemory {
  /** Start of the last stop that was counted. */
  readonly countedFromUtcMs: number | null;
  /** Epochs were lost up to here: what came before does not prove standing still. */
  readonly seenFromUtcMs: number | null;
}

/** Standing longer than the limit, except where the item allows standing. Each stop counts once. */
export const stopLonger: DetectorMaker = ({ rule }) =>
  detector<StopMemory>(rule, {
    initial: { countedFromUtcMs: null, seenFromUtcMs: null },
    step(before, step) {
      const { motion } = step;
      const memory = step.resumed ? { ...before, seenFromUtcMs: motion.utcMs } : before;
      const from = motion.stopFromUtcMs;
      if (from === null || motion.stopQuietUtcMs === null || from === memory.countedFromUtcMs) return memory;
      const unseen = memory.seenFromUtcMs !== null && memory.seenFromUtcMs > from;
      if (!motion.standing || step.progress.mayStand) {
        const wholeS = (motion.stopQuietUtcMs - from) / 1000;
        if (unseen && !step.progress.mayStand && wholeS > decisionValue(rule)) {
          step.undecidable(rule, "epochs were missing during a stop");
          return { ...memory, countedFromUtcMs: from };
        }
        return memory;
      }
      const stoodS = unseen
        ? (motion.stopQuietUtcMs - (memory.seenFromUtcMs ?? from)) / 1000
        : stoppedForS(motion);
      if (stoodS <= decisionValue(rule)) return memory;
      step.fault(rule, elapsed(step, from, stoodS, "stood still"));
      return { ...memory, countedFromUtcMs: from };
    },
  });

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
