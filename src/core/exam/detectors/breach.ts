import type { DetectorMaker } from "./detector.ts";
import { detector } from "./detector.ts";

/** The prescribed operation was broken in the way that the item calls `name`. */
export function breach(name: string, what: string): DetectorMaker {
  return ({ rule }) =>
    detector<boolean>(rule, {
      initial: false,
      step(done, step) {
        if (step.progress.breach !== name || (done && rule.repeat === "once")) return done;
        step.fault(rule, {
          utcMs: step.motion.utcMs,
          position: [step.motion.eastM, step.motion.northM],
          value: null,
          inputs: [["phase", step.progress.phase, ""]],
          arithmetic: what,
        });
        return true;
      },
    });
}
