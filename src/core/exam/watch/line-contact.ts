import { reason } from "../../trade/reasons.ts";
import type { Boundary, CourseItem } from "../course.ts";
import { examInput } from "../findings.ts";
import { type Crossing, LineSet } from "../line-set.ts";
import { acrossSigmaM } from "../motion-estimate.ts";
import { detectionLine } from "../offset-line.ts";
import { decisionText, decisionValue, limitValue } from "../rulebook.ts";
import { BODY_POINTS, OUTLINE_POINTS } from "../vehicle-body.ts";
import { type FaultDetail, type ItemSite, type Step, voidItem, type Watch, watchOf } from "./watch.ts";
import type { WatchFormOf } from "./watch-form.ts";

/**
 * `off`: waiting for contact. `seen`: one was seen and is not confirmed yet. `on`: contact was counted, not yet gone. `done`: counted
 * once, and once is all.
 */
interface ContactMemory {
  readonly contact: "off" | "seen" | "on" | "done";
  /** While `seen`: where and when it was first seen, and which of the epochs since lie beyond the line, the last one in the lowest bit. */
  readonly first: FaultDetail | null;
  /** That place is beyond the limit itself by more than noise can do. */
  readonly sure: boolean;
  readonly beyond: number;
  /** While `on`: since when nothing touches; null while something does. */
  readonly clearFromUtcMs: number | null;
  /** Wheels beyond the line, as bits. */
  readonly wheelsOut: number;
  /** Wheels that no line was abreast of yet, as bits: on which side they are is not known. */
  readonly unplaced: number;
}

const CLEAR: ContactMemory = {
  contact: "off",
  first: null,
  sure: false,
  beyond: 0,
  clearFromUtcMs: null,
  wheelsOut: 0,
  unplaced: 0,
};
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
      const touches = (): boolean => lines.overlaps(step.points, OUTLINE_POINTS);
      if (memory.contact === "on") return rearmed(memory, step, site, touches());
      if (memory.contact === "seen")
        return confirmed(surest(geometry, memory, step, crossing(lines, step)), step, site, touches());
      if (step.resumed) {
        base.focus(step.motion.eastM, step.motion.northM, step.reachM);
        if (crossing(base, step) !== null || base.overlaps(step.points, OUTLINE_POINTS))
          voidItem(step, reason("CROSSED_IN_GAP", { part: "body" }));
        return memory;
      }
      if (step.first)
        return touches()
          ? confirmed(seen(overLine(geometry, step, "body"), false), step, site, true)
          : memory;
      const found = crossing(lines, step);
      if (found === null) return memory;
      return confirmed(seenAt(geometry, step, found), step, site, touches());
    },
    finish: (memory, step) => leftBeyond(memory, step, site),
  });
}

function seen(first: FaultDetail, sure: boolean): ContactMemory {
  return { ...CLEAR, contact: "seen", first, sure };
}

/** While one contact waits to be confirmed another may come that leaves no doubt: as where a corner is cut behind a front wheel. */
function surest(
  geometry: Geometry,
  memory: ContactMemory,
  step: Step,
  found: Crossing | null,
): ContactMemory {
  if (memory.sure || found === null) return memory;
  const { first, sure } = seenAt(geometry, step, found);
  return sure ? { ...memory, first, sure } : memory;
}

/**
 * No single epoch decides: a contact counts, from the moment it was first seen, when enough of the epochs since lie beyond the line. One
 * that is over before, as at a corner, counts if the place is surely beyond the limit; else it was noise.
 */
function confirmed(memory: ContactMemory, step: Step, site: ItemSite, out: boolean): ContactMemory {
  const { crossedAtLeast, crossedOf } = site.motion;
  const beyond = ((memory.beyond << 1) | (out ? 1 : 0)) & ((1 << crossedOf) - 1);
  if (bitsOf(beyond) >= crossedAtLeast) {
    tell(memory, step, site);
    return counted(site, memory);
  }
  if (!out && memory.sure) {
    tell(memory, step, site);
    return counted(site, memory);
  }
  return beyond === 0 ? cleared(memory) : { ...memory, beyond };
}

/** The item ends before enough epochs came: one that is beyond the line in all of them has not come back. */
function leftBeyond(memory: ContactMemory, step: Step, site: ItemSite): void {
  const { beyond, sure } = memory;
  const stays = beyond > 1 && (beyond & (beyond + 1)) === 0;
  if (memory.contact === "seen" && (sure || stays)) tell(memory, step, site);
}

function cleared({ wheelsOut, unplaced }: ContactMemory): ContactMemory {
  return { ...CLEAR, wheelsOut, unplaced };
}

function tell({ first }: ContactMemory, step: Step, { rule }: ItemSite): void {
  if (first !== null) step.found.push({ kind: "fault", rule, detail: first });
}

