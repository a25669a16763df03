import { assert } from "../../machine.ts";
import { stoppedForS } from "../motion.ts";
import { pastPoleLineM } from "../pole-line.ts";
import { BEGUN, type Progress, progressed } from "../progress.ts";
import { OUTLINE_FRONT } from "../vehicle-body.ts";
import type { Step } from "../watch/watch.ts";
import type { ItemDefinition } from "./item-definition.ts";

/**
 * Stop with the bumper on the pole line, then drive off within the time. Which stop is the stop: one near the line, one with the
 * parking brake on, or one that lasts; a touch of the brake on the way up is none. Driven off is who has really gone forward.
 */
export const hillStart: ItemDefinition = {
  kind: "hill-start",
  phases: ["begun", "stopped", "leaving"],
  breaches: {},
  timed: true,
  turns: false,
  needs: ["pole-line"],
  script({ item, motion: settings }) {
    const { poleLine } = item;
    assert(poleLine !== null, "a hill has its pole line");
    const parked = ({ motion, signals, points }: Step): boolean => {
      const stoodS = stoppedForS(motion);
      if (stoodS < settings.stopHoldS) return false;
      if (stoodS >= settings.parkedHoldS || signals.lines.handbrake === true) return true;
      const [x = 0, y = 0] = points.subarray(2 * OUTLINE_FRONT);
      return Math.abs(pastPoleLineM(poleLine, x, y)) <= settings.poleReachM;
    };
    return {
      initial: BEGUN,
      advance(step: Step): Progress {
        const { progress, motion } = step;
        if (progress.phase === "begun" && parked(step))
          return progressed(progress, {
            phase: "stopped",
            clockFromUtcMs: motion.stopFromUtcMs,
            stoodAlongM: motion.stopAlongM,
            mayStand: true,
          });
        if (progress.phase !== "stopped") return progress;
        // The time ends where it last stood, as soon as it moves; a start that comes to nothing ends nothing.
        const clockToUtcMs = motion.standing ? null : motion.stopQuietUtcMs;
        const wentM = motion.alongM - (progress.stoodAlongM ?? motion.alongM);
        return wentM > settings.rollbackSettleM
          ? progressed(progress, { phase: "leaving", clockToUtcMs: motion.stopQuietUtcMs, mayStand: false })
          : progressed(progress, { clockToUtcMs });
      },
      finish: (progress) => progress,
    };
  },
};
