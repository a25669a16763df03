import { type Condition, decideCondition } from "./condition.ts";
import type { KnownFacts } from "./condition-check.ts";
import { type Fact, numberFact, textFact } from "./fact.ts";
import { type Asked, askedBy, candidatesOf, keyOf, type Point } from "./world-points.ts";

/** Facts that follow from each other, so that not every combination of their values is a vehicle. */
export interface Kinship {
  readonly facts: readonly string[];
  /** Every combination that there is, as far as it matters to what is asked; where it is missing, all that `agree` lets be. */
  readonly points?: (asked: Asked) => readonly Point[];
  readonly agree?: (point: Point) => boolean;
}

/** Every way in which some conditions can come out together. */
export interface Worlds {
  /** Looks at one after the other until `look` says that it has seen enough; functions of `truthOf` speak of the one that is on. */
  visit(look: () => boolean): void;
  /** A vehicle of the one that is on. */
  point(): Point;
  truthOf(condition: Condition | undefined): () => boolean;
}

const POINTS_MAX = 4000;
const WORLDS_MAX = 20_000;

/** A part of the facts that no other part depends on: its distinct outcomes, one bit a comparison. */
interface Part {
  readonly points: readonly Point[];
  readonly outcomes: readonly (readonly boolean[])[];
  /** Of each comparison in `outcomes`. */
  readonly places: readonly number[];
}

/** Null when there are too many: then only what stands in the text can be checked. */
export function worldsOf(
  conditions: readonly (Condition | undefined)[],
  known: KnownFacts,
  kinships: readonly Kinship[],
): Worlds | null {
  const asked = askedBy(conditions);
  const places = new Map(asked.comparisons.map((one, i) => [keyOf(one), i]));
  const parts: Part[] = [];
  let count = 1;
  for (const facts of partsOf(asked, kinships)) {
    const points = pointsOf(facts, asked, known, kinships);
    if (points === null) return null;
    const part = partOf(facts, points, asked, known);
    parts.push(part);
    count *= part.points.length;
    if (count > WORLDS_MAX) return null;
  }
  const truths = new Uint8Array(asked.comparisons.length);
  const choices = parts.map(() => 0);
  return {
    visit: (look) => visitAll(parts, choices, truths, look),
    point: () => new Map(choices.flatMap((choice, i) => [...(parts[i]?.points[choice] ?? [])])),
    truthOf: (condition) => evaluator(condition, truths, places),
  };
}

/** Facts that stand in one comparison or one kinship belong together. */
function partsOf(asked: Asked, kinships: readonly Kinship[]): readonly (readonly string[])[] {
  const parts: Set<string>[] = asked.facts.map((fact) => new Set([fact]));
  const join = (together: readonly string[]): void => {
    const touched = parts.filter((part) => together.some((fact) => part.has(fact)));
    const [first, ...others] = touched;
    for (const other of others) {
      for (const fact of other) first?.add(fact);
      parts.splice(parts.indexOf(other), 1);
    }
  };
  for (const { facts } of kinships) join(facts);
  for (const [fact, held] of asked.bounds)
    for (const { times } of held) if (times !== undefined) join([fact, times]);
  return parts.map((part) => [...part]);
}

function pointsOf(
  facts: readonly string[],
  asked: Asked,
  known: KnownFacts,
  kinships: readonly Kinship[],
): readonly Point[] | null {
  const related = kinships.filter((kin) => kin.facts.some((fact) => facts.includes(fact)));
  let points: readonly Point[] = [new Map()];
  for (const { points: given } of related) if (given !== undefined) points = product(points, given(asked));
  const made = new Set(points[0]?.keys() ?? []);
  const left = facts.filter((fact) => !made.has(fact));
  const scales = (fact: string): boolean =>
    [...asked.bounds.values()].some((held) => held.some(({ times }) => times === fact));
  const scaled = (fact: string): boolean =>
    (asked.bounds.get(fact) ?? []).some(({ times }) => times !== undefined);
  if (left.some((fact) => scales(fact) && scaled(fact))) return null;
  const ordered = [...left.filter(scales), ...left.filter((fact) => !scales(fact))];
  for (const fact of ordered) {
    points = points.flatMap((point) =>
      candidatesOf(fact, asked, known, point).map((value) => new Map([...point, [fact, value]])),
    );
    if (points.length > POINTS_MAX) return null;
  }
  return points.filter((point) => related.every(({ agree }) => agree === undefined || agree(point)));
}

function product(some: readonly Point[], others: readonly Point[]): readonly Point[] {
  return some.flatMap((one) => others.map((other) => new Map([...one, ...other])));
}

/** Vehicles that come out alike in every comparison are one. */
function partOf(facts: readonly string[], points: readonly Point[], asked: Asked, known: KnownFacts): Part {
  const mine = asked.comparisons.flatMap((one, i) => (facts.includes(one.fact) ? [i] : []));
  const distinct = new Map<string, { point: Point; outcome: readonly boolean[] }>();
  for (const point of points) {
    const values: ReadonlyMap<string, Fact> = new Map(
      [...point].map(([fact, value]): [string, Fact] => {
        return [fact, known.get(fact)?.kind === "number" ? numberFact(value, "") : textFact(value)];
      }),
    );
    const outcome = mine.map((place) => decideCondition(asked.comparisons[place], values).truth === "true");
    const key = outcome.join();
    if (!distinct.has(key)) distinct.set(key, { point, outcome });
  }
  const found = [...distinct.values()];
  return {
    points: found.map(({ point }) => point),
    outcomes: found.map(({ outcome }) => outcome),
    places: mine,
  };
}

/** Like an odometer: the first part turns fastest. */
function visitAll(parts: readonly Part[], choices: number[], truths: Uint8Array, look: () => boolean): void {
  if (parts.some(({ points }) => points.length === 0)) return;
  const choose = (i: number, choice: number): void => {
    choices[i] = choice;
    const { outcomes = [], places = [] } = parts[i] ?? {};
    for (const [bit, place] of places.entries()) truths[place] = outcomes[choice]?.[bit] === true ? 1 : 0;
  };
  for (const i of parts.keys()) choose(i, 0);
  for (;;) {
    if (look()) return;
    let i = 0;
    while (i < parts.length && (choices[i] ?? 0) + 1 === parts[i]?.points.length) choose(i++, 0);
    if (i === parts.length) return;
    choose(i, (choices[i] ?? 0) + 1);
  }
}

function evaluator(
  condition: Condition | undefined,
  truths: Uint8Array,
  places: ReadonlyMap<string, number>,
): () => boolean {
  if (condition === undefined) return () => true;
  if ("all" in condition) {
    const each = condition.all.map((one) => evaluator(one, truths, places));
    return () => each.every((holds) => holds());
  }
  if ("any" in condition) {
    const each = condition.any.map((one) => evaluator(one, truths, places));
    return () => each.some((holds) => holds());
  }
  if ("not" in condition) {
    const inner = evaluator(condition.not, truths, places);
    return () => !inner();
  }
  const place = places.get(keyOf(condition)) ?? -1;
  return () => truths[place] === 1;
}
