import { assert } from "../machine.ts";
import type { ExamSigner } from "../session.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { GENERAL } from "../trade/words/general-item.ts";
import type { Course, CourseItem } from "./course.ts";
import { rulesWithoutLine } from "./ground/rule-lines.ts";
import { hasPart, type ItemDefinition, type ItemScript } from "./items/item-definition.ts";
import { KNOWN_ITEMS } from "./items/known-items.ts";
import { noonOf } from "./quality-gate.ts";
import { decisionValue, type ExamItem, type ExamRule, type ExamRulebook } from "./rulebook.ts";
import { BodyTrail, bodyRadiusM, type VehicleBody } from "./vehicle-body.ts";
import type { BoardWatch } from "./watch/board.ts";
import type { Watch, WatchSite } from "./watch/watch.ts";
import { boardWatchOf, itemWatch, testWatch } from "./watch/watches.ts";

/** A test made ready: the geometry of each item against each rule, laid out once. Holds no state of a test. */
export interface PreparedExam {
  readonly course: Course;
  readonly vehicle: VehicleBody;
  readonly rulebook: ExamRulebook;
  /** Noon of the civil date at the course, UTC; null where no date is known. */
  readonly noonMs: number | null;
  readonly rules: ReadonlyMap<string, ExamRule>;
  readonly items: readonly PreparedItem[];
  /** Who has to confirm the result, in that order; nobody where no person is at a console. */
  readonly signers: readonly ExamSigner[];
  /** Rules of the whole test: on the motion, and on the car's lines. */
  readonly general: readonly Watch[];
  readonly board: readonly BoardWatch[];
  /** Of the circle around the rear axle that holds every point of the body. */
  readonly bodyRadiusM: number;
  /** Room to lay out the body at two epochs; what it holds between two calls saves work and decides nothing. */
  readonly trail: BodyTrail;
}

export interface PreparedItem {
  readonly item: string;
  readonly kind: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Null when it can be judged, else why not. */
  readonly problem: Reason | null;
  /** How it is driven and where; null where it cannot be judged. */
  readonly drive: { readonly script: ItemScript; readonly geometry: CourseItem } | null;
  readonly watches: readonly Watch[];
}

type Site = Omit<WatchSite, "rule">;

/** The rulebook is one that `watchedRulebookSchema` has read. */
export function prepareExam(
  course: Course,
  vehicle: VehicleBody,
  rulebook: ExamRulebook,
  today: string | null = null,
  isAttended = false,
): PreparedExam {
  const rules = new Map(rulebook.rules.map((rule) => [rule.id, rule]));
  const site: Site = { motion: rulebook.motion, ruleOf: (id) => rules.get(id) };
  const ofTest = watchedRules(rulebook, GENERAL);
  const general = ofTest.flatMap((rule) => testWatch({ ...site, rule }) ?? []);
  const board = ofTest.flatMap((rule) => boardWatchOf(rule) ?? []);
  assert(general.length + board.length === ofTest.length, "each rule of the test has one watch");
  return {
    course,
    vehicle,
    rulebook,
    noonMs: today === null ? null : noonOf(today),
    rules,
    items: rulebook.items.flatMap((entry) => {
      const laid = course.items.filter((item) => item.kind === entry.kind);
      if (laid.length > 0) return laid.map((item) => prepareItem(item, entry, rulebook, site));
      return [unjudged(entry.kind, entry, reason("COURSE_LACKS_ITEM", {}))];
    }),
    signers: isAttended ? rulebook.signing : [],
    general,
    board,
    bodyRadiusM: bodyRadiusM(vehicle),
    trail: new BodyTrail(vehicle),
  };
}

/** Those of that scope which the machine judges, in the order of the rulebook. */
function watchedRules(rulebook: ExamRulebook, scope: string): ExamRule[] {
  return rulebook.rules.filter((rule) => rule.scope === scope && rule.watch !== null);
}

function prepareItem(item: CourseItem, entry: ExamItem, rulebook: ExamRulebook, site: Site): PreparedItem {
  const definition = Object.hasOwn(KNOWN_ITEMS, item.kind) ? KNOWN_ITEMS[item.kind] : undefined;
  if (definition === undefined)
    return unjudged(item.item, entry, reason("ITEM_NOT_JUDGED", { kind: item.kind }));
  const rules = watchedRules(rulebook, item.kind);
  const parts = missingParts(item, definition, rules);
  if (parts.length > 0) return unjudged(item.item, entry, reason("COURSE_ITEM_LACKS", { parts }));
  const inside = entry.inBayBy === undefined ? undefined : site.ruleOf(entry.inBayBy);
  const bayToleranceM = inside === undefined ? 0 : decisionValue(inside) / 1000;
  return {
    item: item.item,
    kind: item.kind,
    nameZh: entry.nameZh,
    nameEn: entry.nameEn,
    problem: null,
    drive: { script: definition.script({ item, motion: site.motion, bayToleranceM }), geometry: item },
    watches: rules.map((rule) => {
      const watch = itemWatch({ ...site, rule, item, breaches: definition.breaches });
      assert(watch !== null, `${rule.id} has a watch of an item`);
      return watch;
    }),
  };
}

/** What the course does not lay out of what the item, or a rule that looks at its lines, needs. */
function missingParts(item: CourseItem, definition: ItemDefinition, rules: readonly ExamRule[]): string[] {
  const parts: string[] = definition.needs.filter((part) => !hasPart(item, part));
  return [...new Set([...parts, ...rulesWithoutLine(item, rules).map(({ needs }) => needs)])];
}

function unjudged(item: string, entry: ExamItem, problem: Reason): PreparedItem {
  const { kind, nameZh, nameEn } = entry;
  return { item, kind, nameZh, nameEn, problem, drive: null, watches: [] };
}
