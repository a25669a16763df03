import type { Boundary, Course, CourseItem } from "../../../src/core/exam/course.ts";
import type { Detector, Step } from "../../../src/core/exam/detectors/detector.ts";
import type { SignalStep } from "../../../src/core/exam/general-rules.ts";
import { firstMotion, type Motion } from "../../../src/core/exam/motion.ts";
import { type PreparedExam, type PreparedItem, prepareExam } from "../../../src/core/exam/prepared-exam.ts";
import { BEGUN, type Progress } from "../../../src/core/exam/progress.ts";
import type { ExamRulebook } from "../../../src/core/exam/rulebook.ts";
import { BODY_POINTS, BodyPoints } from "../../../src/core/exam/vehicle-body.ts";
import { NO_SIGNALS, type VehicleSignals } from "../../../src/core/exam/vehicle-signals.ts";
import { demoCourse, demoVehicle } from "../exam-drive.ts";

/**
 * A ground on which millimetres are plain numbers: one straight lane to the north, its right edge on east 0, its pole
 * line (no width, no slope) on north 0. The detectors are the production ones; the steps are made by hand.
 */
export const LANE_M = 6;
const vehicle = demoVehicle();
const body = new BodyPoints(vehicle);
const frame = demoCourse().frame;

const boundaries: readonly Boundary[] = [
  { line: [0, -200, 0, 200], contact: "both", inside: "left", feature: 0 },
  { line: [-LANE_M, -200, -LANE_M, 200], contact: "both", inside: "right", feature: 1 },
];

/** Larger than the vehicle; its right side is the lane's right edge. */
const bay = [0, -20, 0, 20, -LANE_M, 20, -LANE_M, -20];
const across = (north: number): number[] => [-LANE_M, north, 0, north];
const controlLines = { start: across(60), far: across(-60), "front-bay-line": across(60) };

function itemOf(kind: string): CourseItem {
  return {
    item: `${kind}-1`,
    kind,
    boundaries,
    entry: across(-100),
    // To the left of the way in, so that the turn is one to the left.
    exit: kind === "right-angle" ? [-50, 0, -50, LANE_M] : across(100),
    bay,
    controlLines,
    poleLine: { line: across(0), lineWidthM: 0, gradePct: 0 },
  };
}

export function prepared(rulebook: ExamRulebook): PreparedExam {
  const course: Course = {
    id: "ground",
    frame,
    forVehicle: vehicle,
    items: rulebook.items.map(({ kind }) => itemOf(kind)),
  };
  return prepareExam(course, vehicle, rulebook);
}

export function itemNamed(exam: PreparedExam, kind: string): PreparedItem {
  const found = exam.items.find((item) => item.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
}

export function detectorOf(exam: PreparedExam, rule: string): Detector {
  const all = [...exam.general, ...exam.items.flatMap((item) => item.detectors)];
  const found = all.find((one) => one.rule.id === rule);
  if (found === undefined) throw new Error(`nothing watches ${rule}`);
  return found;
}

/** The vehicle with its nose to the north and its rear axle there. */
export function motionAt(book: ExamRulebook, change: Partial<Motion> = {}): Motion {
  const pose = { eastM: -LANE_M / 2, northM: 0, headingRad: 0, pitchRad: 0 };
  return { ...firstMotion(pose, 0, 5, book.motion), direction: 1, ...change };
}

export function pointsAt(motion: Motion): Float64Array {
  const points = new Float64Array(2 * BODY_POINTS);
  body.place(motion, points);
  return points;
}

/** The furthest right that the outline, or a wheel, comes from the rear axle's middle. */
export const RIGHT_M = {
  body: Math.max(...vehicle.outline.map((point) => point.x)),
  wheel: Math.max(...Object.values(vehicle.wheels).map((point) => point.x)),
};

/** Metres from the rear axle to the front bumper's middle. */
export const NOSE_M = vehicle.outline[0]?.y ?? 0;

export interface Seen {
  readonly faults: string[];
  readonly undecidable: string[];
  readonly voided: string[];
}

export interface Moment {
  readonly motion: Motion;
  readonly points?: Float64Array;
  readonly signals?: VehicleSignals;
  readonly progress?: Partial<Progress>;
  readonly kind?: string | null;
  readonly first?: boolean;
  readonly resumed?: boolean;
}

/** Shows a detector one moment after the other; what it said. */
export function watched(of: Detector, moments: readonly Moment[]): Seen {
  const seen: Seen = { faults: [], undecidable: [], voided: [] };
  let memory = of.initial;
  let before: Moment | undefined;
  for (const moment of moments) {
    memory = of.step(memory, stepOf(moment, before ?? moment, seen));
    before = moment;
  }
  return seen;
}

export function stepOf(moment: Moment, before: Moment, seen: Seen): Step {
  return {
    motion: moment.motion,
    before: before.motion,
    points: moment.points ?? pointsAt(moment.motion),
    previous: before.points ?? pointsAt(before.motion),
    signals: moment.signals ?? NO_SIGNALS,
    progress: { ...BEGUN, ...moment.progress },
    kind: moment.kind ?? null,
    first: moment.first ?? false,
    resumed: moment.resumed ?? false,
    fault: (rule) => seen.faults.push(rule.id),
    undecidable: (rule) => seen.undecidable.push(rule.id),
    voidItem: (reason) => seen.voided.push(reason),
  };
}

/** Faults of a rule of the car's lines, shown one set of signals after the other. */
export function signalled(
  exam: PreparedExam,
  rule: string,
  moments: readonly { readonly atMs: number; readonly signals: VehicleSignals; readonly driven?: boolean }[],
): number {
  const found = exam.signalWatches.find((one) => one.rule.id === rule);
  if (found === undefined) throw new Error(`nothing watches ${rule}`);
  let faults = 0;
  let memory = found.initial;
  let before = NO_SIGNALS;
  for (const { atMs, signals, driven } of moments) {
    const step: SignalStep = {
      signals,
      before,
      atMs,
      driven: driven ?? true,
      fault: () => {
        faults++;
      },
      undecidable: () => undefined,
    };
    memory = found.step(memory, step);
    before = signals;
  }
  return faults;
}
