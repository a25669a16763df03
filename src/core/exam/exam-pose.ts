import type { FixQuality } from "../observation.ts";
import { toldUtcMs } from "../time/leap-second.ts";
import type { ExamState } from "./exam-state.ts";
import { type ItemNow, itemNow } from "./item-now.ts";
import type { PreparedExam } from "./prepared-exam.ts";
import { BODY_POINTS, BodyPoints, OUTLINE_POINTS, type VehicleBody } from "./vehicle-body.ts";
import { linesThat } from "./vehicle-signals.ts";

/** The vehicle on the course just now, for the live map; metres east and north of the course origin. */
export interface ExamPose {
  readonly utcMs: number;
  /** x0, y0, x1, y1 ...: the body outline. */
  readonly outline: readonly number[];
  /** Front left, front right, rear left, rear right contact points, x and y. */
  readonly wheels: readonly number[];
  readonly fix: FixQuality;
  readonly speedKmh: number | null;
  /** Lines of the car that are on just now, and that are off, by name; what nobody knows stands in neither. */
  readonly lines: readonly string[];
  readonly linesOff: readonly string[];
  /** Null between items. */
  readonly now: ItemNow | null;
}

const bodies = new WeakMap<VehicleBody, BodyPoints>();

/** Null before the first usable epoch. Metres are rounded to the millimetre. */
export function examPose(exam: PreparedExam, state: ExamState): ExamPose | null {
  if (state.motion === null) return null;
  const body = bodies.get(state.vehicle) ?? new BodyPoints(state.vehicle);
  bodies.set(state.vehicle, body);
  const points = new Float64Array(2 * BODY_POINTS);
  body.place(state.motion, points);
  const rounded = Array.from(points, (metres) => Math.round(metres * 1000) / 1000);
  return {
    utcMs: toldUtcMs(state.motion.utcMs, state.leapAtMs),
    outline: rounded.slice(0, 2 * OUTLINE_POINTS),
    wheels: rounded.slice(2 * OUTLINE_POINTS),
    fix: state.fix,
    speedKmh: Math.round(state.motion.speedMps * 360) / 100,
    lines: linesThat(state.signals, "on"),
    linesOff: linesThat(state.signals, "off"),
    now: itemNow(exam, state),
  };
}
