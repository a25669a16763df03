import { reason } from "../../trade/reasons.ts";
import type { CourseItem } from "../course.ts";
import type { LocalPoint } from "../geodesy.ts";
import { hasPart, type ItemDefinition } from "../items/item-definition.ts";
import { KNOWN_ITEMS } from "../items/known-items.ts";
import type { ExamRule } from "../rulebook.ts";
import { boundariesFor } from "../watch/line-contact.ts";
import { type CourseProblem, type Ground, refuses, warns } from "./course-problem.ts";
import { chord, middle, rayHit, segmentsOf, travelOver } from "./plane.ts";

/** What a rule looks at on the course, as reasons/course.ts and words/driving.ts call it. */
export type RuleLine = "wheel-boundary" | "body-boundary" | "right-edge" | "pole-line";

/** Which rules of these watch something that the item does not have. */
export function rulesWithoutLine(
  item: CourseItem,
  rules: readonly ExamRule[],
): { readonly rule: ExamRule; readonly needs: RuleLine }[] {
  return rules.flatMap((rule) => {
    const needs = missingFor(item, rule);
    return needs === null ? [] : [{ rule, needs }];
  });
}

function missingFor(item: CourseItem, { watch }: ExamRule): RuleLine | null {
  switch (watch?.name) {
    case "line-contact": {
      if (boundariesFor(item, watch.of).length > 0) return null;
      return watch.of === "wheels" ? "wheel-boundary" : "body-boundary";
    }
    case "place-at-stop":
      if (watch.measure === "bumper-to-pole-line") return item.poleLine === null ? "pole-line" : null;
      return item.boundaries.length === 0 || edgesAtPole(item) === "none" ? "right-edge" : null;
    default:
      return null;
  }
}

/** Further than this no edge is meant. */
const EDGE_MAX_M = 30;

/**
 * Looking along the pole line to the right of the way: is there an edge, and is it another feature than the one on the left?
 * The distance to the right edge is measured from the feature that is nearer to the right side of the body than to the left.
 */
function edgesAtPole(item: CourseItem): "two" | "one" | "none" {
  if (item.poleLine === null) return "two";
  const [along, ahead] = [chord(item.poleLine.line), travelOver(item.entry)];
  const [dx, dy] = [along.b[0] - along.a[0], along.b[1] - along.a[1]];
  const long = Math.hypot(dx, dy);
  const rightward = dx * ahead[1] - dy * ahead[0] > 0 ? 1 : -1;
  const right: LocalPoint = [(rightward * dx) / long, (rightward * dy) / long];
  const from = middle(item.poleLine.line);
  const onRight = nearestFeature(item, from, right);
  if (onRight === null) return "none";
  return nearestFeature(item, from, [-right[0], -right[1]]) === onRight ? "one" : "two";
}

function nearestFeature(item: CourseItem, from: LocalPoint, direction: LocalPoint): number | null {
  let nearest: number | null = null;
  let leastM = EDGE_MAX_M;
  for (const { line, feature } of item.boundaries)
    for (const segment of segmentsOf(line)) {
      const metres = rayHit(from, direction, segment);
      if (metres === null || metres >= leastM) continue;
      leastM = metres;
      nearest = feature;
    }
  return nearest;
}

/** Every machine rule of every item has what it watches; a rule that watches nothing would report that it was kept. */
export function ruleLineProblems({ course, rulebook }: Ground): CourseProblem[] {
  const lacking = rulebook.items.flatMap(({ kind, nameZh, nameEn }) =>
    course.items.some((item) => item.kind === kind)
      ? []
      : [warns(reason("COURSE_ITEM_MISSING", { kind, nameZh, nameEn }))],
  );
  const perItem = course.items.flatMap((item): CourseProblem[] => {
    const definition = Object.hasOwn(KNOWN_ITEMS, item.kind) ? KNOWN_ITEMS[item.kind] : undefined;
    const asked = rulebook.items.some(({ kind }) => kind === item.kind);
    if (definition === undefined || !asked)
      return [warns(reason("COURSE_ITEM_UNASKED", { item: item.item, kind: item.kind }))];
    const rules = rulebook.rules.filter((rule) => rule.scope === item.kind && rule.watch !== null);
    return itemProblems(item, definition, rules, rulebook.motion.turnDeg);
  });
  return [...lacking, ...perItem];
}

function itemProblems(
  item: CourseItem,
  definition: ItemDefinition,
  rules: readonly ExamRule[],
  turnDeg: number,
): CourseProblem[] {
  const parts = definition.needs
    .filter((part) => !hasPart(item, part))
    .map((part) => refuses(reason("COURSE_ITEM_NEEDS", { item: item.item, part })));
  const lines = rulesWithoutLine(item, rules).map(({ rule, needs }) =>
    refuses(reason("COURSE_RULE_WITHOUT_LINE", { item: item.item, rule: rule.id, needs })),
  );
  const edge = rules.some(
    ({ watch }) => watch?.name === "place-at-stop" && watch.measure === "side-to-right-edge",
  );
  const ring =
    edge && edgesAtPole(item) === "one" ? [refuses(reason("COURSE_EDGES_IN_ONE", { item: item.item }))] : [];
  const turn = rules
    .filter(({ watch }) => watch?.name === "turn-signal")
    .flatMap((rule) => turnProblems(item, rule, turnDeg));
  return [...parts, ...lines, ...ring, ...turn];
}

/** Left or right follows from the directions of entry and exit. */
function turnProblems(item: CourseItem, rule: ExamRule, turnDeg: number): CourseProblem[] {
  const [from, to] = [travelOver(item.entry), travelOver(item.exit)];
  const cross = from[0] * to[1] - from[1] * to[0];
  const turn = Math.abs(Math.atan2(cross, from[0] * to[0] + from[1] * to[1]) * (180 / Math.PI));
  if (turn >= turnDeg && turn <= 180 - turnDeg) return [];
  const found = { item: item.item, rule: rule.id, turnDeg: turn.toFixed(0) };
  return [refuses(reason("COURSE_TURN_UNCLEAR", found))];
}
