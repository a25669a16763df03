import { compare, type Exact, exact, isDecimalString, multiply, subtract } from "../quantities/exact.ts";
import { type Condition, decideCondition } from "./condition.ts";
import { boundIn, type Comparison, type KnownFacts, type Slip } from "./condition-check.ts";
import type { Worlds } from "./condition-worlds.ts";
import { least } from "./domain.ts";
import { exactOf, type Facts, factOf } from "./fact.ts";

type Path = readonly (string | number)[];
/** Of each comparison of a decision, in the order of its leaves. */
export type Truths = readonly boolean[];

/** A comparison where it stands: the same one may stand in several rows, and be wrong in one of them. */
export interface Leaf {
  readonly comparison: Comparison;
  readonly at: Path;
}

/** A condition read once, so that many examples can be asked of it quickly. */
export interface Read {
  readonly leaves: readonly Leaf[];
  /** `from`: where its leaves begin in the truths. */
  holds(truths: Truths, from: number): boolean;
}

const ALWAYS: Read = { leaves: [], holds: () => true };

export function readCondition(condition: Condition | undefined, at: Path): Read {
  if (condition === undefined) return ALWAYS;
  if ("all" in condition) return joined(condition.all, [...at, "all"], true);
  if ("any" in condition) return joined(condition.any, [...at, "any"], false);
  if ("not" in condition) {
    const { leaves, holds } = readCondition(condition.not, [...at, "not"]);
    return { leaves, holds: (truths, from) => !holds(truths, from) };
  }
  return { leaves: [{ comparison: condition, at }], holds: (truths, from) => truths[from] === true };
}

function joined(conditions: readonly Condition[], at: Path, all: boolean): Read {
  const parts: { readonly read: Read; readonly offset: number }[] = [];
  const leaves: Leaf[] = [];
  for (const [i, one] of conditions.entries()) {
    const read = readCondition(one, [...at, i]);
    parts.push({ read, offset: leaves.length });
    leaves.push(...read.leaves);
  }
  return {
    leaves,
    holds: (truths, from) => {
      for (const { read, offset } of parts) if (read.holds(truths, from + offset) !== all) return !all;
      return all;
    },
  };
}

/** Null where a fact is missing: such an example says nothing of what decides. */
export function truthsOf(leaves: readonly Leaf[], facts: Facts): Truths | null {
  const truths: boolean[] = [];
  for (const { comparison } of leaves) {
    const { truth } = decideCondition(comparison, facts);
    if (truth === "undecided") return null;
    truths.push(truth === "true");
  }
  return truths;
}

/** One example as far as a decision is concerned: what it says, and what it would say if one comparison came out otherwise. */
export interface Case {
  readonly facts: Facts;
  readonly truths: Truths;
  /** What is told of it, as a word. */
  readonly told: (truths: Truths) => string;
}

/** What no example shows of a comparison. */
export interface Gap {
  readonly leaf: Leaf;
  readonly place: number;
  readonly wanted:
    | { readonly kind: "holds" | "fails" }
    | { readonly kind: "member"; readonly value: string; readonly index: number };
}

/**
 * What nobody would notice if it were written otherwise. Of each comparison there has to be an example in which it holds, and one in
 * which it does not, and which would come out otherwise by this comparison alone; of a list one for each of its members, of a bound
 * one on either side, so near that no other bound lies between.
 */
export function gapsOf(leaves: readonly Leaf[], cases: readonly Case[], known: KnownFacts): readonly Gap[] {
  const deciding = leaves.map((): Case[] => []);
  for (const one of cases) {
    const told = one.told(one.truths);
    for (const place of leaves.keys())
      if (one.told(flipped(one.truths, place)) !== told) deciding[place]?.push(one);
  }
  return leaves.flatMap((leaf, place) => gapsOfLeaf(leaf, place, deciding[place] ?? [], known));
}

function gapsOfLeaf(leaf: Leaf, place: number, cases: readonly Case[], known: KnownFacts): readonly Gap[] {
  const { comparison } = leaf;
  const shows = (holds: boolean): boolean =>
    cases.some(({ facts, truths }) => truths[place] === holds && isNear(comparison, facts, known));
  const fails: readonly Gap[] = shows(false) ? [] : [{ leaf, place, wanted: { kind: "fails" } }];
  if (!("in" in comparison))
    return shows(true) ? fails : [{ leaf, place, wanted: { kind: "holds" } }, ...fails];
  const members = new Set(
    cases.map(({ facts }) => factOf(facts, comparison.fact)).map((fact) => "value" in fact && fact.value),
  );
  const unseen = [...comparison.in.entries()].filter(([, value]) => !members.has(value));
  return [
    ...unseen.map(([index, value]): Gap => ({ leaf, place, wanted: { kind: "member", value, index } })),
    ...fails,
  ];
}

