import type { DrivenWay } from "../../core/exam/driven-way.ts";
import type { PoseView } from "../../station/live-message.ts";
import type { CourseLine, CourseMap } from "../course-map.ts";
import { type Camera, scaleBarM } from "./course-camera.ts";
import { placedLabels } from "./course-labels.ts";
import { colourOf } from "./light.ts";
import type { DeductedFinding } from "./moments.ts";

export interface DeductionMark {
  readonly finding: DeductedFinding;
  /** The body when it happened; null where the page did not see it. */
  readonly outline: readonly number[] | null;
}

export interface Drawing {
  readonly map: CourseMap;
  readonly vehicles: readonly DrawnVehicle[];
  readonly ways: readonly DrivenWay[];
  readonly camera: Camera;
  readonly width: number;
  readonly height: number;
  readonly item: string | null;
  readonly deductions: readonly DeductionMark[];
}

export interface DrawnVehicle {
  readonly pose: PoseView;
  /** No position has come since: it is not where the vehicle is. */
  readonly isOld: boolean;
  /** Which car, where several are drawn. */
  readonly label: string | null;
}

interface Pen {
  /** Its name in colours.css. */
  readonly colour: string;
  /** Width of the paint in metres; drawn at least `leastPx` wide. */
  readonly widthM: number;
  readonly leastPx: number;
  readonly dash: readonly number[];
}

