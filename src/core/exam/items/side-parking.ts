import { reason } from "../../trade/reasons.ts";
import { BEGUN, type Progress, progressed } from "../progress.ts";
import { OUTLINE_FRONT } from "../vehicle-body.ts";
import { inReverse } from "../vehicle-signals.ts";
import type { Step } from "../watch/watch.ts";
import { bayPolygon, bodyPast, outOfBayM } from "./bay.ts";
import { bayOf, controlLineOf, type ItemDefinition } from "./item-definition.ts";

/**
 * One reverse into the bay, then out to the front. The clock runs from the backward motion until the rearmost body point is past
 * the front bay line.
 */
export const sideParking: ItemDefinition = {
  kind: "side-parking",
  phases: ["begun", "reversing", "leaving", "complete"],
  breaches: { "body-out": reason("BODY_OUTSIDE_BAY", {}) },
  timed: true,
  turns: false,
  needs: ["bay", "control-line-front-bay-line"],
  script({ item, bayToleranceM }) {
    const front = controlLineOf(item, "front-bay-line");
    const bay = bayPolygon(bayOf(item));
    return {
      initial: BEGUN,
      advance(step: Step): Progress {
        const { progress, points, motion } = step;
        switch (progress.phase) {
          case "begun": {
            if (motion.direction < 0 && inReverse(step.signals) !== false)
              return progressed(progress, {
                phase: "reversing",
                clockFromUtcMs: motion.stopQuietUtcMs ?? motion.utcMs,
                mayStand: false,
              });
            // Standing ahead of the bay to engage reverse is part of the manoeuvre.
            return motion.standing
              ? progressed(progress, { mayStand: bodyPast(front, bay, points) || ahead(step) })
              : progress;
          }
          case "reversing": {
            if (motion.direction > 0) {
              const out = progress.outOfBayM === null || progress.outOfBayM > bayToleranceM;
              return progressed(progress, {
                phase: "leaving",
                mayStand: false,
                breach: out ? "body-out" : null,
              });
            }
            if (!motion.standing) return progressed(progress, { mayStand: false });
            const outside = outOfBayM(bay, points);
            return progressed(progress, { outOfBayM: outside, mayStand: outside <= bayToleranceM });
          }
          case "leaving":
            if (motion.direction < 0 && inReverse(step.signals) !== false)
              return progressed(progress, { phase: "reversing", outOfBayM: null });
            return bodyPast(front, bay, points)
              ? progressed(progress, { phase: "complete", clockToUtcMs: motion.utcMs, mayStand: true })
              : progress;
          default:
            return progress;
        }
      },
      finish: (progress) =>
        progress.outOfBayM === null
          ? progressed(progress, { phase: "complete", breach: "body-out" })
          : progressed(progress, { phase: "complete" }),
    };

    /** The front of the vehicle is past the front bay line. */
    function ahead({ points }: Step): boolean {
      const [ax = 0, ay = 0] = front;
      const dx = (front.at(-2) ?? 0) - ax;
      const dy = (front.at(-1) ?? 0) - ay;
      const x = points[2 * OUTLINE_FRONT] ?? 0;
      const y = points[2 * OUTLINE_FRONT + 1] ?? 0;
      return (x - ax) * dy - (y - ay) * dx > 0;
    }
  },
};
