import { reason } from "../../trade/reasons.ts";
import { BEGUN, type Progress, progressed } from "../progress.ts";
import { inReverse } from "../vehicle-signals.ts";
import type { Step } from "../watch/watch.ts";
import { bayPolygon, frontWheelsPast, outOfBayM } from "./bay.ts";
import { bayOf, controlLineOf, type ItemDefinition } from "./item-definition.ts";

/**
 * Reverse into the bay from one side, out to the other, in again and back out. The clock runs from the first backward motion until
 * both front wheels are past the start control line again.
 */
export const reverseBay: ItemDefinition = {
  kind: "reverse-bay",
  phases: ["begun", "reverse-1", "out-far", "reverse-2", "out-start", "complete"],
  breaches: {
    route: reason("ROUTE_LEFT", {}),
    "not-in": reason("BAY_NOT_ENTERED", {}),
    control: reason("CONTROL_LINE_NOT_PASSED", {}),
  },
  timed: true,
  turns: false,
  needs: ["bay", "control-line-start", "control-line-far"],
  script({ item, bayToleranceM }) {
    const start = controlLineOf(item, "start");
    const far = controlLineOf(item, "far");
    const bay = bayPolygon(bayOf(item));
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