const PAINT_M = 0.1;
const PENS = {
  body: { colour: "map-body", widthM: PAINT_M, leastPx: 2.5, dash: [] },
  wheel: { colour: "map-wheel", widthM: PAINT_M, leastPx: 2, dash: [] },
  bay: { colour: "map-bay", widthM: PAINT_M, leastPx: 1.5, dash: [10, 4] },
  "control-line": { colour: "map-control", widthM: PAINT_M, leastPx: 2, dash: [3, 4] },
  "pole-line": { colour: "map-pole", widthM: 0.3, leastPx: 3, dash: [] },
  entry: { colour: "map-entry", widthM: 0, leastPx: 1.5, dash: [6, 6] },
  exit: { colour: "map-entry", widthM: 0, leastPx: 1.5, dash: [6, 6] },
  route: { colour: "map-route", widthM: 0, leastPx: 1, dash: [] },
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
  const { map, vehicles, ways, camera, width, height } = drawing;
  const x: Place = (eastM) => width / 2 + (eastM - camera.eastM) * camera.pxPerM;
  const y: Place = (northM) => height / 2 - (northM - camera.northM) * camera.pxPerM;
  const trace: Trace = (points, close) => {
    context.beginPath();
    for (let at = 0; at + 1 < points.length; at += 2)
      context.lineTo(x(points[at] ?? 0), y(points[at + 1] ?? 0));
    if (close) context.closePath();
  };
  context.fillStyle = colourOf("map-ground");
  context.fillRect(0, 0, width, height);
  for (const line of map.lines) {
    const pen = penOf(line);
    context.globalAlpha = drawing.item === null || line.item === drawing.item ? 1 : 0.45;
    context.strokeStyle = colourOf(pen.colour);
    context.lineWidth = Math.max(pen.leastPx, pen.widthM * camera.pxPerM);
    context.setLineDash([...pen.dash]);
    trace(line.points, line.role === "bay");
    context.stroke();
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
  context.strokeStyle = colourOf("way");
  context.lineWidth = 1.5;
  for (const piece of ways.flat()) {
    trace(piece, false);
    context.stroke();
  }
  for (const { outline } of drawing.deductions) if (outline !== null) drawMoment(context, outline, trace);
  for (const { pose, isOld } of vehicles) {
    const look = isOld ? "old" : pose.fix === "fixed" ? "fixed" : "doubtful";
    drawVehicle(context, pose, look, camera, trace, x, y);
  }
  for (const { finding } of drawing.deductions) drawPoints(context, finding, drawing, x, y);
  drawLabels(context, drawing, x, y);
  drawScale(context, camera, height);
}

const LABEL_HIGH = 26;

/** Beside each car, and large enough from across a desk. */
function drawLabels(
  context: CanvasRenderingContext2D,
  { vehicles, width, height }: Drawing,
  x: Place,
  y: Place,
): void {
  context.font = "700 16px system-ui, sans-serif";
  const named = vehicles.flatMap(({ pose, label }) => (label === null ? [] : [{ pose, label }]));
  const wanted = named.map(({ pose: { outline }, label }) => ({
    left: x(outline[0] ?? 0) + 12,
    top: y(outline[1] ?? 0) - LABEL_HIGH - 8,
    wide: context.measureText(label).width + 14,
    high: LABEL_HIGH,
  }));
  for (const [at, { left, top, wide, high }] of placedLabels(wanted, width, height).entries()) {
    context.fillStyle = colourOf("bar");
    context.beginPath();
    context.roundRect(left, top, wide, high, 6);
    context.fill();
    context.fillStyle = colourOf("on-fill");
    context.fillText(named[at]?.label ?? "", left + 7, top + 19);
  }
}

/** Where the body was when it was deducted. */
function drawMoment(context: CanvasRenderingContext2D, outline: readonly number[], trace: Trace): void {
  trace(outline, true);
  context.fillStyle = colourOf("map-moment");
  context.fill();
  context.setLineDash([4, 3]);
  context.strokeStyle = colourOf("map-points");
  context.lineWidth = 1.5;
  context.stroke();
  context.setLineDash([]);
}

function drawPoints(
  context: CanvasRenderingContext2D,
  finding: DeductedFinding,
  { width, height }: Pick<Drawing, "width" | "height">,
  x: Place,
  y: Place,
): void {
  const { position, points } = finding.deduction;
  if (position === null) return;
  const atX = x(position.eastM);
  const atY = y(position.northM);
  // At the edge of the picture it would stand where it was not.
  if (atX < 0 || atX > width || atY < 0 || atY > height) return;
  context.fillStyle = colourOf("map-points");
  context.strokeStyle = colourOf("on-fill");
  context.lineWidth = 2;
  context.beginPath();
  context.arc(atX, atY, 6, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  const words = `-${points}`;
  context.font = "700 14px system-ui, sans-serif";
  const wide = context.measureText(words).width + 12;
  context.fillStyle = colourOf("map-points");
  context.beginPath();
  const left = Math.min(atX + 9, width - wide - 3);
  const top = Math.max(3, atY - 26);
  context.roundRect(left, top, wide, 21, 5);
  context.fill();
  context.fillStyle = colourOf("on-fill");
  context.fillText(words, left + 6, top + 16);
}

/** Where it is, where it may be, and where it was when the last position came. */
const VEHICLE_LOOKS = {
  fixed: { colour: "vehicle", body: "vehicle-fill", dash: [] },
  doubtful: { colour: "doubt", body: "doubt-fill", dash: [5, 4] },
  old: { colour: "soft", body: "map-old", dash: [2, 5] },
} as const;

function drawVehicle(
  context: CanvasRenderingContext2D,
  pose: PoseView,
  look: keyof typeof VEHICLE_LOOKS,
  camera: Camera,
  trace: Trace,
  x: Place,
  y: Place,
): void {
  const { colour, body, dash } = VEHICLE_LOOKS[look];
  trace(pose.outline, true);
  context.fillStyle = colourOf(body);
  context.fill();
  context.strokeStyle = colourOf(colour);
  context.lineWidth = 2;
  context.setLineDash([...dash]);
  context.stroke();
  context.setLineDash([]);
  const [leftX = 0, leftY = 0, , , rearX = 0, rearY = 0] = pose.wheels;
  const along = Math.atan2(-(leftY - rearY), leftX - rearX);
  const long = Math.max(6, 0.6 * camera.pxPerM);
  const wide = Math.max(2.5, 0.2 * camera.pxPerM);
  context.fillStyle = colourOf("ink");
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
  context.fillStyle = colourOf(colour);
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
  context.fillStyle = colourOf("map-scale");
  context.fillRect(left - 6, bottom - 24, long + 12, 32);
  context.strokeStyle = colourOf("ink");
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(left, bottom - 6);
  context.lineTo(left, bottom);
  context.lineTo(left + long, bottom);
  context.lineTo(left + long, bottom - 6);
  context.stroke();
  context.fillStyle = colourOf("ink");
  context.font = "13px system-ui, sans-serif";
  context.fillText(`${metres} m`, left + 4, bottom - 9);
}
