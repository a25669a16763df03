import { exact } from "../quantities/exact.ts";
import type { KnownFacts, Slip } from "../rules/condition-check.ts";
import { boundOf, isWithin, type Range, rangeWords } from "../rules/domain.ts";
import type { Measure } from "../rules/measure.ts";
import { factDomain } from "../trade/words/fact-domains.ts";
import { type Compute, factPlaces } from "./formulas.ts";

type Path = readonly (string | number)[];

/** Anywhere on earth it is between 9.78 and 9.84; standards write 9.8. */
const GRAVITY: Range = { from: exact("9.7"), to: exact("9.9") };
/** Ours: a tolerance beyond half of the figure is none. */
const RELATIVE_PCT: Range = { from: exact("0"), to: exact("50") };

/**
 * Facts that nobody gives or that are no figures, figures of a unit that the formula does not take, a name that stands twice, and a
 * unit that cannot come of theirs.
 */
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
  const within = slipOfInputs(measure.compute, (name) => known.get(name)?.unit ?? "");
  if (within !== null) return [{ ...within, path: [...at, "compute", ...within.path] }];
  const unit = unitOf(measure.compute, (name) => known.get(name)?.unit ?? "");
  return unit === measure.unit
    ? []
    : [{ path: [...at, "unit"], message: `form:unitOfFacts:${JSON.stringify(unit)}` }];
}

function slipOfInputs(compute: Compute, unit: (name: string) => string): Slip | null {
  const sum = factPlaces(compute).find(([name]) => factDomain(name)?.each !== undefined);
  if (sum !== undefined) return slipOfSum(compute, sum[0], sum[1]);
  switch (compute.formula) {
    case "value":
    case "absolute":
      return null;
    case "lowest":
    case "highest":
    case "sum":
    case "lowest-over-highest":
    case "share-of-highest":
      return slipOfUnits(compute, unit);
    case "quotient": {
      const [of, by] = [unit(compute.of), unit(compute.by)];
      return by === of || by === "" ? null : { path: ["by"], message: `form:quotientUnit:${of}` };
    }
    case "beyond-tolerance": {
      if (!isWithin(boundOf(compute.relativePct), RELATIVE_PCT))
        return { path: ["relativePct"], message: `form:tolerance:${rangeWords(RELATIVE_PCT, "%")}` };
      if (boundOf(compute.absolute).numerator < 0n)
        return { path: ["absolute"], message: "form:tolerance:0 .." };
      return slipOfUnits(compute, unit);
    }
    case "force-over-load":
    case "force-over-half-load": {
      if (!isWithin(boundOf(compute.gravityNPerKg), GRAVITY))
        return { path: ["gravityNPerKg"], message: `form:gravity:${rangeWords(GRAVITY, "N/kg")}` };
      const force = compute.forces.findIndex((name) => unit(name) !== "N");
      if (force >= 0) return { path: ["forces", force], message: "form:factUnit:N" };
      if (unit(compute.load) !== "kg") return { path: ["load"], message: "form:factUnit:kg" };
      return slipOfTwice(compute);
    }
  }
}

/** A sum over samples says something only beside the number of its own samples. */
function slipOfSum(compute: Compute, sum: string, at: Path): Slip | null {
  const counted = factDomain(sum)?.each?.countedBy ?? "";
  if (compute.formula !== "quotient" || compute.of !== sum)
    return { path: [...at], message: `form:meanOfSum:${counted}` };
  return compute.by === counted ? null : { path: ["by"], message: `form:oneOf:${counted}` };
}

/** All of one unit, and each once: a left figure that stands for the right one too hides what the right one is. */
function slipOfUnits(compute: Compute, unit: (name: string) => string): Slip | null {
  const [first, ...others] = factPlaces(compute);
  const wanted = unit(first?.[0] ?? "");
  const strange = others.find(([name]) => unit(name) !== wanted);
  return strange === undefined
    ? slipOfTwice(compute)
    : { path: [...strange[1]], message: `form:oneUnit:${wanted}` };
}

/** A figure may be held against a list that it stands in itself. */
function slipOfTwice(compute: Compute): Slip | null {
  const listed = factPlaces(compute).filter(([, at]) => at.length > 1);
  const twice = listed.find(([name], i) => listed.findIndex(([other]) => other === name) < i);
  return twice === undefined ? null : { path: [...twice[1]], message: "form:once" };
}

function unitOf(compute: Compute, unit: (name: string) => string): string {
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
      return unit(compute.of) === unit(compute.by) ? "" : unit(compute.of);
    case "share-of-highest":
    case "lowest-over-highest":
    case "force-over-load":
    case "force-over-half-load":
      return "%";
  }
}
