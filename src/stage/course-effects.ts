import type { ScenarioProblem } from "../../simulators/course-simulation.ts";
import type { CourseScenario } from "../scenario/course-scenario.ts";
import type { Given } from "./given.ts";
import { faultProblems } from "./lane-effects.ts";

/** What a candidate is said to do, or to go wrong, and nothing would come of. */
export function candidateProblems(world: CourseScenario, given: Given): ScenarioProblem[] {
  const { driver } = world;
  return [
    ...faultProblems(world.deviceFaults, given.at("deviceFaults")),
    ...(driver.defects.length > 0
      ? []
      : given.at("driver", "attempt").refused("it says when the defects show, and there are none")),
    ...driver.defects.flatMap((defect, i) => {
      const at = given.at("driver", "defects", i);
      const before = driver.defects.slice(0, i);
      const item = "item" in defect ? defect.item : undefined;
      if (before.some((other) => isSame(other, defect)))
        return [at.problem(`${defect.kind} stands there once already`)];
      const isLeftOut = driver.defects.some(
        (other) => other.kind === "leaves-out" && other !== defect && "item" in other && other.item === item,
      );
      return isLeftOut ? [at.problem(`${item ?? ""} is left out, so that nothing is done wrong in it`)] : [];
    }),
    ...(["gnss", "car"] as const).flatMap((part) =>
      world[part].events.flatMap(({ item }, i) =>
        item === undefined
          ? []
          : given
              .at(part, "events", i, "from")
              .refused("an event of an item is counted from its entry; leave out from, or item"),
      ),
    ),
  ];
}

type Defect = CourseScenario["driver"]["defects"][number];

function isSame(a: Defect, b: Defect): boolean {
  if (a.kind !== b.kind || (a.kind === "touches-bay-line" && b.kind === a.kind && a.line !== b.line))
    return false;
  return ("item" in a ? a.item : null) === ("item" in b ? b.item : null);
}

/** What was set up for the first candidate of a car stands as it is for those after. */
export function laterCandidateProblems(given: Given): ScenarioProblem[] {
  const why = "receiver, board and car stand as the first candidate of this car has them";
  const car = given.at("car");
  return [
    ...given.at("gnss", "receiver").refused(why),
    ...car.none(
      car.keys().filter((key) => key !== "events"),
      why,
    ),
  ];
}
