import type { DriverDefect } from "../../src/scenario/driver.ts";
import type { CourseItem, CourseMap } from "./course-map.ts";
import type { CarKind } from "./course-world.ts";

/** Why a driver cannot make this mistake on this course: an order for it would quietly test nothing. Null if he can. */
export function mistakeProblem(defect: DriverDefect, map: CourseMap): string | null {
  if (!("item" in defect)) return null;
  const item = map.items.find(({ id }) => id === defect.item);
  if (item === undefined) return itemProblem(defect.item, map);
  const possible = map.items.filter((candidate) => canShow(defect, candidate, map));
  if (possible.includes(item)) return null;
  const others = possible.map(({ id }) => id).join(", ");
  return `nobody can show "${defect.kind}" on ${item.id}, a ${item.kind}; allowed: ${others === "" ? "no item of this course" : others}`;
}

/** Null if the course has this item. */
export function itemProblem(id: string, map: CourseMap): string | null {
  if (map.items.some((item) => item.id === id)) return null;
  return `the course ${map.id} has no item ${id}; allowed: ${map.items.map((item) => item.id).join(", ")}`;
}

function canShow(defect: DriverDefect, item: CourseItem, map: CourseMap): boolean {
  const legs = map.legs.filter((leg) => leg.item === item.id);
  const reverses = legs.some((leg) => leg.direction === "reverse");
  switch (defect.kind) {
    case "stalls-on-hill":
    case "rolls-back":
    case "creeps-back":
    case "waits-on-hill":
    case "hill-stop-off":
    case "edge-distance":
      return item.kind === "hill-start";
    case "forgets-handbrake":
      return legs.some((leg) => leg.handbrake);
    case "forgets-signal":
      return legs.some((leg) => leg.signal !== "none");
    case "touches-bay-line":
      return item.bay !== null && (defect.line === "rear" || item.kind === "reverse-bay");
    case "too-slow":
      return reverses;
    case "leaves-out":
      return item.kind === "hill-start" || (reverses && legs[0]?.direction === "forward");
    case "cuts-corner":
      return item.kind !== "hill-start";
    default:
      return true;
  }
}

/** Why this car does not let him make it. */
export function carProblem(defect: DriverDefect, { gearbox }: CarKind): string | null {
  if (gearbox === "manual") return null;
  if (defect.kind === "starts-in-gear") return "the starter of an automatic does not turn in gear";
  return defect.kind === "stalls-on-hill" ? "nobody stalls an automatic by its clutch" : null;
}
