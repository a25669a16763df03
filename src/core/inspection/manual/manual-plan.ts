import { decideCondition } from "../../rules/condition.ts";
import type { DatedDossier } from "../dossier.ts";
import type { Requirement } from "../requirement.ts";
import type { InspectionRulebook } from "../rulebook.ts";
import { isElsewhere } from "../scope.ts";
import { dossierFacts } from "../vehicle-facts.ts";
import { valuesAsked } from "./manual-values.ts";

/** A part of this vehicle's inspection that inspectors of this station look at by hand. */
export interface PlannedPart {
  readonly key: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly minimumMs: number;
  readonly items: readonly Requirement[];
  readonly photos: readonly PlannedPhoto[];
}

export interface PlannedPhoto {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/**
 * What is looked at by hand, in the order of the rulebook: parts that the order leaves to nobody else, with what the law asks of this
 * vehicle there. What nobody can rule out is looked at, and photographed.
 */
export function planManual(dossier: DatedDossier, rulebook: InspectionRulebook): readonly PlannedPart[] {
  const facts = dossierFacts(dossier);
  return rulebook.parts.flatMap((part) => {
    const { key, nameZh, nameEn, manual } = part;
    if (manual === undefined || isElsewhere(part, dossier, facts)) return [];
    const items = rulebook.requires
      .filter(
        ({ part: of, by, voluntary, when }) =>
          of === key && by.length === 0 && !voluntary && decideCondition(when, facts).truth !== "false",
      )
      .map((one) => ({ ...one, values: [...valuesAsked(one, rulebook.rules, facts)] }));
    if (items.length === 0) return [];
    const photos = manual.photos
      .filter(({ when }) => decideCondition(when, facts).truth !== "false")
      .map(({ code, nameZh: zh, nameEn: en }) => ({ code, nameZh: zh, nameEn: en }));
    return [{ key, nameZh, nameEn, minimumMs: 1_000 * manual.minimumS, items, photos }];
  });
}

export function partOfItem(plan: readonly PlannedPart[], item: string): PlannedPart | undefined {
  return plan.find(({ items }) => items.some(({ code }) => code === item));
}
