import type { Course, CourseItem } from "./course.ts";
import type { Detector, DetectorSite, RuleWatch } from "./detectors/detector.ts";
import { GENERAL_WATCHES, SIGNAL_RULES, type SignalWatch } from "./general-rules.ts";
import type { ItemScript } from "./items/item-definition.ts";
import { KNOWN_ITEMS } from "./items/known-items.ts";
import { decisionValue, type ExamRule, type ExamRulebook } from "./rulebook.ts";
import { BODY_POINTS, BodyPoints, type VehicleBody } from "./vehicle-body.ts";

/** A test made ready: the geometry of each item against each rule, laid out once. Holds no state of a test. */
export interface PreparedExam {
  readonly course: Course;
  readonly vehicle: VehicleBody;
  readonly rulebook: ExamRulebook;
  readonly body: BodyPoints;
  readonly rules: ReadonlyMap<string, ExamRule>;
  readonly items: readonly PreparedItem[];
  readonly general: readonly Detector[];
  readonly signalWatches: readonly SignalWatch[];
}

export interface PreparedItem {
  readonly item: string;
  readonly kind: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Null when it can be judged, else why not. */
  readonly problem: string | null;
  readonly geometry: CourseItem | null;
  readonly script: ItemScript | null;
  readonly detectors: readonly Detector[];
}

export function prepareExam(course: Course, vehicle: VehicleBody, rulebook: ExamRulebook): PreparedExam {
  const rules = new Map(rulebook.rules.map((rule) => [rule.id, rule]));
  const site = {
    vehicle,
    motion: rulebook.motion,
    reachM: bodyRadius(vehicle) + rulebook.gate.resumeMoveMaxM + 1,
    ruleOf: (id: string) => rules.get(id),
  };
  return {
    course,
    vehicle,
    rulebook,
    body: new BodyPoints(vehicle),
    rules,
    items: rulebook.items.flatMap((entry) => {
      const laid = course.items.filter((item) => item.kind === entry.kind);
      if (laid.length > 0) return laid.map((item) => prepareItem(item, entry, site));
      return [{ ...unjudged(entry.kind, entry, "the course has no such item"), geometry: null }];
    }),
    general: detectorsOf(GENERAL_WATCHES, null, site),
    signalWatches: rulebook.rules.flatMap((rule) => {
      const known = rule.judge !== "examiner" && Object.hasOwn(SIGNAL_RULES, rule.id);
      const make = known ? SIGNAL_RULES[rule.id] : undefined;
      return make === undefined ? [] : [make(rule)];
    }),
  };
}

/**
 * Rules that the rulebook gives to the machine and that no machine part watches: a rulebook with such a rule must not
 * be used, for the rule would silently never be applied.
 */
export function unwatchedRules(rulebook: ExamRulebook): string[] {
  const watched = new Set([
    ...GENERAL_WATCHES.map((watch) => watch.rule),
    ...Object.keys(SIGNAL_RULES),
    ...Object.values(KNOWN_ITEMS).flatMap((item) => item.watches.map((watch) => watch.rule)),
  ]);
  return rulebook.rules
    .filter((rule) => rule.judge !== "examiner" && !watched.has(rule.id))
    .map((rule) => rule.id);
}

type Site = Omit<DetectorSite, "item" | "rule">;
interface Naming {
  readonly nameZh: string;
  readonly nameEn: string;
}

function prepareItem(item: CourseItem, names: Naming, site: Site): PreparedItem {
  const definition = Object.hasOwn(KNOWN_ITEMS, item.kind) ? KNOWN_ITEMS[item.kind] : undefined;
  if (definition === undefined)
    return { ...unjudged(item.kind, names, "no machine judges this item"), item: item.item, geometry: item };
  const inside = definition.watches
    .filter((watch) => watch.rule.endsWith(".bodyout"))
    .map((watch) => site.ruleOf(watch.rule));
  const bayToleranceM = inside[0] === undefined ? 0 : decisionValue(inside[0]) / 1000;
  const script = definition.script({ item, vehicle: site.vehicle, motion: site.motion, bayToleranceM });
  if (typeof script === "string")
    return { ...unjudged(item.kind, names, `the item ${script}`), item: item.item, geometry: item };
  return {
    item: item.item,
    kind: item.kind,
    nameZh: names.nameZh,
    nameEn: names.nameEn,
    problem: null,
    geometry: item,
    script,
    detectors: detectorsOf(definition.watches, item, site),
  };
}

function unjudged(kind: string, names: Naming, problem: string) {
  return {
    item: kind,
    kind,
    nameZh: names.nameZh,
    nameEn: names.nameEn,
    problem,
    script: null,
    detectors: [],
  };
}

function detectorsOf(watches: readonly RuleWatch[], item: CourseItem | null, site: Site): Detector[] {
  return watches.flatMap(({ rule: id, make }) => {
    const rule = site.ruleOf(id);
    return rule === undefined || rule.judge === "examiner" ? [] : [make({ ...site, item, rule })];
  });
}

/** Of the circle around the rear axle that holds every point of the body. */
function bodyRadius(vehicle: VehicleBody): number {
  const points = new Float64Array(2 * BODY_POINTS);
  new BodyPoints(vehicle).place({ eastM: 0, northM: 0, headingRad: 0, pitchRad: 0 }, points);
  let radius = 0;
  for (let i = 0; i < points.length; i += 2)
    radius = Math.max(radius, Math.hypot(points[i] ?? 0, points[i + 1] ?? 0));
  return radius;
}
