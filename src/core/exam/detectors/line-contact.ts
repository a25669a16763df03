import { assert } from "../../machine.ts";
import type { Boundary } from "../course.ts";
import { type Crossing, LineSet } from "../line-set.ts";
import { detectionLine } from "../offset-line.ts";
import { decisionValue } from "../rulebook.ts";
import { BODY_POINTS, OUTLINE_POINTS } from "../vehicle-body.ts";
import {
  type Detector,
  type DetectorMaker,
  type DetectorSite,
  detector,
  type FaultDetail,
  type Step,
} from "./detector.ts";

/** `off`: waiting for contact. `on`: contact was counted, not yet gone. `done`: counted once, and once is all. */
interface ContactMemory {
  readonly contact: "off" | "on" | "done";
  /** While `on`: since when nothing touches; null while something does. */
  readonly clearFromUtcMs: number | null;
  /** Wheels beyond the line, as bits. */
  readonly wheelsOut: number;
}

const CLEAR: ContactMemory = { contact: "off", clearFromUtcMs: null, wheelsOut: 0 };
const WHEEL_NAMES = ["front left", "front right", "rear left", "rear right"];

/** The body's outline, or the wheels, against the item's boundaries of that contact, moved outward by what the rule decides at. */
export function lineContact(contact: "body" | "wheel"): DetectorMaker {
  return (site) => {
    const boundaries = boundariesOf(site, contact);
    const offsetM = decisionValue(site.rule) / 1000;
    const lines = new LineSet(boundaries.map((boundary) => detectionLine(boundary, offsetM)));
    const base = new LineSet(boundaries.map((boundary) => detectionLine(boundary, 0)));
    const geometry = { site, boundaries, lines, base };
    return contact === "body" ? bodyContact(geometry) : wheelContact(geometry);
  };
}

interface Geometry {
  readonly site: DetectorSite;
  readonly boundaries: readonly Boundary[];
  readonly lines: LineSet;
  /** Without the offset: what a gap is judged by, for the stricter line leaves room for the unseen curve. */
  readonly base: LineSet;
}

function boundariesOf(site: DetectorSite, contact: "body" | "wheel"): readonly Boundary[] {
  assert(site.item !== null, "line contact belongs to an item");
  return site.item.boundaries.filter((b) => b.contact === contact || b.contact === "both");
}

function bodyContact(geometry: Geometry): Detector {
  const { site, lines, base } = geometry;
  return detector<ContactMemory>(site.rule, {
    initial: CLEAR,
    step(memory, step) {
      if (memory.contact === "done") return memory;
      lines.focus(step.motion.eastM, step.motion.northM, site.reachM);
      if (memory.contact === "on")
        return rearmed(memory, step, site, lines.overlaps(step.points, OUTLINE_POINTS));
      if (step.resumed) {
        base.focus(step.motion.eastM, step.motion.northM, site.reachM);
        if (crossing(base, step) !== null || base.overlaps(step.points, OUTLINE_POINTS))
          step.voidItem("the body may have crossed a line while epochs were missing");
        return memory;
      }
      if (step.first) {
        if (!lines.overlaps(step.points, OUTLINE_POINTS)) return memory;
        step.fault(site.rule, standing(geometry, step, "the body stood on a line when the item began"));
        return counted(site, 0);
      }
      const found = crossing(lines, step);
      if (found === null) return memory;
      step.fault(site.rule, met(geometry, step, found, `outline point ${found.point + 1}`));
      return counted(site, 0);
    },
  });
}

function crossing(lines: LineSet, step: Step): Crossing | null {
  const byPoint = lines.firstPointCrossing(step.previous, step.points, 0, OUTLINE_POINTS);
  const byVertex = lines.firstVertexCrossing(step.previous, step.points, OUTLINE_POINTS);
  if (byPoint === null || byVertex === null) return byPoint ?? byVertex;
  return byVertex.at < byPoint.at ? byVertex : byPoint;
}

