import type { DecimalString, Exact } from "../quantities/exact.ts";
import { parseExact } from "../quantities/exact.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { FindingInput } from "./finding.ts";

/** What is known of one thing. Truth values are the texts `yes` and `no`; dates are texts like 2021-01-01. */
export type Fact =
  | { readonly kind: "number"; readonly value: DecimalString; readonly unit: string }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "missing"; readonly reason: Reason };

export type Facts = ReadonlyMap<string, Fact>;

/** A name nobody gave a fact for is missing like any other; it never reads as false or zero. */
export function factOf(facts: Facts, name: string): Fact {
  return facts.get(name) ?? missing(reason("NOT_KNOWN", {}));
}

export function missing(why: Reason): Fact {
  return { kind: "missing", reason: why };
}

/** Of a fact that is missing, under its name. */
export function factMissing(fact: string, because: Reason): Reason {
  return reason("FACT_MISSING", { fact, because });
}

export function numberFact(value: DecimalString, unit: string): Fact {
  return parseExact(value) === null
    ? missing(reason("NOT_A_NUMBER", { found: value }))
    : { kind: "number", value, unit };
}

export function textFact(value: string): Fact {
  return { kind: "text", value };
}

/** The exact number behind a fact, or why there is none. */
export function exactOf(
  facts: Facts,
  name: string,
): { readonly value: Exact } | { readonly missing: Reason } {
  const fact = factOf(facts, name);
  if (fact.kind === "missing") return { missing: factMissing(name, fact.reason) };
  const value = fact.kind === "number" ? parseExact(fact.value) : null;
  return value === null
    ? { missing: factMissing(name, reason("NOT_A_NUMBER", { found: fact.value })) }
    : { value };
}

export function inputOf(facts: Facts, name: string): FindingInput {
  const fact = factOf(facts, name);
  if (fact.kind === "missing") return { name, value: null, unit: "", reason: fact.reason };
  return { name, value: fact.value, unit: fact.kind === "number" ? fact.unit : "", reason: null };
}
