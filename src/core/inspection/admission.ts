import { whyNotInForce } from "../rules/in-force.ts";
import type { Need, Objection } from "../trade/admission.ts";
import type { Dossier } from "./dossier.ts";
import { PROCEDURES } from "./items/catalogue.ts";
import { planInspection } from "./plan.ts";
import type { InspectionRulebook } from "./rulebook.ts";

/** The instruments of the items that this vehicle gets, and the beams that say where it stands. */
export function inspectionNeeds(dossier: Dossier, rulebook: InspectionRulebook): Need[] {
  const applicable = planInspection(dossier, rulebook).filter((item) => item.notApplicable === null);
  const roles = new Set(applicable.map((item) => PROCEDURES[item.rule.procedure.kind].role));
  return [...[...roles].map((role) => ({ role, measures: true })), { role: "lane-beams", measures: false }];
}

/** What speaks against inspecting by this rulebook on this civil date; empty when nothing does. */
export function inspectionObjections(rulebook: InspectionRulebook, today: string): Objection[] {
  const notInForce = whyNotInForce(rulebook, today);
  return notInForce === null ? [] : [{ about: "station", reason: notInForce }];
}