function bitsOf(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
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
    initial: { ...CLEAR, unplaced: (1 << WHEELS.length) - 1 },
    step(known, step) {
      if (known.contact === "done") return known;
      lines.focus(step.motion.eastM, step.motion.northM, step.reachM);
      if (step.resumed) {
        base.focus(step.motion.eastM, step.motion.northM, step.reachM);
        if (base.firstPointCrossing(step.previous, step.points, OUTLINE_POINTS, BODY_POINTS) !== null)
          voidItem(step, reason("CROSSED_IN_GAP", { part: "wheel" }));
        return known;
      }
      const memory = known.unplaced === 0 ? known : placed(geometry, known, step);
      const begunOutside = memory.wheelsOut !== known.wheelsOut;
      let wheelsOut = memory.wheelsOut;
      let first: Crossing | null = null;
      for (let point = OUTLINE_POINTS; point < BODY_POINTS && !step.first; point++) {
        const last = lines.lastPointCrossing(step.previous, step.points, point);
        if (last === null) continue;
        const bit = 1 << (point - OUTLINE_POINTS);
        const across = lines.firstPointCrossing(step.previous, step.points, point, point + 1) ?? last;
        if (across.outward && (first === null || across.at < first.at)) first = across;
        wheelsOut = last.outward ? wheelsOut | bit : wheelsOut & ~bit;
      }
      const now = wheelsOut === memory.wheelsOut ? memory : { ...memory, wheelsOut };
      if (now.contact === "on") return rearmed(now, step, site, wheelsOut !== 0, known);
      if (now.contact === "seen")
        return confirmed(surest(geometry, now, step, first), step, site, wheelsOut !== 0);
      if (first === null && !begunOutside) return now;
      const begun =
        first === null ? seen(overLine(geometry, step, "wheel"), false) : seenAt(geometry, step, first);
      const { unplaced } = now;
      return confirmed({ ...begun, wheelsOut, unplaced }, step, site, wheelsOut !== 0);
    },
    finish: (memory, step) => leftBeyond(memory, step, site),
  });
}

/** A wheel that comes beside a line, rather than over it, is on one side of it; on the far side it has rolled over what the line stands for. */
function placed(geometry: Geometry, memory: ContactMemory, step: Step): ContactMemory {
  let { wheelsOut, unplaced } = memory;
  for (let wheel = 0; wheel < WHEELS.length; wheel++) {
    const bit = 1 << wheel;
    if ((unplaced & bit) === 0) continue;
    const x = step.points[2 * (OUTLINE_POINTS + wheel)] ?? 0;
    const y = step.points[2 * (OUTLINE_POINTS + wheel) + 1] ?? 0;
    const nearest = geometry.lines.nearest(x, y);
    if (nearest === null || !nearest.beside) continue;
    unplaced &= ~bit;
    // Far from every line is no evidence of being beyond one.
    if (nearest.outside && nearest.distanceM < geometry.site.motion.besideLineM) wheelsOut |= bit;
  }
  return unplaced === memory.unplaced ? memory : { ...memory, wheelsOut, unplaced };
}

function counted(site: ItemSite, memory: ContactMemory): ContactMemory {
  return { ...cleared(memory), contact: site.rule.repeat === "once" ? "done" : "on" };
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
  if (step.motion.utcMs - from >= site.rule.rearmS * 1000) return cleared(memory);
  return from === memory.clearFromUtcMs && memory.wheelsOut === same.wheelsOut
    ? same
    : { ...memory, clearFromUtcMs: from };
}

/** Between the epochs, where the lines met. */
function seenAt({ site, boundaries }: Geometry, step: Step, found: Crossing): ContactMemory {
  const { rule } = site;
  const part = WHEELS[found.point - OUTLINE_POINTS] ?? `outline-${found.point + 1}`;
  const { motion } = step;
  const aheadM =
    (found.eastM - motion.eastM) * Math.sin(motion.headingRad) +
    (found.northM - motion.northM) * Math.cos(motion.headingRad);
  const sigmaMm = 1000 * acrossSigmaM(motion, aheadM);
  const marginMm = decisionValue(rule) - limitValue(rule);
  const afterMs = found.at * (step.motion.utcMs - step.before.utcMs);
  const first: FaultDetail = {
    utcMs: step.before.utcMs + afterMs,
    position: [found.eastM, found.northM],
    value: decisionValue(rule),
    inputs: [
      examInput("touched-by", part),
      examInput("boundary-feature", String(boundaries[found.line]?.feature ?? -1)),
      examInput("east", found.eastM.toFixed(3), "m"),
      examInput("north", found.northM.toFixed(3), "m"),
      examInput("step-fraction", found.at.toFixed(4)),
      examInput("margin", marginMm.toFixed(0), "mm"),
      examInput("uncertainty", sigmaMm.toFixed(1), "mm"),
    ],
    seen: reason("LINE_CROSSED", { part, decidedMm: decisionText(rule), afterMs: afterMs.toFixed(1) }),
  };
  return seen(first, marginMm >= site.motion.crossedSigmas * sigmaMm);
}

function overLine({ site }: Geometry, step: Step, part: "body" | "wheel"): FaultDetail {
  const { utcMs, eastM, northM } = step.motion;
  const seen = reason("BEGUN_OVER_LINE", { part });
  return { utcMs, position: [eastM, northM], value: decisionValue(site.rule), inputs: [], seen };
}