function wheelContact(geometry: Geometry): Detector {
  const { site, lines, base } = geometry;
  return detector<ContactMemory>(site.rule, {
    initial: CLEAR,
    step(memory, step) {
      if (memory.contact === "done") return memory;
      lines.focus(step.motion.eastM, step.motion.northM, site.reachM);
      if (step.resumed) {
        base.focus(step.motion.eastM, step.motion.northM, site.reachM);
        if (base.firstPointCrossing(step.previous, step.points, OUTLINE_POINTS, BODY_POINTS) !== null)
          step.voidItem("a wheel may have crossed a line while epochs were missing");
        return memory;
      }
      if (step.first) return beginOutside(geometry, step);
      let wheelsOut = memory.wheelsOut;
      let first: Crossing | null = null;
      for (let point = OUTLINE_POINTS; point < BODY_POINTS; point++) {
        const last = lines.lastPointCrossing(step.previous, step.points, point);
        if (last === null) continue;
        const bit = 1 << (point - OUTLINE_POINTS);
        const across = lines.firstPointCrossing(step.previous, step.points, point, point + 1) ?? last;
        if (across.outward && (first === null || across.at < first.at)) first = across;
        wheelsOut = last.outward ? wheelsOut | bit : wheelsOut & ~bit;
      }
      if (memory.contact === "on")
        return rearmed({ ...memory, wheelsOut }, step, site, wheelsOut !== 0, memory);
      if (first !== null) {
        const wheel = `${WHEEL_NAMES[first.point - OUTLINE_POINTS]} wheel`;
        step.fault(site.rule, met(geometry, step, first, wheel));
        return counted(site, wheelsOut);
      }
      return wheelsOut === memory.wheelsOut ? memory : { ...memory, wheelsOut };
    },
  });
}

/** A wheel that begins the item beside the lane has rolled over its line. */
function beginOutside(geometry: Geometry, step: Step): ContactMemory {
  let wheelsOut = 0;
  for (let wheel = 0; wheel < WHEEL_NAMES.length; wheel++) {
    const x = step.points[2 * (OUTLINE_POINTS + wheel)] ?? 0;
    const y = step.points[2 * (OUTLINE_POINTS + wheel) + 1] ?? 0;
    const nearest = geometry.lines.nearest(x, y);
    // Far from every line is no evidence of being beyond one: the run-in has none.
    if (nearest?.outside && nearest.distanceM < 0.5) wheelsOut |= 1 << wheel;
  }
  if (wheelsOut === 0) return CLEAR;
  step.fault(geometry.site.rule, standing(geometry, step, "a wheel stood beyond a line when the item began"));
  return counted(geometry.site, wheelsOut);
}

function counted(site: DetectorSite, wheelsOut: number): ContactMemory {
  return { contact: site.rule.repeat === "once" ? "done" : "on", clearFromUtcMs: null, wheelsOut };
}

/** `same` is given back untouched when nothing changed. */
function rearmed(
  memory: ContactMemory,
  step: Step,
  site: DetectorSite,
  touching: boolean,
  same: ContactMemory = memory,
): ContactMemory {
  if (touching) {
    return memory.clearFromUtcMs === null && memory.wheelsOut === same.wheelsOut
      ? same
      : { ...memory, clearFromUtcMs: null };
  }
  const from = memory.clearFromUtcMs ?? step.motion.utcMs;
  if (step.motion.utcMs - from >= site.rule.rearmS * 1000) return { ...CLEAR, wheelsOut: memory.wheelsOut };
  return from === memory.clearFromUtcMs && memory.wheelsOut === same.wheelsOut
    ? same
    : { ...memory, clearFromUtcMs: from };
}

function met(geometry: Geometry, step: Step, found: Crossing, what: string): FaultDetail {
  const spanMs = step.motion.utcMs - step.before.utcMs;
  const decidedMm = decisionValue(geometry.site.rule);
  const boundary = geometry.boundaries[found.line];
  return {
    utcMs: step.before.utcMs + found.at * spanMs,
    position: [found.eastM, found.northM],
    value: decidedMm,
    inputs: [
      ["touched by", what, ""],
      ["boundary feature", String(boundary?.feature ?? -1), ""],
      ["east", found.eastM.toFixed(3), "m"],
      ["north", found.northM.toFixed(3), "m"],
      ["fraction of the step", found.at.toFixed(4), ""],
    ],
    arithmetic: `${what} crossed the line ${decidedMm} mm outside the boundary, ${(found.at * spanMs).toFixed(1)} ms after the epoch before`,
  };
}

function standing(geometry: Geometry, step: Step, what: string): FaultDetail {
  return {
    utcMs: step.motion.utcMs,
    position: [step.motion.eastM, step.motion.northM],
    value: decisionValue(geometry.site.rule),
    inputs: [],
    arithmetic: what,
  };
}
