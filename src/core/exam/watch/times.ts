import { toldUtcMs } from "../../time/leap-second.ts";
import { reason } from "../../trade/reasons.ts";
import { examInput } from "../findings.ts";
import { decisionValue, windowEnd } from "../rulebook.ts";
import { faultNow, type ItemSite, type Step, undecidable, type Watch, watchOf } from "./watch.ts";

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
export function stopLonger({ rule }: ItemSite): Watch {
  const decidedS = decisionValue(rule);
  const windowS = windowEnd(rule);
  return watchOf<StopMemory>(rule, {
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
        if (provenS <= decidedS) return memory;
        tooLong(step, rule, quiet - provenS * 1000, provenS, "STOOD_STILL");
        return closed;
      }
      const until = motion.stopUntilUtcMs ?? motion.utcMs;
      const possibleS = (until - (motion.stopAfterUtcMs ?? from)) / 1000;
      if (possibleS > windowS)
        undecidable(step, rule, reason("STOOD_IN_GAP", { upToS: possibleS.toFixed(2) }));
      return closed;
    },
  });
}

/** The item's own clock above the limit; it runs on until the item says it is complete. */
export function itemTime({ rule }: ItemSite): Watch {
  const decidedS = decisionValue(rule);
  return watchOf<boolean>(rule, {
    initial: false,
    step(done, step) {
      const from = step.progress.clockFromUtcMs;
      if (done || from === null) return done;
      const tookS = ((step.progress.clockToUtcMs ?? step.motion.utcMs) - from) / 1000;
      if (tookS <= decidedS) return done;
      tooLong(step, rule, from, tookS, "TOOK");
      return true;
    },
  });
}

function tooLong(
  step: Step,
  rule: ItemSite["rule"],
  fromUtcMs: number,
  seconds: number,
  code: "STOOD_STILL" | "TOOK",
): void {
  const told = (utcMs: number): string => new Date(toldUtcMs(utcMs, step.leapAtMs)).toISOString();
  faultNow(step, rule, {
    value: seconds,
    inputs: [examInput("from", told(fromUtcMs)), examInput("until", told(fromUtcMs + seconds * 1000))],
    seen: reason(code, { seconds: seconds.toFixed(2) }),
  });
}
