import type { Boundary, Course, CourseItem } from "../../../src/core/exam/course.ts";
import { hillStart } from "../../../src/core/exam/items/hill-start.ts";
import { firstMotion, type Motion } from "../../../src/core/exam/motion.ts";
import type { Sighting } from "../../../src/core/exam/motion-estimate.ts";
import { type PreparedExam, type PreparedItem, prepareExam } from "../../../src/core/exam/prepared-exam.ts";
import { BEGUN, type Progress } from "../../../src/core/exam/progress.ts";
import type { ExamRulebook } from "../../../src/core/exam/rulebook.ts";
import { BODY_POINTS, BodyPoints, bodyRadiusM } from "../../../src/core/exam/vehicle-body.ts";
import { NO_SIGNALS, type VehicleSignals } from "../../../src/core/exam/vehicle-signals.ts";
import type { BoardStep } from "../../../src/core/exam/watch/board.ts";
import type { Found, Step, Watch } from "../../../src/core/exam/watch/watch.ts";
import type { WatchForm, WatchFormOf, WatchName } from "../../../src/core/exam/watch/watch-form.ts";
import { demoCourse, demoVehicle } from "../exam-drive.ts";

/**
 * A ground on which millimetres are plain numbers: one straight lane to the north, its right edge on east 0, its pole
 * line (no width, no slope) on north 0. The watches are the production ones; the steps are made by hand.
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

export function watchFor(exam: PreparedExam, rule: string): Watch {
  const all = [...exam.general, ...exam.items.flatMap((item) => item.watches)];
  const found = all.find((one) => one.rule.id === rule);
  if (found === undefined) throw new Error(`nothing watches ${rule}`);
  return found;
}

/** Ids of the rules that are watched so, in the order of the book. */
export function watchedBy<Name extends WatchName>(
  book: ExamRulebook,
  name: Name,
  which: (watch: WatchFormOf<Name>) => boolean = () => true,
): string[] {
  const fits = (watch: WatchForm | null): boolean =>
    watch !== null && watch.name === name && which(watch as WatchFormOf<Name>);
  return book.rules.filter((rule) => fits(rule.watch)).map((rule) => rule.id);
}

/** The first of them; a book that has none cannot be shown what it looks at. */
export function oneWatchedBy<Name extends WatchName>(
  book: ExamRulebook,
  name: Name,
  which?: (watch: WatchFormOf<Name>) => boolean,
): string {
  const [first] = watchedBy(book, name, which);
  if (first === undefined) throw new Error(`${book.id} has no rule of ${name}`);
  return first;
}

/** How far a hill start would be after a moment, by the book's reading of motion; it need not have the item. */
export function hillStartAdvanced({ motion }: ExamRulebook, moment: Moment): Progress {
  const script = hillStart.script({ item: itemOf(hillStart.kind), motion, bayToleranceM: 0 });
  return script.advance(stepOf(moment, moment));
}

/** How far an item is after a moment, by its own script. */
export function advanced(exam: PreparedExam, kind: string, moment: Moment): Progress {
  const { drive } = itemNamed(exam, kind);
  if (drive === null) throw new Error(`${kind} cannot be judged`);
  return drive.script.advance(stepOf(moment, moment));
}

/** The vehicle with its nose to the north and its rear axle there. */
export function motionAt(book: ExamRulebook, change: Partial<Motion> = {}): Motion {
  return {
    ...firstMotion(sightingAt({ eastM: -LANE_M / 2, speedMps: 5 }), 0, book.motion),
    direction: 1,
    ...change,
  };
}

/** An epoch of an antenna over the rear axle. */
export function sightingAt(change: Partial<Sighting> = {}): Sighting {
  return {
    eastM: 0,
    northM: 0,
    aheadM: 0,
    rightM: 0,
    headingRad: 0,
    pitchRad: 0,
    speedMps: null,
    courseRad: null,
    sigmaM: null,
    ...change,
  };
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
  readonly faults: readonly string[];
  readonly undecidable: readonly string[];
  /** Codes of the reasons. */
  readonly voided: readonly string[];
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

/** Shows a watch one moment after the other; what it said. */
export function watched(of: Watch, moments: readonly Moment[]): Seen {
  const found: Found[] = [];
  let memory = of.initial;
  let before: Moment | undefined;
  for (const moment of moments) {
    const step = stepOf(moment, before ?? moment);
    memory = of.step(memory, step);
    found.push(...step.found);
    before = moment;
  }
  return {
    faults: found.flatMap((one) => (one.kind === "fault" ? [one.rule.id] : [])),
    undecidable: found.flatMap((one) => (one.kind === "undecidable" ? [one.rule.id] : [])),
    voided: found.flatMap((one) => (one.kind === "void" ? [one.reason.code] : [])),
  };
}

function stepOf(moment: Moment, before: Moment): Step {
  const { motion } = moment;
  const movedM = Math.hypot(motion.eastM - before.motion.eastM, motion.northM - before.motion.northM);
  return {
    motion,
    before: before.motion,
    points: moment.points ?? pointsAt(motion),
    previous: before.points ?? pointsAt(before.motion),
    reachM: bodyRadiusM(vehicle) + movedM,
    signals: moment.signals ?? NO_SIGNALS,
    atMs: moment.motion.utcMs,
    progress: { ...BEGUN, ...moment.progress },
    kind: moment.kind ?? null,
    first: moment.first ?? false,
    resumed: moment.resumed ?? false,
    found: [],
    leapAtMs: null,
  };
}

/** Faults of a rule of the car's lines, shown one set of signals after the other. */
export function signalled(
  exam: PreparedExam,
  rule: string,
  moments: readonly { readonly atMs: number; readonly signals: VehicleSignals; readonly driven?: boolean }[],
): number {
  const watch = exam.board.find((one) => one.rule.id === rule);
  if (watch === undefined) throw new Error(`nothing watches ${rule}`);
  const found: Found[] = [];
  let memory = watch.initial;
  let before = NO_SIGNALS;
  for (const { atMs, signals, driven } of moments) {
    const step: BoardStep = {
      signals,
      before,
      atMs,
      utcMs: atMs,
      position: null,
      driven: driven ?? true,
      found,
    };
    memory = watch.step(memory, step);
    before = signals;
  }
  return found.filter((one) => one.kind === "fault").length;
}
