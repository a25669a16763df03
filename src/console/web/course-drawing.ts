import type { PoseView } from "../../station/live-message.ts";
import type { CourseLine, CourseMap } from "../course-map.ts";
import { type Camera, scaleBarM } from "./course-camera.ts";
import type { DeductedFinding } from "./moments.ts";

export interface DeductionMark {
  readonly finding: DeductedFinding;
  /** The body when it happened; null where the page did not see it. */
  readonly outline: readonly number[] | null;
}

export interface Drawing {
  readonly map: CourseMap;
  readonly pose: PoseView | null;
  readonly track: readonly number[];
  readonly camera: Camera;
  readonly width: number;
  readonly height: number;
  readonly item: string | null;
  readonly deductions: readonly DeductionMark[];
}

interface Pen {
  readonly colour: string;
  /** Width of the paint in metres; drawn at least `leastPx` wide. */
  readonly widthM: number;
  readonly leastPx: number;
  readonly dash: readonly number[];
}

const PAINT_M = 0.1;
const PENS = {
  body: { colour: "#b45309", widthM: PAINT_M, leastPx: 2.5, dash: [] },
  wheel: { colour: "#1f2933", widthM: PAINT_M, leastPx: 2, dash: [] },
  bay: { colour: "#4b5760", widthM: PAINT_M, leastPx: 1.5, dash: [10, 4] },
  "control-line": { colour: "#0f766e", widthM: PAINT_M, leastPx: 2, dash: [3, 4] },
  "pole-line": { colour: "#b91c1c", widthM: 0.3, leastPx: 3, dash: [] },
  entry: { colour: "#7b8794", widthM: 0, leastPx: 1.5, dash: [6, 6] },
  exit: { colour: "#7b8794", widthM: 0, leastPx: 1.5, dash: [6, 6] },
  route: { colour: "#e2e8f0", widthM: 0, leastPx: 1, dash: [] },
} as const satisfies Readonly<Record<string, Pen>>;

/** How a line is painted: what may not cross it decides, not only what it is. */
export function penOf(line: CourseLine): Pen {
  if (line.role === "boundary") return line.contact === "wheel" ? PENS.wheel : PENS.body;
  const pen: Pen = PENS[line.role as keyof typeof PENS] ?? PENS.route;
  return line.lineWidthM === undefined ? pen : { ...pen, widthM: line.lineWidthM };
}

type Trace = (points: readonly number[], close: boolean) => void;
type Place = (value: number) => number;

