import { decideCondition } from "../rules/condition.ts";
import type { Facts } from "../rules/fact.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { DatedDossier } from "./dossier.ts";
import { PROCEDURES } from "./items/catalogue.ts";
import { type LaneLayout, ONE_POSITION, orderOf, positionOf } from "./lane/layout.ts";
import type { InspectionRulebook, ItemRule } from "./rulebook.ts";
import { axleFacts, dossierFacts } from "./vehicle-facts.ts";

/** One item of this vehicle's inspection, in lane order. */
export interface PlannedItem {
  readonly code: string;
  readonly rule: ItemRule;
  /** Counting from 1; null for items of the whole vehicle. */
  readonly axle: number | null;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Why it need not be done; null when it must. An applicability nobody can decide is one that applies. */
  readonly notApplicable: Reason | null;
}

/**
 * The items in the order in which the vehicle comes to them: by the positions of the lane, within one by the rulebook; items of
 * axles that follow each other there are done axle by axle.
 */
export function planInspection(
  dossier: DatedDossier,
  rulebook: InspectionRulebook,
  layout: LaneLayout = ONE_POSITION,
): readonly PlannedItem[] {
  const order = (item: PlannedItem): number => {
    const position = positionOf(layout, PROCEDURES[item.rule.procedure.kind].place);
    return position === null ? layout.length : orderOf(layout, position);
  };
  return [...planByRulebook(dossier, rulebook)].sort((a, b) => order(a) - order(b));
}

function planByRulebook(dossier: DatedDossier, rulebook: InspectionRulebook): readonly PlannedItem[] {
  const vehicle = dossierFacts(dossier);
  const plan: PlannedItem[] = [];
  let block: ItemRule[] = [];
  const flush = (): void => {
    plan.push(...planAxles(block, dossier, vehicle));
    block = [];
  };
  for (const item of rulebook.items) {
    if (item.per === "axle") {
      block.push(item);
      continue;
    }
    flush();
    plan.push(planned(item, null, item.code, vehicle));
  }
  flush();
  return plan;
}

function planAxles(block: readonly ItemRule[], dossier: DatedDossier, vehicle: Facts): PlannedItem[] {
  const plan: PlannedItem[] = [];
  for (const [index, axle] of dossier.axles.entries()) {
    const facts: Facts = new Map([...vehicle, ...axleFacts(axle)]);
    for (const item of block) {
      const code = codeFor(item, index + 1, plan);
      const instance = planned(item, index + 1, code, facts);
      if (instance.notApplicable === null) plan.push(instance);
    }
  }
  const nowhere = block.filter((item) => !plan.some((instance) => instance.rule === item));
  for (const item of nowhere) {
    const code = item.code.replace("{axle}", "");
    plan.push({ ...planned(item, null, code, vehicle), notApplicable: reasonFor(item) });
  }
  return plan;
}

/** `B{axle}` numbers itself; a code without number is the first axle's, and `B0-3` the next one's. */
function codeFor(item: ItemRule, axle: number, plan: readonly PlannedItem[]): string {
  if (item.code.includes("{axle}")) return item.code.replace("{axle}", String(axle));
  return plan.some((instance) => instance.rule === item) ? `${item.code}-${axle}` : item.code;
}

function planned(item: ItemRule, axle: number | null, code: string, facts: Facts): PlannedItem {
  const applies = decideCondition(item.appliesWhen, facts).truth;
  const named = (name: string): string => name.replace("{axle}", axle === null ? "" : String(axle));
  return {
    code,
    rule: item,
    axle,
    nameZh: named(item.nameZh),
    nameEn: named(item.nameEn),
    notApplicable: applies === "false" ? reasonFor(item) : null,
  };
}

function reasonFor(item: ItemRule): Reason {
  const { notApplicableZh: zh, notApplicableEn: en } = item;
  return zh === undefined || en === undefined
    ? reason("NOT_APPLICABLE", {})
    : reason("NOT_APPLICABLE_BY_RULEBOOK", { zh, en });
}
