import { assert } from "../../machine.ts";
import type { Polyline } from "../course.ts";
import { LineSet } from "../line-set.ts";
import { decisionValue } from "../rulebook.ts";
import { OUTLINE_POINTS } from "../vehicle-body.ts";
import { type Detector, type DetectorMaker, type DetectorSite, detector, type Step } from "./detector.ts";

/** How far the front bumper stands from the painted pole line, along the slope: 0 on it. `harsher` takes over above its own limit. */
export function bumperFromPoleLine(harsher: string | null): DetectorMaker {
  return (site) => {
    const pole = site.item?.poleLine ?? null;
    assert(pole !== null, "a bumper stops at a pole line");
    const slope = Math.hypot(1, pole.gradePct / 100);
    return atStop(site, harsher, "front bumper from the edge of the pole line", harsher === null, (step) => {
      const signed = beyond(pole.line, step.points[0] ?? 0, step.points[1] ?? 0) * slope;
      return Math.max(0, Math.abs(signed) - pole.lineWidthM / 2);
    });
  };
}

/** Between the body's right side and the edge on its right, the nearer end of the side counting. */
export function sideFromRightEdge(harsher: string | null): DetectorMaker {
  return (site) => {
    assert(site.item !== null, "an edge belongs to an item");
    const sets = site.item.boundaries.map((boundary) => new LineSet([boundary.line]));
    return atStop(site, harsher, "right side of the body from the right edge", false, (step) => {
      let nearest = Number.POSITIVE_INFINITY;
      for (const set of sets) {
        set.focus(step.motion.eastM, step.motion.northM, 30);
        const left = set.nearest(step.points[12] ?? 0, step.points[13] ?? 0);
        let right = Number.POSITIVE_INFINITY;
        for (let p = OUTLINE_POINTS / 2 + 1; p < OUTLINE_POINTS; p++) {
          const found = set.nearest(step.points[2 * p] ?? 0, step.points[2 * p + 1] ?? 0);
          if (found !== null) right = Math.min(right, found.distanceM);
        }
        // The right edge is the one that the right side is nearer to than the left side is.
        if (left !== null && right < left.distanceM) nearest = Math.min(nearest, right);
      }
      return nearest;
    });
  };
}

type StopMemory = "waiting" | "judged";

/** Judged once, when the item says that the vehicle has stopped; with `mustStop`, never having stopped breaks it too. */
function atStop(
  site: DetectorSite,
  harsher: string | null,
  what: string,
  mustStop: boolean,
  distanceM: (step: Step) => number,
): Detector {
  const next = harsher === null ? undefined : site.ruleOf(harsher);
  const ceilingMm = next === undefined ? Number.POSITIVE_INFINITY : decisionValue(next);
  const report = (step: Step, value: number | null, arithmetic: string): void =>
    step.fault(site.rule, {
      utcMs: step.motion.utcMs,
      position: [step.motion.eastM, step.motion.northM],
      value,
      inputs: value === null ? [] : [[what, value.toFixed(0), "mm"]],
      arithmetic,
    });
  return detector<StopMemory>(site.rule, {
    initial: "waiting",
    step(memory, step) {
      if (memory === "judged" || step.progress.phase !== "stopped") return memory;
      const mm = distanceM(step) * 1000;
      if (mm > decisionValue(site.rule) && mm <= ceilingMm)
        report(step, Number.isFinite(mm) ? mm : null, `${what}: ${mm.toFixed(0)} mm`);
      return "judged";
    },
    finish(memory, step) {
      if (memory === "waiting" && mustStop) report(step, null, "the vehicle did not stop at all");
    },
  });
}

/** Metres past the line in the direction of travel (from its left to its right). */
function beyond(line: Polyline, x: number, y: number): number {
  const dx = (line.at(-2) ?? 0) - (line[0] ?? 0);
  const dy = (line.at(-1) ?? 0) - (line[1] ?? 0);
  return ((x - (line[0] ?? 0)) * dy - (y - (line[1] ?? 0)) * dx) / Math.hypot(dx, dy);
}
