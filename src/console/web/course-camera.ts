import type { PoseView } from "../../station/live-message.ts";
import type { CourseMap } from "../course-map.ts";

/** Metres at the middle of the picture, and pixels a metre. */
export interface Camera {
  readonly eastM: number;
  readonly northM: number;
  readonly pxPerM: number;
}

export interface View {
  /** The item that is on; null between items. */
  readonly item: string | null;
  readonly pose: PoseView | null;
  /** True shows the whole course whatever runs. */
  readonly whole: boolean;
  readonly width: number;
  readonly height: number;
}

const MARGIN_M = 3;
const FREE_MARGIN_M = 10;
/** An item longer than this is not shown whole: the vehicle would be a speck. */
const FRAME_MAX_M = 45;
const FOLLOW_SPAN_M = 26;
const PX_PER_M_LEAST = 1.5;
const PX_PER_M_MOST = 60;

/**
 * Where the camera should look. The running item fills the picture (its limits and bays: entry and exit lines lie far off
 * and would only make it small); the vehicle is always in it; between items the vehicle is followed.
 */
export function cameraTarget(map: CourseMap, view: View): Camera {
  const solid = map.lines.filter(({ role }) => role !== "route" && role !== "entry" && role !== "exit");
  const vehicle = view.pose === null ? null : boundsOf([view.pose.outline]);
  if (view.whole) return frame(boundsOf(solid.map((line) => line.points)), MARGIN_M, view);
  const own = solid.filter((line) => line.item === view.item);
  if (own.length === 0) {
    if (vehicle === null) return frame(boundsOf(solid.map((line) => line.points)), MARGIN_M, view);
    return frame(vehicle, FREE_MARGIN_M, view);
  }
  const item = boundsOf(own.map((line) => line.points));
  const both = vehicle === null ? item : join(item, vehicle);
  const span = Math.max(both.right - both.left, both.top - both.bottom);
  if (vehicle !== null && span > FRAME_MAX_M) return frame(vehicle, FOLLOW_SPAN_M / 2, view);
  return frame(both, MARGIN_M, view);
}

/** A step from where the camera was towards the target; `share` 1 is there at once. */
export function cameraStep(before: Camera | null, target: Camera, share: number): Camera {
  if (before === null || share >= 1) return target;
  const soft = (from: number, to: number): number => from + (to - from) * share;
  return {
    eastM: soft(before.eastM, target.eastM),
    northM: soft(before.northM, target.northM),
    pxPerM: soft(before.pxPerM, target.pxPerM),
  };
}

export function isThere(camera: Camera, target: Camera): boolean {
  const offPx =
    Math.hypot(camera.eastM - target.eastM, camera.northM - target.northM) * Math.max(camera.pxPerM, 1);
  return offPx < 0.5 && Math.abs(camera.pxPerM / target.pxPerM - 1) < 0.005;
}

/** The longest round length that is no wider than `mostPx`. */
export function scaleBarM(pxPerM: number, mostPx: number): number {
  const fitting = [0.5, 1, 2, 5, 10, 20, 50, 100, 200].filter((metres) => metres * pxPerM <= mostPx);
  return fitting.at(-1) ?? 0.5;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function frame(box: Box, marginM: number, view: View): Camera {
  const pxPerM = Math.min(
    view.width / (box.right - box.left + 2 * marginM),
    view.height / (box.top - box.bottom + 2 * marginM),
  );
  return {
    eastM: (box.left + box.right) / 2,
    northM: (box.top + box.bottom) / 2,
    pxPerM: Math.min(PX_PER_M_MOST, Math.max(PX_PER_M_LEAST, pxPerM)),
  };
}

function join(a: Box, b: Box): Box {
  return {
    left: Math.min(a.left, b.left),
    right: Math.max(a.right, b.right),
    top: Math.max(a.top, b.top),
    bottom: Math.min(a.bottom, b.bottom),
  };
}

function boundsOf(shapes: readonly (readonly number[])[]): Box {
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let top = Number.NEGATIVE_INFINITY;
  let bottom = Number.POSITIVE_INFINITY;
  for (const points of shapes) {
    for (let at = 0; at + 1 < points.length; at += 2) {
      const x = points[at] ?? 0;
      const y = points[at + 1] ?? 0;
      left = Math.min(left, x);
      right = Math.max(right, x);
      bottom = Math.min(bottom, y);
      top = Math.max(top, y);
    }
  }
  return left > right ? { left: 0, right: 0, top: 0, bottom: 0 } : { left, right, top, bottom };
}
