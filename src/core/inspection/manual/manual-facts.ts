import { type Facts, numberFact } from "../../rules/fact.ts";
import { FACTS } from "../../trade/words/facts.ts";

/** What an inspector measured and entered, by fact. */
export function manualFacts(values: Readonly<Record<string, string>>): Facts {
  return new Map(
    Object.entries(values).map(([fact, value]) => [fact, numberFact(value, FACTS.get(fact)?.unit ?? "")]),
  );
}
