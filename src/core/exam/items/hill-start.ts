import { stoppedForS } from "../motion.ts";
import { BEGUN, type Progress, progressed } from "../progress.ts";
import type { Step } from "../watch/watch.ts";
import type { ItemDefinition } from "./item-definition.ts";

/** Stop with the bumper on the pole line, then drive off within the time. */
export const hillStart: ItemDefinition = {
  kind: "hill-start",
  phases: ["begun", "stopped", "leaving"],
  breaches: {},
  timed: true,
  needs: ["pole-line"],
  script({ motion: settings }) {
    return {
      initial: BEGUN,
      advance(step: Step): Progress {
        const { progress, motion } = step;
        if (progress.phase === "begun" && stoppedForS(motion) >= settings.stopHoldS)
          return progressed(progress, {
            phase: "stopped",
            clockFromUtcMs: motion.stopFromUtcMs,
            mayStand: true,
          });
        const off = motion.alongM - motion.stopAlongM > settings.stopLeftM && !motion.standing;
        if (progress.phase === "stopped" && off)
          return progressed(progress, {
            phase: "leaving",
            clockToUtcMs: motion.stopQuietUtcMs ?? motion.utcMs,
            mayStand: false,
          });
        return progress;
      },
      finish: (progress) => progress,
    };
  },
};
