import type { Condition } from "../rules/condition.ts";
import type { Slip } from "../rules/condition-check.ts";
import { readCondition } from "../rules/condition-cover.ts";
import { caseOf, type ExampleSite, slipsOfGaps } from "../rules/example-check.ts";
import type { Facts } from "../rules/fact.ts";
import type { InspectionRulebook } from "./rulebook.ts";
import type { VehicleExample } from "./vehicle-example.ts";
import { runVehicles, type SeenVehicle } from "./vehicle-example-run.ts";

type Path = readonly (string | number)[];

/**
 * Whole vehicles with what the book makes of them: who does what, by which items and rules. Each comes out as it is written, and together
 * they name every requirement, every item that does one and every rule that judges; what no order may leave to others, what is left
 * where nobody says, and what is measured at all is shown to the last word of its conditions.
 */
export function slipsOfVehicles(
  book: InspectionRulebook,
  site: Pick<ExampleSite<unknown>, "known" | "worldsOf">,
): readonly Slip[] {
  if (book.vehicles === undefined) return [{ path: ["vehicles"], message: "form:vehiclesNeeded" }];
  const { slips, seen } = runVehicles(book, book.vehicles, ["vehicles"]);
  if (slips.length > 0) return slips;
  const stating = (field: keyof VehicleExample): readonly SeenVehicle[] =>
    seen.filter(({ example }) => example[field] !== undefined);
  const served: Condition = { fact: "vehicle.category", in: book.categories };
  const shown = (when: Condition | undefined, at: Path, facts: readonly Facts[]): readonly Slip[] => {
    const read = readCondition(when, at);
    const told = (truths: readonly boolean[]): string => String(read.holds(truths, 0));
    const cases = facts.flatMap((one) => caseOf(read.leaves, one, told));
    return slipsOfGaps(read.leaves, cases, [served], told, site);
  };
  const factsOf = (vehicles: readonly SeenVehicle[]): readonly Facts[] => vehicles.map(({ facts }) => facts);
  const kept = new Set(book.parts.filter(({ elsewhere }) => !elsewhere).map(({ key }) => key));
  return [
    ...namesMissing(book, seen),
    ...book.requires.flatMap(({ when, part, voluntary }, i) =>
      kept.has(part) && !voluntary ? shown(when, ["requires", i, "when"], factsOf(stating("must"))) : [],
    ),
    ...book.parts.flatMap(({ elsewhereUntold }, i) =>
      shown(elsewhereUntold, ["parts", i, "elsewhereUntold"], factsOf(stating("untold"))),
    ),
    ...book.items.flatMap(({ appliesWhen, per }, i) => {
      const measured = stating("measured");
      const facts = per === "axle" ? measured.flatMap(({ axles }) => axles) : factsOf(measured);
      return shown(appliesWhen, ["items", i, "appliesWhen"], facts);
    }),
  ];
}

function namesMissing(book: InspectionRulebook, seen: readonly SeenVehicle[]): readonly Slip[] {
  const examples = seen.map(({ example }) => example);
  const lists = examples.map((example) => ({
    /** Null where this vehicle does not say. */
    must: example.must ?? null,
    others: example.others === undefined ? null : Object.values(example.others).flat(),
    recommended: example.recommended ?? null,
  }));
  const judging = new Set(examples.flatMap(({ judging: rules }) => rules ?? []));
  const kept = new Map(book.parts.map(({ key, elsewhere }) => [key, !elsewhere]));
  const requirements = book.requires.flatMap(({ code, part, when, by, voluntary }, i): Slip[] => {
    const list = voluntary ? "recommended" : kept.get(part) === true ? "must" : "others";
    const said = lists.map((one) => one[list]).filter((codes) => codes !== null);
    const wanted = said.some((codes) => codes.includes(code));
    const spared = when === undefined || said.some((codes) => !codes.includes(code));
    const unnamed = by.findIndex((key) => !examples.some((one) => one.by?.[code]?.includes(key) === true));
    return [
      ...(wanted ? [] : [{ path: ["requires", i, "code"], message: `form:vehicleWants:${list}` }]),
      ...(spared ? [] : [{ path: ["requires", i, "code"], message: `form:vehicleSpares:${list}` }]),
      ...(unnamed < 0 ? [] : [{ path: ["requires", i, "by", unnamed], message: "form:vehicleBy" }]),
    ];
  });
  const rules = book.rules.flatMap(({ id, judges }, i): Slip[] =>
    judges && !judging.has(id) ? [{ path: ["rules", i, "id"], message: "form:vehicleJudged" }] : [],
  );
  return [...requirements, ...rules];
}
