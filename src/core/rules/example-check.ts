import type { Condition, Decided } from "./condition.ts";
import type { KnownFacts, Slip } from "./condition-check.ts";
import {
  type Case,
  canBeShown,
  type Gap,
  gapsOf,
  type Leaf,
  type Read,
  readCondition,
  slipOfGap,
  type Truths,
  truthsOf,
} from "./condition-cover.ts";
import type { Worlds } from "./condition-worlds.ts";
import { type FiguresBeside, slipsOfBounds } from "./example-bounds.ts";
import { slipsOfIdle } from "./example-idle.ts";
import { runExamples, type Worked, type Workings, wordOfMeasures } from "./example-run.ts";
import { type Facts, numberFact } from "./fact.ts";
import { heldAgainst, type LimitRow, selectLimitsBy } from "./limit.ts";
import { anyMeasure } from "./measure.ts";
import { type Rule, shownOf } from "./rule.ts";

type Path = readonly (string | number)[];

export interface ExampleSite<Compute> {
  readonly known: KnownFacts;
  /** Of whom the rule is asked at all. */
  readonly applies: readonly (Condition | undefined)[];
  readonly worldsOf: (conditions: readonly (Condition | undefined)[]) => Worlds | null;
  readonly workings: Workings<Compute>;
  readonly figuresBeside: FiguresBeside<Compute>;
  /** Inputs of the formula that nothing would notice to be others. */
  readonly slipsOfInputs: (rule: Rule<Compute>, worked: readonly Worked[], at: Path) => readonly Slip[];
}

/**
 * Worked examples of a rule: each comes out as it is written, and together they leave nothing of the rule that could be written
 * otherwise unseen. What no vehicle can show is not asked for.
 */
export function slipsOfExamples<Compute>(
  rule: Rule<Compute>,
  at: Path,
  site: ExampleSite<Compute>,
): readonly Slip[] {
  const { examples } = rule;
  if (examples === undefined) return [{ path: [...at, "examples"], message: "form:examplesNeeded" }];
  const { slips, worked } = runExamples(rule, examples, [...at, "examples"], site.known, site.workings);
  if (slips.length > 0) return slips;
  return [
    ...slipsOfBounds(rule, judged(worked), at, site.figuresBeside),
    ...gapsOfApplying(rule, worked, at, site),
    ...rule.measures.flatMap((_, m) => gapsOfTables(rule, m, worked, at, site)),
    ...gapsOfBelief(rule, worked, at, site),
    ...site.slipsOfInputs(rule, worked, at),
    ...slipsOfIdle(rule, examples, worked, [...at, "examples"], site.known, site.workings),
  ];
}

/** Those in which the rule says something of a vehicle. */
function judged(worked: readonly Worked[]): readonly Worked[] {
  return worked.filter(({ ruling }) => ruling.applies.truth === "true" && ruling.doubt === null);
}

/** What the leaves of a decision come to, for a world in which it is asked; null where it is not. */
type Told = (truths: Truths) => string;

/** The gaps that some vehicle could close, as slips. */
export function slipsOfGaps(
  leaves: readonly Leaf[],
  cases: readonly Case[],
  applies: readonly (Condition | undefined)[],
  told: Told,
  { known, worldsOf }: Pick<ExampleSite<unknown>, "known" | "worldsOf">,
): readonly Slip[] {
  const gaps = gapsOf(leaves, cases, known);
  if (gaps.length === 0) return [];
  const members = gaps.flatMap(({ leaf, wanted }): Condition[] =>
    wanted.kind === "member" ? [{ fact: leaf.comparison.fact, equals: wanted.value }] : [],
  );
  const worlds = worldsOf([...applies, ...leaves.map(({ comparison }) => comparison), ...members]);
  const asked = worlds === null ? [] : applies.map((one) => worlds.truthOf(one));
  const toldHere = (truths: Truths): string | null => (asked.every((met) => met()) ? told(truths) : null);
  return gaps.filter((gap: Gap) => canBeShown(gap, leaves, worlds, toldHere)).map(slipOfGap);
}

export function caseOf(leaves: readonly Leaf[], facts: Facts, told: Told): readonly Case[] {
  const truths = truthsOf(leaves, facts);
  return truths === null ? [] : [{ facts, truths, told }];
}

function gapsOfApplying<Compute>(
  { appliesWhen }: Rule<Compute>,
  worked: readonly Worked[],
  at: Path,
  site: ExampleSite<Compute>,
): readonly Slip[] {
  const read = readCondition(appliesWhen, [...at, "appliesWhen"]);
  const told: Told = (truths) => String(read.holds(truths, 0));
  const cases = worked.flatMap(({ facts }) => caseOf(read.leaves, facts, told));
  return slipsOfGaps(read.leaves, cases, site.applies, told, site);
}

function gapsOfBelief<Compute>(
  { id, appliesWhen, credibleWhen }: Rule<Compute>,
  worked: readonly Worked[],
  at: Path,
  site: ExampleSite<Compute>,
): readonly Slip[] {
  const read = readCondition(credibleWhen, [...at, "credibleWhen"]);
  const told: Told = (truths) => String(read.holds(truths, 0));
  const cases = worked.flatMap(({ facts, ruling: { measured, shown } }) => {
    if (measured !== "pass" && measured !== "fail") return [];
    const value = shown?.value ?? null;
    const all = value === null ? facts : new Map([...facts, [id, numberFact(value, shown?.unit ?? "")]]);
    return caseOf(read.leaves, all, told);
  });
  return slipsOfGaps(read.leaves, cases, [...site.applies, appliesWhen], told, site);
}

/** The conditions of a measure's rows matter where another row would say something else of the figure. */
function gapsOfTables<Compute>(
  rule: Rule<Compute>,
  m: number,
  worked: readonly Worked[],
  at: Path,
  site: ExampleSite<Compute>,
): readonly Slip[] {
  const limits = rule.measures[m]?.limits ?? [];
  const rows = new Map<LimitRow, { readonly read: Read; readonly offset: number }>();
  const leaves: Leaf[] = [];
  for (const [r, row] of limits.entries()) {
    const read = readCondition(row.when, [...at, "measures", m, "limits", r, "when"]);
    rows.set(row, { read, offset: leaves.length });
    leaves.push(...read.leaves);
  }
  if (leaves.length === 0) return [];
  const decided =
    (truths: Truths) =>
    (row: LimitRow): Decided => {
      const { read, offset } = rows.get(row) ?? { read: readCondition(undefined, []), offset: 0 };
      return { truth: read.holds(truths, offset) ? "true" : "false", missing: [] };
    };
  const cases = judged(worked).flatMap(({ facts, ruling: { results } }) =>
    caseOf(leaves, facts, (truths) => {
      const held = heldAgainst(selectLimitsBy(limits, decided(truths)), results[m]?.value ?? null);
      const all = results.map((one, i) => (i === m ? held : one));
      const measured = anyMeasure(all.map(({ outcome }) => outcome));
      const notInBook = all.some(({ row }) => row?.notInBook === true);
      const severity = shownOf(all, measured)?.severity ?? "";
      return `${wordOfMeasures(measured, null, rule.judges, notInBook)} ${severity}`;
    }),
  );
  const told: Told = (truths) =>
    JSON.stringify(
      selectLimitsBy(limits, decided(truths)).map((one) =>
        // Not in the book and in no row at all are both undecided.
        one.kind === "undecided" ? [] : [one.row.atLeast, one.row.atMost, one.row.notJudged],
      ),
    );
  return slipsOfGaps(leaves, cases, [...site.applies, rule.appliesWhen], told, site);
}
