import { factsNamedIn } from "./condition.ts";
import type { KnownFacts, Slip } from "./condition-check.ts";
import { isNear, type Leaf, readCondition } from "./condition-cover.ts";
import type { RuleExamples } from "./example.ts";
import type { Worked, Workings } from "./example-run.ts";
import { type Facts, numberFact } from "./fact.ts";
import type { Rule } from "./rule.ts";

type Path = readonly (string | number)[];

/**
 * Numbers of examples that say nothing: every one shows in the figure, or stands at a bound of the rule or next to it, or is 0. So
 * no example is blunt, and a number of one that is written wrong is noticed as one of the rule is.
 */
export function slipsOfIdle<Compute>(
  rule: Rule<Compute>,
  examples: RuleExamples,
  worked: readonly Worked[],
  at: Path,
  known: KnownFacts,
  workings: Workings<Compute>,
): readonly Slip[] {
  const read = leavesByFact(rule, workings);
  const idle = (name: string, value: string, { facts, ruling }: Worked): boolean => {
    if (known.get(name)?.kind !== "number" || value === "0") return false;
    const computed = ruling.results.length > 0;
    if (computed && rule.measures.some(({ compute }) => workings.shows(compute, name, facts))) return false;
    const leaves = read.get(name) ?? [];
    if (leaves.some(({ comparison }) => isNear(comparison, facts, known))) return false;
    const shown = ruling.shown?.value ?? null;
    if (shown === null || !leaves.some(({ comparison }) => factsNamedIn(comparison).includes(rule.id)))
      return true;
    const all: Facts = new Map([...facts, [rule.id, numberFact(shown, "")]]);
    return !leaves.some(({ comparison }) => isNear(comparison, all, known));
  };
  const usual = Object.entries(examples.usual).flatMap(([name, value]): Slip[] => {
    const taking = worked.filter(({ example }) => example.with?.[name] === undefined);
    const path = [...at, "usual", name];
    if (taking.length === 0) return [{ path, message: "form:exampleUsual" }];
    return taking.every((one) => idle(name, value, one)) ? [{ path, message: "form:exampleIdle" }] : [];
  });
  const own = worked.flatMap((one, i) =>
    Object.entries(one.example.with ?? {}).flatMap(([name, value]): Slip[] => {
      const path = [...at, "rows", i, "with", name];
      if (examples.usual[name] === value) return [{ path, message: "form:exampleUsual" }];
      return idle(name, value, one) ? [{ path, message: "form:exampleIdle" }] : [];
    }),
  );
  return [...usual, ...own];
}

/** Which comparisons a fact has a part in. */
function leavesByFact<Compute>(rule: Rule<Compute>, { derived }: Workings<Compute>): Map<string, Leaf[]> {
  const conditions = [
    rule.appliesWhen,
    rule.credibleWhen,
    ...rule.measures.flatMap(({ limits }) => limits.map(({ when }) => when)),
  ];
  const found = new Map<string, Leaf[]>();
  for (const condition of conditions)
    for (const leaf of readCondition(condition, []).leaves)
      for (const name of factsNamedIn(leaf.comparison).flatMap((one) => derived.get(one) ?? [one]))
        found.set(name, [...(found.get(name) ?? []), leaf]);
  return found;
}
