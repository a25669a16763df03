import { bayProblems } from "./bay-shape.ts";
import { countryProblems, vehicleProblems } from "./course-for.ts";
import type { CourseProblem, Ground } from "./course-problem.ts";
import {
  crossingProblems,
  directionProblems,
  roomProblems,
  routeProblems,
  spanProblems,
} from "./crossing-order.ts";
import { endProblems } from "./edge-ends.ts";
import { edgeProblems } from "./edges.ts";
import { lineShapeProblems } from "./line-shape.ts";
import { ruleLineProblems } from "./rule-lines.ts";
import { type Passage, passageThrough, stationsOf } from "./way.ts";

/**
 * Whether a test may be driven on this course, in this vehicle, by this rulebook: what a person would see who walked the ground with
 * the file in hand. Empty where nothing speaks against it. What is wrong with a line by itself comes first and alone, for what
 * rests on such lines cannot be told.
 */
export function checkCourse(ground: Ground): CourseProblem[] {
  const { course, vehicle } = ground;
  const apart = [
    ...vehicleProblems(ground),
    ...countryProblems(ground),
    ...lineShapeProblems(course),
    ...bayProblems(ground),
    ...ruleLineProblems(ground),
  ];
  if (apart.some(({ severity, feature }) => severity === "refuses" && feature !== null)) return apart;
  const route = routeProblems(ground);
  const stations = route.some(({ severity }) => severity === "refuses") ? [] : stationsOf(course, vehicle);
  const isDriven = stations.length > 0;
  const passages = new Map<string, Passage>(
    isDriven ? course.items.map((item) => [item.item, passageThrough(item, stations)]) : [],
  );
  const crossing = isDriven ? crossingProblems(ground, passages, stations) : directionProblems(ground);
  const edges = course.items.flatMap((item) => {
    const unsure = crossing.some(({ reason }) => isAbout(reason.params, item.item));
    return [
      ...(unsure ? [] : edgeProblems(ground, item, passages.get(item.item) ?? null)),
      ...endProblems(ground, item),
    ];
  });
  return [
    ...apart,
    ...route,
    ...crossing,
    ...spanProblems(ground),
    ...roomProblems(ground, passages),
    ...edges,
  ];
}

/** Of an item whose entry or exit is wrong, nothing can be told from between the two. */
function isAbout(params: object, item: string): boolean {
  return "item" in params && params.item === item;
}

/** Lines of the file that a rule or an item can look at. */
export function linesOf({ features }: Ground["course"]): number {
  return features.filter(({ role }) => role !== "route").length;
}

export function refusals(problems: readonly CourseProblem[]): readonly CourseProblem[] {
  return problems.filter(({ severity }) => severity === "refuses");
}