export function flipped(truths: Truths, place: number): Truths {
  return truths.with(place, truths[place] !== true);
}

/** Whether the figure is that of the bound, or the next one on the other side. */
export function isNear(comparison: Comparison, facts: Facts, known: KnownFacts): boolean {
  if ("before" in comparison) return isNearDay(comparison.before, factOf(facts, comparison.fact));
  const bounded = boundIn(comparison);
  if (bounded === null) return true;
  const { comparator, bound, times } = bounded;
  const found = exactOf(facts, comparison.fact);
  const scale = times === undefined ? { value: exact("1") } : exactOf(facts, times);
  if ("missing" in found || "missing" in scale) return false;
  const at = multiply(bound, scale.value);
  const step = known.get(comparison.fact)?.domain?.step ?? null;
  // Of a figure that may lie as close as it likes its own last digit, as it is written, and never more than one of the bound.
  const grid =
    step ??
    least(lastDigitOf(figureText(facts, comparison.fact)), ofBound(comparison, comparator, scale.value));
  const off = subtract(found.value, at);
  const distance = compare(off, exact("0")) < 0 ? subtract(exact("0"), off) : off;
  const belongsAbove = comparator === "atLeast" || comparator === "below";
  const isAbove = compare(off, exact("0")) > 0;
  if (distance.numerator === 0n) return true;
  // On the side of the bound itself only what lies between the steps of its figure stands off it.
  if (isAbove === belongsAbove) return step !== null && compare(distance, grid) < 0;
  return compare(distance, grid) <= 0;
}

function lastDigitOf(text: string): Exact {
  const point = text.indexOf(".");
  const digits = point < 0 || !isDecimalString(text) ? 0 : text.length - point - 1;
  return exact(digits === 0 ? "1" : `0.${"0".repeat(digits - 1)}1`);
}

function ofBound(comparison: Comparison, comparator: string, scale: Exact): Exact {
  return multiply(lastDigitOf(String(Reflect.get(comparison, comparator))), scale);
}

function figureText(facts: Facts, name: string): string {
  const fact = factOf(facts, name);
  return fact.kind === "number" ? fact.value : "";
}

const DAY_MS = 86_400_000;

function isNearDay(day: string, fact: { readonly kind: string; readonly value?: string }): boolean {
  const off = Date.parse(fact.value ?? "") - Date.parse(day);
  return off === 0 || off === -DAY_MS;
}

/** Whether any vehicle could show it: what nobody can show is asked of no author. `told` says what comes of such truths. */
export function canBeShown(
  { place, wanted, leaf }: Gap,
  leaves: readonly Leaf[],
  worlds: Worlds | null,
  told: (truths: Truths) => string | null,
): boolean {
  if (worlds === null) return true;
  const all = leaves.map(({ comparison }) => worlds.truthOf(comparison));
  const isMember =
    wanted.kind === "member"
      ? worlds.truthOf({ fact: leaf.comparison.fact, equals: wanted.value })
      : (): boolean => true;
  let found = false;
  worlds.visit(() => {
    const truths = all.map((holds) => holds());
    if (truths[place] !== (wanted.kind !== "fails") || !isMember()) return false;
    const here = told(truths);
    found = here !== null && told(flipped(truths, place)) !== here;
    return found;
  });
  return found;
}

/** The slip that says so, where the comparison stands. */
export function slipOfGap({ leaf, wanted }: Gap): Slip {
  const { comparison, at } = leaf;
  if (wanted.kind === "member") return { path: [...at, "in", wanted.index], message: "form:exampleOfMember" };
  const bounded = boundIn(comparison);
  const key =
    bounded?.comparator ?? ("before" in comparison ? "before" : "in" in comparison ? "in" : "equals");
  const form = bounded === null && key !== "before" ? "exampleOfWord" : "exampleOfBound";
  return { path: [...at, key], message: `form:${form}:${wanted.kind}` };
}
