import { z } from "zod";
import type { Exact } from "../quantities/exact.ts";
import { absolute, add, compare, divide, exact, multiply, subtract } from "../quantities/exact.ts";
import { decimalText } from "../rules/condition.ts";
import type { Facts } from "../rules/fact.ts";
import { exactOf, factOf } from "../rules/fact.ts";
import type { Formula } from "../rules/measure.ts";
import { type Reason, reason } from "../trade/reasons.ts";

/**
 * The formulas a rulebook may name. Facts and constants are parameters of the rule, so that no number of a standard
 * stands here. Forces are newtons and loads kilograms: F / (m x 9.8 N/kg) is the trade's F[daN] / (m x 0.98).
 */
/** More than any bench or tester gives at once. */
const FACTS_MAX = 40;
const fact = z.string().min(1).max(100);
const facts = z.array(fact).min(1).max(FACTS_MAX);

export const computeSchema = z.discriminatedUnion("formula", [
  z.strictObject({ formula: z.literal("value"), of: fact }),
  z.strictObject({ formula: z.literal("absolute"), of: fact }),
  z.strictObject({ formula: z.literal("lowest"), of: facts }),
  z.strictObject({ formula: z.literal("highest"), of: facts }),
  z.strictObject({ formula: z.literal("sum"), of: facts }),
  z.strictObject({ formula: z.literal("quotient"), of: fact, by: fact }),
  /** Sum of forces over a load, in percent. */
  z.strictObject({
    formula: z.literal("force-over-load"),
    forces: facts,
    load: fact,
    gravityNPerKg: decimalText,
  }),
  /**
   * How far a measured dimension or mass lies beyond its tolerance around the registered one, where only exceeding both the
   * relative and the absolute tolerance counts: at most 0 is within. The relative one is not rounded.
   */
  z.strictObject({
    formula: z.literal("beyond-tolerance"),
    of: fact,
    registered: fact,
    relativePct: decimalText,
    absolute: decimalText,
  }),
  /** A force over the highest of others, in percent. */
  z.strictObject({ formula: z.literal("share-of-highest"), of: fact, among: facts }),
  /** The lowest of some figures over the highest, in percent: the weaker wheel of an axle against the stronger one. */
  z.strictObject({ formula: z.literal("lowest-over-highest"), of: facts.min(2) }),
  /** The highest of the wheels' forces over half the axle load, in percent: a lane scale gives no wheel loads. */
  z.strictObject({
    formula: z.literal("force-over-half-load"),
    forces: facts,
    load: fact,
    gravityNPerKg: decimalText,
  }),
]);

export type Compute = z.infer<typeof computeSchema>;

export const computeFormula: Formula<Compute> = (compute, known) => {
  const names = factPlaces(compute).map(([name]) => name);
  const values: Exact[] = [];
  const absent: Reason[] = [];
  for (const name of names) {
    const found = exactOf(known, name);
    if ("missing" in found) absent.push(found.missing);
    else values.push(found.value);
  }
  if (absent.length > 0) return { inputs: names, missing: absent };
  const words = names.map((name) => wordsOf(known, name));
  return { inputs: names, ...apply(compute, values, words) };
};

/** Each fact with the place of its name in the formula, in the order in which `apply` takes their values. */
export function factPlaces(
  compute: Compute,
): readonly (readonly [name: string, at: readonly (string | number)[]])[] {
  const list = (names: readonly string[], key: string) =>
    names.map((name, i): readonly [string, readonly (string | number)[]] => [name, [key, i]]);
  switch (compute.formula) {
    case "value":
    case "absolute":
      return [[compute.of, ["of"]]];
    case "lowest":
    case "highest":
    case "sum":
    case "lowest-over-highest":
      return list(compute.of, "of");
    case "quotient":
      return [
        [compute.of, ["of"]],
        [compute.by, ["by"]],
      ];
    case "beyond-tolerance":
      return [
        [compute.of, ["of"]],
        [compute.registered, ["registered"]],
      ];
    case "share-of-highest":
      return [[compute.of, ["of"]], ...list(compute.among, "among")];
    case "force-over-load":
    case "force-over-half-load":
      return [...list(compute.forces, "forces"), [compute.load, ["load"]]];
  }
}

