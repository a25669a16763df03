import { breach } from "../detectors/breach.ts";
import type { Step } from "../detectors/detector.ts";
import { lineContact } from "../detectors/line-contact.ts";
import { driveOffSignal } from "../detectors/signals.ts";
import { itemTime, stopLonger } from "../detectors/timing.ts";
import { BEGUN, type Progress, progressed } from "../progress.ts";
import { inReverse } from "../vehicle-signals.ts";
import { bayPolygon, bodyPast, outOfBayM } from "./bay.ts";
import type { ItemDefinition } from "./item-definition.ts";

/**
 * One reverse into the bay, then out to the front: begun, reversing, leaving, complete. The clock runs from the backward
 * motion until the rearmost body point is past the front bay line.
 */
export const sideParking: ItemDefinition = {
  kind: "side-parking",
  watches: [
    { rule: "s2.sp.bodyout", make: breach("body-out", "stood in the bay with part of the body outside it") },
    { rule: "s2.sp.time", make: itemTime },
    { rule: "s2.sp.wheel", make: lineContact("wheel") },
    { rule: "s2.sp.bodytouch", make: lineContact("body") },
    { rule: "s2.sp.signal", make: driveOffSignal("left", "leaving") },
    { rule: "s2.sp.stop", make: stopLonger },
  ],
  script({ item, bayToleranceM }) {
    const front = item.controlLines["front-bay-line"];
    if (item.bay === null || front === undefined) return "needs a bay and the control line front-bay-line";
    const bay = bayPolygon(item.bay);
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
    function ahead(step: Step): boolean {
      const [ax = 0, ay = 0] = front ?? [];
      const dx = (front?.at(-2) ?? 0) - ax;
      const dy = (front?.at(-1) ?? 0) - ay;
      return ((step.points[0] ?? 0) - ax) * dy - ((step.points[1] ?? 0) - ay) * dx > 0;
    }
  },
};
