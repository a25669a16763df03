import { assert } from "../../machine.ts";
import { type Reason, reason } from "../../trade/reasons.ts";
import type { ExamInput } from "../../trade/words/driving.ts";
import type { CourseItem } from "../course.ts";
import { examInput } from "../findings.ts";
import { LineSet } from "../line-set.ts";
import { pastPoleLineM } from "../pole-line.ts";
import { ceilingOf, decisionValue } from "../rulebook.ts";
import { OUTLINE_FRONT, OUTLINE_LEFT, OUTLINE_POINTS, OUTLINE_REAR } from "../vehicle-body.ts";
import { faultNow, type ItemSite, type Step, voidItem, type Watch, watchOf } from "./watch.ts";
import type { WatchFormOf } from "./watch-form.ts";

/** A distance that is measured where the vehicle stops. */
interface Measure {
  readonly input: ExamInput;
  /** Null where there is nothing to measure from. */
  readonly distanceM: (step: Step) => number | null;
  readonly seen: (mm: string) => Reason;
}

type Form = WatchFormOf<"place-at-stop">;

const MEASURES: Readonly<Record<Form["measure"], (item: CourseItem) => Measure>> = {
  "bumper-to-pole-line": bumperToPoleLine,
  "side-to-right-edge": sideToRightEdge,
};

type StopMemory = "waiting" | "judged";

/** Judged once, when the item enters the phase in which the vehicle has stopped; the harsher rule takes over above its own limit. */
export function placeAtStop({ rule, item, ruleOf }: ItemSite, form: Form): Watch {
  const { input, distanceM, seen } = MEASURES[form.measure](item);
  const ceilingMm = ceilingOf(form.harsher, ruleOf);
  return watchOf<StopMemory>(rule, {
    initial: "waiting",
    step(memory, step) {
      if (memory === "judged" || step.progress.phase !== form.phase) return memory;
      const metres = distanceM(step);
      if (metres === null) {
        voidItem(step, reason("NO_EDGE_ON_RIGHT", {}));
        return "judged";
      }
      const value = metres * 1000;
      const mm = value.toFixed(0);
      if (value > decisionValue(rule) && value <= ceilingMm)
        faultNow(step, rule, { value, inputs: [examInput(input, mm, "mm")], seen: seen(mm) });
      return "judged";
    },
    finish(memory, step) {
      if (memory === "waiting" && form.orNotStopping)
        faultNow(step, rule, { inputs: [], seen: reason("DID_NOT_STOP", {}) });
    },
  });
}

/** How far the front bumper stands from the painted pole line, along the slope: 0 on it. */
function bumperToPoleLine({ poleLine }: CourseItem): Measure {
  assert(poleLine !== null, "a bumper stops at a pole line");
  return {
    input: "bumper-distance",
    distanceM({ points }) {
      const [x = 0, y = 0] = points.subarray(2 * OUTLINE_FRONT);
      return Math.max(0, Math.abs(pastPoleLineM(poleLine, x, y)) - poleLine.lineWidthM / 2);
    },
    seen: (mm) => reason("BUMPER_FROM_POLE_LINE", { mm }),
  };
}

/** Between the body's right side and the edge on its right, the nearer end of the side counting. */
function sideToRightEdge({ boundaries }: CourseItem): Measure {
  const sets = boundaries.map((boundary) => new LineSet([boundary.line]));
  return {
    input: "side-distance",
    distanceM({ motion, points }) {
      let nearest: number | null = null;
      for (const set of sets) {
        set.focus(motion.eastM, motion.northM, Number.POSITIVE_INFINITY);
        const left = set.nearest(points[2 * OUTLINE_LEFT] ?? 0, points[2 * OUTLINE_LEFT + 1] ?? 0);
        let right = Number.POSITIVE_INFINITY;
        for (let p = OUTLINE_REAR + 1; p < OUTLINE_POINTS; p++) {
          const found = set.nearest(points[2 * p] ?? 0, points[2 * p + 1] ?? 0);
          if (found !== null) right = Math.min(right, found.distanceM);
        }
        // The right edge is the one that the right side is nearer to than the left side is.
        if (left !== null && right < left.distanceM) nearest = Math.min(nearest ?? right, right);
      }
      return nearest;
    },
    seen: (mm) => reason("SIDE_FROM_EDGE", { mm }),
  };
}