type Applied =
  | { readonly value: Exact; readonly expression: string }
  | { readonly missing: readonly Reason[] };

const HUNDRED = exact("100");
const HALF = exact("0.5");

function apply(compute: Compute, values: readonly Exact[], words: readonly string[]): Applied {
  const first = values[0] ?? exact("0");
  const firstWord = words[0] ?? "";
  switch (compute.formula) {
    case "value":
      return { value: first, expression: firstWord };
    case "absolute":
      return { value: absolute(first), expression: `|${firstWord}|` };
    case "lowest":
      return { value: values.reduce(lesser), expression: `min(${words.join(", ")})` };
    case "highest":
      return { value: values.reduce(greater), expression: `max(${words.join(", ")})` };
    case "sum":
      return { value: values.reduce(add), expression: words.join(" + ") };
    case "quotient":
      return over(first, values[1] ?? exact("0"), `${firstWord} / ${words[1]}`);
    case "beyond-tolerance": {
      const registered = values[1] ?? exact("0");
      const relative = multiply(registered, multiply(exact(compute.relativePct), exact("0.01")));
      const tolerance = greater(relative, exact(compute.absolute));
      const within = `max(${words[1]} x ${compute.relativePct} %, ${compute.absolute})`;
      return {
        value: subtract(absolute(subtract(first, registered)), tolerance),
        expression: `|${firstWord} - ${words[1]}| - ${within}`,
      };
    }
    case "share-of-highest": {
      const highest = values.slice(1).reduce(greater);
      return percent(first, highest, `${firstWord} / max(${words.slice(1).join(", ")})`);
    }
    case "lowest-over-highest": {
      const all = words.join(", ");
      return percent(values.reduce(lesser), values.reduce(greater), `min(${all}) / max(${all})`);
    }
    case "force-over-load": {
      const load = values[values.length - 1] ?? exact("0");
      const weight = multiply(load, exact(compute.gravityNPerKg));
      const above = words.slice(0, -1);
      const forces = above.length === 1 ? `${above[0]}` : `(${above.join(" + ")})`;
      const below = `(${words[words.length - 1]} x ${compute.gravityNPerKg} N/kg)`;
      return percent(values.slice(0, -1).reduce(add), weight, `${forces} / ${below}`);
    }
    case "force-over-half-load": {
      const load = values[values.length - 1] ?? exact("0");
      const weight = multiply(multiply(load, HALF), exact(compute.gravityNPerKg));
      const forces = `max(${words.slice(0, -1).join(", ")})`;
      const below = `(${words[words.length - 1]} / 2 x ${compute.gravityNPerKg} N/kg)`;
      return percent(values.slice(0, -1).reduce(greater), weight, `${forces} / ${below}`);
    }
  }
}

function percent(above: Exact, below: Exact, words: string): Applied {
  return over(multiply(above, HUNDRED), below, `${words} x 100`);
}

function over(above: Exact, below: Exact, words: string): Applied {
  const value = divide(above, below);
  return value === null
    ? { missing: [reason("DIVISOR_ZERO", { expression: words })] }
    : { value, expression: words };
}

function greater(a: Exact, b: Exact): Exact {
  return compare(a, b) >= 0 ? a : b;
}

function lesser(a: Exact, b: Exact): Exact {
  return compare(a, b) <= 0 ? a : b;
}

function wordsOf(known: Facts, name: string): string {
  const found = factOf(known, name);
  if (found.kind === "missing") return "?";
  return found.kind === "number" && found.unit !== "" ? `${found.value} ${found.unit}` : found.value;
}
