import type { KnownFacts, Slip } from "../rules/condition-check.ts";
import type { Measure } from "../rules/rule.ts";
import { type Compute, factPlaces } from "./formulas.ts";

type Path = readonly (string | number)[];

/** Facts that nobody gives or that are no figures, and a unit that cannot come of theirs. */
export function slipsOfFormula(
  measure: Pick<Measure<Compute>, "compute" | "unit">,
  at: Path,
  known: KnownFacts,
): readonly Slip[] {
  const slips = factPlaces(measure.compute).flatMap(([name, within]) => {
    const fact = known.get(name);
    if (fact?.kind === "number") return [];
    return [
      {
        path: [...at, "compute", ...within],
        message: fact === undefined ? "form:factName" : "form:factNumber",
      },
    ];
  });
  if (slips.length > 0) return slips;
  const unit = unitOf(measure.compute, (name) => known.get(name)?.unit ?? "");
  return unit === null || unit === measure.unit
    ? []
    : [{ path: [...at, "unit"], message: `form:unitOfFacts:${JSON.stringify(unit)}` }];
}

/** Null where the units of the facts say nothing of it. */
function unitOf(compute: Compute, unit: (name: string) => string): string | null {
  switch (compute.formula) {
    case "value":
    case "absolute":
    case "beyond-tolerance":
      return unit(compute.of);
    case "lowest":
    case "highest":
    case "sum":
      return unit(compute.of[0] ?? "");
    case "quotient":
      if (unit(compute.of) === unit(compute.by)) return "";
      return unit(compute.by) === "" ? unit(compute.of) : null;
    case "share-of-highest":
    case "lowest-over-highest":
    case "force-over-load":
    case "force-over-half-load":
      return "%";
  }
}
