import type { Step } from "../detectors/detector.ts";
import { lineContact } from "../detectors/line-contact.ts";
import { bumperFromPoleLine, sideFromRightEdge } from "../detectors/place-at-stop.ts";
import { driveOffSignal, handbrakeWhile } from "../detectors/signals.ts";
import { itemTime } from "../detectors/timing.ts";
import { stoppedForS } from "../motion.ts";
import { BEGUN, type Progress, progressed } from "../progress.ts";
import type { ItemDefinition } from "./item-definition.ts";

/** Stop with the bumper on the pole line, then drive off within the time: begun, stopped, leaving. Rollback is a general rule. */
export const hillStart: ItemDefinition = {
  kind: "hill-start",
  watches: [
    { rule: "s2.hill.long50", make: bumperFromPoleLine(null) },
    { rule: "s2.hill.long", make: bumperFromPoleLine("s2.hill.long50") },
    { rule: "s2.hill.lat50", make: sideFromRightEdge(null) },
    { rule: "s2.hill.lat30", make: sideFromRightEdge("s2.hill.lat50") },
    { rule: "s2.hill.wheel", make: lineContact("wheel") },
    { rule: "s2.hill.start30", make: itemTime },
    { rule: "s2.hill.brake", make: handbrakeWhile("stopped", "leaving") },
    { rule: "s2.hill.signal", make: driveOffSignal("left", "leaving") },
  ],
  script({ item, motion: settings }) {
    if (item.poleLine === null) return "needs a pole line";
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
