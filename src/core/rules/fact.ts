import type { DecimalString, Exact } from "../quantities/exact.ts";
import { parseExact } from "../quantities/exact.ts";
import type { FindingInput } from "./finding.ts";

/** What is known of one thing. Truth values are the texts `yes` and `no`; dates are texts like 2021-01-01. */
export type Fact =
  | { readonly kind: "number"; readonly value: DecimalString; readonly unit: string }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "missing"; readonly reason: string };

export type Facts = ReadonlyMap<string, Fact>;

/** A name nobody gave a fact for is missing like any other; it never reads as false or zero. */
export function factOf(facts: Facts, name: string): Fact {
  return facts.get(name) ?? missing("not known");
}

export function missing(reason: string): Fact {
  return { kind: "missing", reason };
}

export function numberFact(value: DecimalString, unit: string): Fact {
  return parseExact(value) === null
    ? missing(`${JSON.stringify(value)} is not a number`)
    : { kind: "number", value, unit };
}

export function textFact(value: string | null, reason = "not in the dossier"): Fact {
  return value === null ? missing(reason) : { kind: "text", value };
}

/** The exact number behind a fact, or why there is none. */
export function exactOf(
  facts: Facts,
  name: string,
): { readonly value: Exact } | { readonly missing: string } {
  const fact = factOf(facts, name);
  if (fact.kind === "missing") return { missing: `${name}: ${fact.reason}` };
  const value = fact.kind === "number" ? parseExact(fact.value) : null;
  return value === null ? { missing: `${name}: not a number` } : { value };
}

export function inputOf(facts: Facts, name: string): FindingInput {
  const fact = factOf(facts, name);
  if (fact.kind === "missing") return { name, value: null, unit: "", reason: fact.reason };
  return { name, value: fact.value, unit: fact.kind === "number" ? fact.unit : "" };
}
