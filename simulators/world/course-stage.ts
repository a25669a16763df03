import type { GroundPoint } from "./car-pose.ts";
import type { RouteLeg, TurnSignal } from "./course-map.ts";
import { CoursePath, lengthOf } from "./course-path.ts";

/** What is to be driven from one standstill to the next, all in one direction. */
export interface Stage {
  readonly direction: "forward" | "reverse";
  readonly path: CoursePath;
  readonly legs: readonly StageLeg[];
  readonly stopS: number;
  readonly handbrake: boolean;
}

export interface StageLeg {
  readonly leg: RouteLeg;
  readonly fromM: number;
  readonly toM: number;
}

export function stagesOf(legs: readonly RouteLeg[]): Stage[] {
  const stages: Stage[] = [];
  let run: RouteLeg[] = [];
  for (const [i, leg] of legs.entries()) {
    run.push(leg);
    const next = legs[i + 1];
    if (next !== undefined && leg.stopS === 0 && next.direction === leg.direction) continue;
    stages.push(stageOf(run, leg));
    run = [];
  }
  return stages;
}

function stageOf(run: readonly RouteLeg[], last: RouteLeg): Stage {
  const points: GroundPoint[] = [];
  const legs: StageLeg[] = [];
  let fromM = 0;
  for (const leg of run) {
    points.push(...(points.length === 0 ? leg.points : leg.points.slice(1)));
    const toM = fromM + lengthOf(leg.points);
    legs.push({ leg, fromM, toM });
    fromM = toM;
  }
  return {
    direction: last.direction,
    path: new CoursePath(points),
    legs,
    stopS: last.stopS,
    handbrake: last.handbrake,
  };
}

export function legAt(stage: Stage, wayM: number): StageLeg | undefined {
  return stage.legs.find((leg) => wayM < leg.toM) ?? stage.legs.at(-1);
}

export function signalOf(stage: Stage | undefined): TurnSignal {
  return stage?.legs[0]?.leg.signal ?? "none";
}

/** Sum of all turning, radians: which leg of an item is its manoeuvre. */
export function turningOf(points: readonly GroundPoint[]): number {
  let sum = 0;
  for (let i = 1; i + 1 < points.length; i++) {
    const [a, b, c] = [points[i - 1], points[i], points[i + 1]];
    if (a === undefined || b === undefined || c === undefined) continue;
    const turn = Math.atan2(c.x - b.x, c.y - b.y) - Math.atan2(b.x - a.x, b.y - a.y);
    sum += Math.abs(turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI)));
  }
  return sum;
}
