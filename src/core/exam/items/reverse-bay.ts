import { breach } from "../detectors/breach.ts";
import type { Step } from "../detectors/detector.ts";
import { lineContact } from "../detectors/line-contact.ts";
import { itemTime, stopLonger } from "../detectors/timing.ts";
import { BEGUN, type Progress, progressed } from "../progress.ts";
import { inReverse } from "../vehicle-signals.ts";
import { bayPolygon, frontWheelsPast, outOfBayM } from "./bay.ts";
import type { ItemDefinition } from "./item-definition.ts";

/**
 * Reverse into the bay from one side, out to the other, in again and back out: begun, reverse-1, out-far, reverse-2,
 * out-start, complete. The clock runs from the first backward motion until both front wheels are past the start
 * control line again.
 */
export const reverseBay: ItemDefinition = {
  kind: "reverse-bay",
  watches: [
    { rule: "s2.rp.route", make: breach("route", "the prescribed order of the manoeuvre was left") },
    { rule: "s2.rp.bodyout", make: lineContact("body") },
    { rule: "s2.rp.notin", make: breach("not-in", "drove out before the whole body had been in the bay") },
    {
      rule: "s2.rp.control",
      make: breach("control", "reversed before both front wheels were past the control line"),
    },
    { rule: "s2.rp.time", make: itemTime },
    { rule: "s2.rp.stop", make: stopLonger },
  ],
  script({ item, bayToleranceM }) {
    const { start, far } = item.controlLines;
    if (item.bay === null || start === undefined || far === undefined)
      return "needs a bay and the control lines start and far";
    const bay = bayPolygon(item.bay);
    const fresh = { reached: false, inBay: false, mayStand: false };
    const onward = (step: Step): Progress => {
      const { progress, points, motion } = step;
      const backward = motion.direction < 0 && inReverse(step.signals) !== false;
      switch (progress.phase) {
        case "begun": {
          const reached = progress.reached || frontWheelsPast(start, bay, points);
          if (!backward) return progressed(progress, { reached, mayStand: reached });
          const breach = progress.reached ? null : "control";
          const clockFromUtcMs = motion.stopQuietUtcMs ?? motion.utcMs;
          return progressed(progress, { ...fresh, phase: "reverse-1", clockFromUtcMs, breach });
        }
        case "reverse-1":
        case "reverse-2": {
          const inBay = progress.inBay || outOfBayM(bay, points) <= bayToleranceM;
          if (motion.direction < 0) return progressed(progress, { inBay, mayStand: inBay });
          const phase = progress.phase === "reverse-1" ? "out-far" : "out-start";
          return progressed(progress, { ...fresh, phase, breach: inBay ? null : "not-in" });
        }
        case "out-far": {
          const reached = progress.reached || frontWheelsPast(far, bay, points);
          if (!backward) return progressed(progress, { reached, mayStand: reached });
          const wrongEnd = frontWheelsPast(start, bay, points) && !progress.reached;
          const breach = progress.reached ? null : wrongEnd ? "route" : "control";
          return progressed(progress, { ...fresh, phase: "reverse-2", breach });
        }
        case "out-start":
          if (frontWheelsPast(start, bay, points) && !frontWheelsPast(far, bay, points))
            return progressed(progress, { phase: "complete", clockToUtcMs: motion.utcMs, mayStand: true });
          return backward ? progressed(progress, { phase: "complete", breach: "route" }) : progress;
        default:
          return progress;
      }
    };
    return {
      initial: BEGUN,
      advance: onward,
      finish: (progress) =>
        progress.phase === "complete"
          ? progress
          : progressed(progress, { phase: "complete", breach: "route" }),
    };
  },
};
