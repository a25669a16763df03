import type { Finding } from "../../core/rules/finding.ts";
import type { PoseView } from "../../station/live-message.ts";
import type { CourseMap } from "../course-map.ts";

/** Metres at the middle of the picture, and pixels a metre. */
export interface Camera {
  readonly eastM: number;
  readonly northM: number;
  readonly pxPerM: number;
}

export interface Drawing {
  readonly map: CourseMap;
  readonly pose: PoseView | null;
  readonly track: readonly number[];
  readonly camera: Camera;
  readonly width: number;
  readonly height: number;
  readonly deductions: readonly Finding[];
}

const COLOURS: Readonly<Record<string, string>> = {
  boundary: "#1f2933",
  bay: "#1f2933",
  "control-line": "#b45309",
  "pole-line": "#b91c1c",
  entry: "#94a3b8",
  exit: "#94a3b8",
  route: "#e2e8f0",
};

/** Shows the running item with a margin; between items it follows the vehicle. Moves softly from where it was. */
export function cameraFor(
  map: CourseMap,
  item: string | null,
  pose: PoseView | null,
  width: number,
  height: number,
  before: Camera | null,
): Camera {
  const lines = map.lines.filter((line) => line.role !== "route" && (item === null || line.item === item));
  const box = boundsOf(
    item === null && pose !== null
      ? [pose.outline]
      : (lines.length > 0 ? lines : map.lines).map((l) => l.points),
  );
  const marginM = item === null && pose !== null ? 12 : 4;
  const pxPerM = Math.min(
    width / (box.right - box.left + 2 * marginM),
    height / (box.top - box.bottom + 2 * marginM),
  );
  const target = {
    eastM: (box.left + box.right) / 2,
    northM: (box.top + box.bottom) / 2,
    pxPerM: Math.max(2, pxPerM),
  };
  if (before === null) return target;
  const soft = (from: number, to: number): number => from + (to - from) * 0.15;
  return {
    eastM: soft(before.eastM, target.eastM),
    northM: soft(before.northM, target.northM),
    pxPerM: soft(before.pxPerM, target.pxPerM),
  };
}

export function drawCourse(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { map, pose, track, camera, width, height } = drawing;
  const x = (eastM: number): number => width / 2 + (eastM - camera.eastM) * camera.pxPerM;
  const y = (northM: number): number => height / 2 - (northM - camera.northM) * camera.pxPerM;
  const path = (points: readonly number[], close: boolean): void => {
    context.beginPath();
    for (let at = 0; at + 1 < points.length; at += 2)
      context.lineTo(x(points[at] ?? 0), y(points[at + 1] ?? 0));
    if (close) context.closePath();
  };
  context.fillStyle = "#f8fafc";
  context.fillRect(0, 0, width, height);
  for (const line of map.lines) {
    context.strokeStyle = COLOURS[line.role] ?? "#64748b";
    context.lineWidth = line.role === "boundary" ? 2.5 : 1.5;
    context.setLineDash(line.role === "entry" || line.role === "exit" ? [6, 6] : []);
    path(line.points, line.role === "bay");
    context.stroke();
  }
  context.setLineDash([]);
  context.strokeStyle = "#60a5fa";
  context.lineWidth = 1;
  path(track, false);
  context.stroke();
  for (const { deduction } of drawing.deductions) {
    if (!deduction?.position) continue;
    context.fillStyle = "#dc2626";
    context.beginPath();
    context.arc(x(deduction.position.eastM), y(deduction.position.northM), 6, 0, 2 * Math.PI);
    context.fill();
  }
  if (pose !== null) drawVehicle(context, pose, path, x, y);
}

function drawVehicle(
  context: CanvasRenderingContext2D,
  pose: PoseView,
  path: (points: readonly number[], close: boolean) => void,
  x: (eastM: number) => number,
  y: (northM: number) => number,
): void {
  const fixed = pose.fix === "fixed";
  path(pose.outline, true);
  context.fillStyle = fixed ? "rgba(11, 107, 203, 0.18)" : "rgba(180, 83, 9, 0.18)";
  context.fill();
  context.strokeStyle = fixed ? "#0b6bcb" : "#b45309";
  context.lineWidth = 2;
  context.stroke();
  context.fillStyle = "#111827";
  for (let at = 0; at + 1 < pose.wheels.length; at += 2) {
    context.beginPath();
    context.arc(x(pose.wheels[at] ?? 0), y(pose.wheels[at + 1] ?? 0), 3.5, 0, 2 * Math.PI);
    context.fill();
  }
  const frontX = x(pose.outline[0] ?? 0);
  const frontY = y(pose.outline[1] ?? 0);
  context.fillStyle = context.strokeStyle;
  context.beginPath();
  context.arc(frontX, frontY, 4, 0, 2 * Math.PI);
  context.fill();
}

function boundsOf(shapes: readonly (readonly number[])[]): {
  left: number;
  right: number;
  top: number;
  bottom: number;
} {
  const box = {
    left: Number.POSITIVE_INFINITY,
    right: Number.NEGATIVE_INFINITY,
    top: Number.NEGATIVE_INFINITY,
    bottom: Number.POSITIVE_INFINITY,
  };
  for (const points of shapes) {
    for (let at = 0; at + 1 < points.length; at += 2) {
      box.left = Math.min(box.left, points[at] ?? 0);
      box.right = Math.max(box.right, points[at] ?? 0);
      box.bottom = Math.min(box.bottom, points[at + 1] ?? 0);
      box.top = Math.max(box.top, points[at + 1] ?? 0);
    }
  }
  return box;
}
