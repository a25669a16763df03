import type { EarlierAttempt } from "../journal/entry.ts";
import { type PreChecking, preChecksOf } from "../requests/pre-check-rule.ts";
import { type Condition, decideCondition } from "../rules/condition.ts";
import { textFact } from "../rules/fact.ts";
import { whyNotInForce } from "../rules/in-force.ts";
import type { Need, Objection } from "../trade/admission.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { VEHICLE_FACTS } from "../trade/words/facts.ts";
import type { DeviceRole } from "../trade/words/roles.ts";
import type { DatedDossier } from "./dossier.ts";
import { PROCEDURES } from "./items/catalogue.ts";
import { planManual } from "./manual/manual-plan.ts";
import { planInspection } from "./plan.ts";
import { keptOf, reinspectionObjections } from "./reinspection.ts";
import type { InspectionRulebook } from "./rulebook.ts";
import { dossierFacts } from "./vehicle-facts.ts";

/** The instruments of the items that this vehicle gets, and the beams that say where it stands. */
export function inspectionNeeds(
  dossier: DatedDossier,
  rulebook: InspectionRulebook,
  after?: EarlierAttempt,
): Need[] {
  const plan = planInspection(dossier, rulebook);
  const kept = keptOf(after, rulebook, plan, planManual(dossier, rulebook));
  const applicable = plan.filter(
    ({ code, notApplicable }) => notApplicable === null && !kept?.codes.has(code),
  );
  const roles = new Set(applicable.map((item) => PROCEDURES[item.rule.procedure.kind].role));
  return [...[...roles].map((role) => ({ role, measures: true })), { role: "lane-beams", measures: false }];
}

/** What the registry is asked of this vehicle before; null where the rulebook asks nothing. Of a re-inspection its first result is known, and no reason against it. */
export function inspectionPreChecks(
  dossier: DatedDossier,
  { preChecks = [] }: Pick<InspectionRulebook, "preChecks">,
  after?: EarlierAttempt,
): PreChecking | null {
  const rules = preChecksOf(preChecks, dossierFacts(dossier)).filter(
    ({ check }) => after === undefined || check !== "previousResults",
  );
  const { plate, vin, odometerKm } = dossier;
  return rules.length === 0 ? null : { subject: { plate, vin, odometerKm }, rules };
}

/** For whom an instrument is needed, by the items of these books; a role that no item asks for has none. */
export interface RoleUse {
  readonly role: DeviceRole;
  /** Fuels of the vehicles that may need it; null: whatever the fuel. */
  readonly fuels: readonly string[] | null;
  /** Names of the items that measure with it. */
  readonly itemsZh: readonly string[];
  readonly itemsEn: readonly string[];
}

const FUEL = "vehicle.fuel";

/**
 * By the conditions that `inspectionNeeds` plans a vehicle by, with nothing known but the fuel: where they say no for certain, no such
 * vehicle needs it. An item whose condition leaves it open may be one that is needed.
 */
export function roleUses(books: readonly InspectionRulebook[]): readonly RoleUse[] {
  const items = books.flatMap((book) => book.items);
  const roles = [...new Set(items.map(({ procedure }) => PROCEDURES[procedure.kind].role))];
  const { values } = VEHICLE_FACTS[FUEL];
  return roles.map((role) => {
    const own = items.filter(({ procedure }) => PROCEDURES[procedure.kind].role === role);
    const fuels = values.filter((fuel) => own.some(({ appliesWhen }) => mayApply(appliesWhen, fuel)));
    return {
      role,
      fuels: fuels.length === values.length ? null : fuels,
      itemsZh: [...new Set(own.map(({ nameZh }) => nameZh))],
      itemsEn: [...new Set(own.map(({ nameEn }) => nameEn))],
    };
  });
}

function mayApply(condition: Condition | undefined, fuel: string): boolean {
  return (
    condition === undefined || decideCondition(condition, new Map([[FUEL, textFact(fuel)]])).truth !== "false"
  );
}

/** What speaks against inspecting this vehicle by this rulebook on this civil date; empty when nothing does. */
export function inspectionObjections(
  dossier: DatedDossier,
  rulebook: InspectionRulebook,
  after?: EarlierAttempt,
): Objection[] {
  const notInForce = whyNotInForce(rulebook, dossier.inspectedOn);
  return [
    ...whyNotThisVehicle(dossier, rulebook).map((why) => ({ about: "subject" as const, reason: why })),
    ...reinspectionObjections(after, rulebook, dossier.inspectedOn),
    ...(notInForce === null ? [] : [{ about: "station" as const, reason: notInForce }]),
  ];
}

/** Classes that the rulebook does not know, parts that it leaves to nobody, and a vehicle that is in use before it is registered. */
export function whyNotThisVehicle(dossier: DatedDossier, rulebook: InspectionRulebook): readonly Reason[] {
  const { vehicleClass, elsewhere, firstRegistered, inspectedOn: today } = dossier;
  const { id, categories, parts } = rulebook;
  const allowed = parts.filter((part) => part.elsewhere).map(({ key }) => key);
  const isServed = categories.some((category) => vehicleClass.startsWith(category));
  return [
    ...(isServed
      ? []
      : [reason("VEHICLE_CLASS_NOT_SERVED", { rulebook: id, vehicleClass, served: categories })]),
    ...(elsewhere ?? [])
      .filter((part) => !allowed.includes(part))
      .map((part) => reason("PART_NOT_LEFT", { part, allowed })),
    ...whyRegisteredLater(dossier.check, firstRegistered, today),
  ];
}

/** In use it was registered on a day before; a registration may be that of today. */
function whyRegisteredLater(
  check: DatedDossier["check"],
  firstRegistered: string | null,
  today: string,
): readonly Reason[] {
  if (firstRegistered === null || firstRegistered < today) return [];
  if (check === "in-use") return [reason("REGISTERED_LATER", { firstRegistered, today })];
  return firstRegistered === today ? [] : [reason("REGISTERED_AFTER_TODAY", { firstRegistered, today })];
}
