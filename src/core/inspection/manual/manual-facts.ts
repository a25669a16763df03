import { type Fact, type Facts, factOf, missing, numberFact } from "../../rules/fact.ts";
import { reason } from "../../trade/reasons.ts";
import {
  MANUAL_DERIVED_FACTS,
  MANUAL_FACTS,
  type ManualDerivedFact,
  type ManualFact,
} from "../../trade/words/facts.ts";
import { apartOfDecimals } from "../decimal-sum.ts";

/** What each of them follows from: how far apart the two are. */
export const MANUAL_DERIVED_FROM: Readonly<
  Record<ManualDerivedFact, readonly [left: ManualFact, right: ManualFact]>
> = {
  "manual.frontHeightApartMm": ["manual.frontLeftHeightMm", "manual.frontRightHeightMm"],
  "manual.rearHeightApartMm": ["manual.rearLeftHeightMm", "manual.rearRightHeightMm"],
};

/** Figures as they were entered, decimal strings by fact, and what follows from them; the others are missing and say so. */
export function manualFacts(values: Readonly<Record<string, string>>): Facts {
  const entered = new Map<string, Fact>(
    Object.entries(MANUAL_FACTS).map(([name, { unit }]) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      return [name, value === undefined ? missing(reason("NOT_ENTERED", {})) : numberFact(value, unit)];
    }),
  );
  return new Map([...entered, ...manualDerived(entered)]);
}

/** Missing as soon as one of the two is. */
export function manualDerived(known: Facts): Facts {
  return new Map(
    Object.entries(MANUAL_DERIVED_FROM).map(([name, [left, right]]): [string, Fact] => {
      const [a, b] = [factOf(known, left), factOf(known, right)];
      if (a.kind !== "number" || b.kind !== "number") return [name, a.kind === "number" ? b : a];
      const { unit } = MANUAL_DERIVED_FACTS[name as ManualDerivedFact];
      return [name, numberFact(apartOfDecimals(a.value, b.value), unit)];
    }),
  );
}