export function drawCourse(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { map, pose, track, camera, width, height } = drawing;
  const x: Place = (eastM) => width / 2 + (eastM - camera.eastM) * camera.pxPerM;
  const y: Place = (northM) => height / 2 - (northM - camera.northM) * camera.pxPerM;
  const trace: Trace = (points, close) => {
    context.beginPath();
    for (let at = 0; at + 1 < points.length; at += 2)
      context.lineTo(x(points[at] ?? 0), y(points[at + 1] ?? 0));
    if (close) context.closePath();
  };
  context.fillStyle = "#f8fafc";
  context.fillRect(0, 0, width, height);
  for (const line of map.lines) {
    const pen = penOf(line);
    context.globalAlpha = drawing.item === null || line.item === drawing.item ? 1 : 0.45;
    context.strokeStyle = pen.colour;
    context.lineWidth = Math.max(pen.leastPx, pen.widthM * camera.pxPerM);
    context.setLineDash([...pen.dash]);
    trace(line.points, line.role === "bay");
    context.stroke();
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
  context.strokeStyle = "#3b82f6";
  context.lineWidth = 1.5;
  trace(track, false);
  context.stroke();
  for (const { outline } of drawing.deductions) if (outline !== null) drawMoment(context, outline, trace);
  if (pose !== null) drawVehicle(context, pose, camera, trace, x, y);
  for (const { finding } of drawing.deductions) drawPoints(context, finding, width, x, y);
  drawScale(context, camera, height);
}

/** Where the body was when it was deducted. */
function drawMoment(context: CanvasRenderingContext2D, outline: readonly number[], trace: Trace): void {
  trace(outline, true);
  context.fillStyle = "rgba(185, 28, 28, 0.10)";
  context.fill();
  context.setLineDash([4, 3]);
  context.strokeStyle = "#b91c1c";
  context.lineWidth = 1.5;
  context.stroke();
  context.setLineDash([]);
}

function drawPoints(
  context: CanvasRenderingContext2D,
  finding: DeductedFinding,
  width: number,
  x: Place,
  y: Place,
): void {
  const { position, points } = finding.deduction;
  if (position === null) return;
  const atX = x(position.eastM);
  const atY = y(position.northM);
  context.fillStyle = "#b91c1c";
  context.strokeStyle = "#ffffff";
  context.lineWidth = 2;
  context.beginPath();
  context.arc(atX, atY, 6, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  const words = `-${points}`;
  context.font = "700 14px system-ui, sans-serif";
  const wide = context.measureText(words).width + 12;
  context.fillStyle = "#b91c1c";
  context.beginPath();
  const left = Math.min(atX + 9, width - wide - 3);
  context.roundRect(left, atY - 26, wide, 21, 5);
  context.fill();
  context.fillStyle = "#ffffff";
  context.fillText(words, left + 6, atY - 10);
}

function drawVehicle(
  context: CanvasRenderingContext2D,
  pose: PoseView,
  camera: Camera,
  trace: Trace,
  x: Place,
  y: Place,
): void {
  const fixed = pose.fix === "fixed";
  const colour = fixed ? "#0b6bcb" : "#b45309";
  trace(pose.outline, true);
  context.fillStyle = fixed ? "rgba(11, 107, 203, 0.18)" : "rgba(180, 83, 9, 0.18)";
  context.fill();
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.setLineDash(fixed ? [] : [5, 4]);
  context.stroke();
  context.setLineDash([]);
  const [leftX = 0, leftY = 0, , , rearX = 0, rearY = 0] = pose.wheels;
  const along = Math.atan2(-(leftY - rearY), leftX - rearX);
  const long = Math.max(6, 0.6 * camera.pxPerM);
  const wide = Math.max(2.5, 0.2 * camera.pxPerM);
  context.fillStyle = "#111827";
  for (let at = 0; at + 1 < pose.wheels.length; at += 2) {
    context.save();
    context.translate(x(pose.wheels[at] ?? 0), y(pose.wheels[at + 1] ?? 0));
    context.rotate(along);
    context.fillRect(-long / 2, -wide / 2, long, wide);
    context.restore();
  }
  // An arrow ahead of the nose: which end is the front must be plain without colour.
  const noseX = x(pose.outline[0] ?? 0);
  const noseY = y(pose.outline[1] ?? 0);
  context.save();
  context.translate(noseX, noseY);
  context.rotate(along);
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(14, 0);
  context.lineTo(3, -6);
  context.lineTo(3, 6);
  context.closePath();
  context.fill();
  context.restore();
}

function drawScale(context: CanvasRenderingContext2D, camera: Camera, height: number): void {
  const metres = scaleBarM(camera.pxPerM, 140);
  const long = metres * camera.pxPerM;
  const left = 16;
  const bottom = height - 16;
  context.fillStyle = "rgba(255, 255, 255, 0.85)";
  context.fillRect(left - 6, bottom - 24, long + 12, 32);
  context.strokeStyle = "#16202a";
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(left, bottom - 6);
  context.lineTo(left, bottom);
  context.lineTo(left + long, bottom);
  context.lineTo(left + long, bottom - 6);
  context.stroke();
  context.fillStyle = "#16202a";
  context.font = "13px system-ui, sans-serif";
  context.fillText(`${metres} m`, left + 4, bottom - 9);
}
