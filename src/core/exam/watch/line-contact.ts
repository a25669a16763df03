import { reason } from "../../trade/reasons.ts";
import type { Boundary, CourseItem } from "../course.ts";
import { examInput } from "../findings.ts";
import { type Crossing, LineSet } from "../line-set.ts";
import { detectionLine } from "../offset-line.ts";
import { decisionText, decisionValue } from "../rulebook.ts";
import { BODY_POINTS, OUTLINE_POINTS } from "../vehicle-body.ts";
import { faultNow, type ItemSite, type Step, voidItem, type Watch, watchOf } from "./watch.ts";
import type { WatchFormOf } from "./watch-form.ts";

/** `off`: waiting for contact. `on`: contact was counted, not yet gone. `done`: counted once, and once is all. */
interface ContactMemory {
  readonly contact: "off" | "on" | "done";
  /** While `on`: since when nothing touches; null while something does. */
  readonly clearFromUtcMs: number | null;
  /** Wheels beyond the line, as bits. */
  readonly wheelsOut: number;
}

const CLEAR: ContactMemory = { contact: "off", clearFromUtcMs: null, wheelsOut: 0 };
const WHEELS = ["front-left-wheel", "front-right-wheel", "rear-left-wheel", "rear-right-wheel"];

type Of = WatchFormOf<"line-contact">["of"];

interface Geometry {
  readonly site: ItemSite;
  readonly boundaries: readonly Boundary[];
  readonly lines: LineSet;
  /** Without the offset: what a gap is judged by, for the stricter line leaves room for the unseen curve. */
  readonly base: LineSet;
}

/** The body's outline, or the wheels, against the item's boundaries of that contact, moved outward by what the rule decides at. */
export function lineContact(site: ItemSite, form: WatchFormOf<"line-contact">): Watch {
  const boundaries = boundariesFor(site.item, form.of);
  const offsetM = decisionValue(site.rule) / 1000;
  const lines = new LineSet(boundaries.map((boundary) => detectionLine(boundary, offsetM)));
  const base = new LineSet(boundaries.map((boundary) => detectionLine(boundary, 0)));
  const geometry = { site, boundaries, lines, base };
  return form.of === "body" ? bodyContact(geometry) : wheelContact(geometry);
}

export function boundariesFor(item: CourseItem, of: Of): readonly Boundary[] {
  const contact = of === "wheels" ? "wheel" : "body";
  return item.boundaries.filter((b) => b.contact === contact || b.contact === "both");
}

function bodyContact(geometry: Geometry): Watch {
  const { site, lines, base } = geometry;
  return watchOf<ContactMemory>(site.rule, {
    initial: CLEAR,
    step(memory, step) {
      if (memory.contact === "done") return memory;
      lines.focus(step.motion.eastM, step.motion.northM, step.reachM);
      if (memory.contact === "on")
        return rearmed(memory, step, site, lines.overlaps(step.points, OUTLINE_POINTS));
      if (step.resumed) {
        base.focus(step.motion.eastM, step.motion.northM, step.reachM);
        if (crossing(base, step) !== null || base.overlaps(step.points, OUTLINE_POINTS))
          voidItem(step, reason("CROSSED_IN_GAP", { part: "body" }));
        return memory;
      }
      if (step.first) {
        if (!lines.overlaps(step.points, OUTLINE_POINTS)) return memory;
        overLine(geometry, step, "body");
        return counted(site, 0);
      }
      const found = crossing(lines, step);
      if (found === null) return memory;
      crossed(geometry, step, found, `outline-${found.point + 1}`);
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

function wheelContact(geometry: Geometry): Watch {
  const { site, lines, base } = geometry;
  return watchOf<ContactMemory>(site.rule, {
    initial: CLEAR,
    step(memory, step) {
      if (memory.contact === "done") return memory;
      lines.focus(step.motion.eastM, step.motion.northM, step.reachM);
      if (step.resumed) {
        base.focus(step.motion.eastM, step.motion.northM, step.reachM);
        if (base.firstPointCrossing(step.previous, step.points, OUTLINE_POINTS, BODY_POINTS) !== null)
          voidItem(step, reason("CROSSED_IN_GAP", { part: "wheel" }));
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
        crossed(geometry, step, first, WHEELS[first.point - OUTLINE_POINTS] ?? "wheel");
        return counted(site, wheelsOut);
      }
      return wheelsOut === memory.wheelsOut ? memory : { ...memory, wheelsOut };
    },
  });
}

/** A wheel that begins the item beside the lane has rolled over its line. */
function beginOutside(geometry: Geometry, step: Step): ContactMemory {
  let wheelsOut = 0;
  for (let wheel = 0; wheel < WHEELS.length; wheel++) {
    const x = step.points[2 * (OUTLINE_POINTS + wheel)] ?? 0;
    const y = step.points[2 * (OUTLINE_POINTS + wheel) + 1] ?? 0;
    const nearest = geometry.lines.nearest(x, y);
    // Far from every line is no evidence of being beyond one: the run-in has none.
    if (nearest?.outside && nearest.distanceM < geometry.site.motion.besideLineM) wheelsOut |= 1 << wheel;
  }
  if (wheelsOut === 0) return CLEAR;
  overLine(geometry, step, "wheel");
  return counted(geometry.site, wheelsOut);
}

function counted(site: ItemSite, wheelsOut: number): ContactMemory {
  return { contact: site.rule.repeat === "once" ? "done" : "on", clearFromUtcMs: null, wheelsOut };
}

/** `same` is given back untouched when nothing changed. */
function rearmed(
  memory: ContactMemory,
  step: Step,
  site: ItemSite,
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

/** Between the epochs, where the lines met. */
function crossed({ site, boundaries }: Geometry, step: Step, found: Crossing, part: string): void {
  const { rule } = site;
  const afterMs = found.at * (step.motion.utcMs - step.before.utcMs);
  step.found.push({
    kind: "fault",
    rule,
    detail: {
      utcMs: step.before.utcMs + afterMs,
      position: [found.eastM, found.northM],
      value: decisionValue(rule),
      inputs: [
        examInput("touched-by", part),
        examInput("boundary-feature", String(boundaries[found.line]?.feature ?? -1)),
        examInput("east", found.eastM.toFixed(3), "m"),
        examInput("north", found.northM.toFixed(3), "m"),
        examInput("step-fraction", found.at.toFixed(4)),
      ],
      seen: reason("LINE_CROSSED", { part, decidedMm: decisionText(rule), afterMs: afterMs.toFixed(1) }),
    },
  });
}

function overLine({ site }: Geometry, step: Step, part: "body" | "wheel"): void {
  const seen = reason("BEGUN_OVER_LINE", { part });
  faultNow(step, site.rule, { value: decisionValue(site.rule), inputs: [], seen });
}
