import { isDecimalString, roundHalfUp } from "../quantities/exact.ts";
import { SEVERITY_CODES } from "../trade/words/severities.ts";
import { factsNamedIn } from "./condition.ts";
import type { KnownFacts, Slip } from "./condition-check.ts";
import { type Example, type ExampleFacts, type ExampleWord, type RuleExamples, wordOf } from "./example.ts";
import { type Fact, type Facts, numberFact, textFact } from "./fact.ts";
import type { Formula, MeasureResult } from "./measure.ts";
import { type Rule, type Ruling, rulingOf } from "./rule.ts";

type Path = readonly (string | number)[];

/** How the trade computes, and which facts follow from others. */
export interface Workings<Compute> {
  readonly formula: Formula<Compute>;
  readonly namesIn: (compute: Compute) => readonly string[];
  /** Facts that no example gives, for they follow from others: what each follows from. */
  readonly derived: ReadonlyMap<string, readonly string[]>;
  readonly withDerived: (given: Facts) => Facts;
  /** Whether the figure of a formula would be another one if this fact were. */
  readonly shows: (compute: Compute, name: string, facts: Facts) => boolean;
}

/** An example that came out as it is written. */
export interface Worked {
  readonly example: Example;
  readonly facts: Facts;
  readonly ruling: Ruling;
}

export interface Ran {
  readonly slips: readonly Slip[];
  readonly worked: readonly Worked[];
}

/** The examples of a rule, run by the function that judges. */
export function runExamples<Compute>(
  rule: Rule<Compute>,
  { usual, rows }: RuleExamples,
  at: Path,
  known: KnownFacts,
  workings: Workings<Compute>,
): Ran {
  const read = factsReadBy(rule, workings);
  const strange = slipsOfGiven(usual, [...at, "usual"], read, known);
  if (strange.length > 0) return { slips: strange, worked: [] };
  const slips: Slip[] = [];
  const worked: Worked[] = [];
  for (const [i, example] of rows.entries()) {
    const path = [...at, "rows", i];
    const own = slipsOfGiven(example.with ?? {}, [...path, "with"], read, known);
    slips.push(...own);
    if (own.length > 0) continue;
    const given = new Map<string, Fact>();
    for (const [name, value] of [...Object.entries(usual), ...Object.entries(example.with ?? {})])
      given.set(name, factGiven(name, value, known));
    const facts = workings.withDerived(given);
    const ruling = rulingOf(rule, facts, workings.formula);
    const slip = slipOfOutcome(example, path, rule.judges, ruling);
    if (slip === null) worked.push({ example, facts, ruling });
    else slips.push(slip);
  }
  return { slips, worked };
}

function factGiven(name: string, value: string, known: KnownFacts): Fact {
  const { kind = "text", unit = "" } = known.get(name) ?? {};
  return kind === "number" ? numberFact(value, unit) : textFact(value);
}

/** Whatever the rule takes from outside: what is derived is derived in an example too. */
function factsReadBy<Compute>(rule: Rule<Compute>, workings: Workings<Compute>): ReadonlySet<string> {
  const named = [
    ...factsNamedIn(rule.appliesWhen),
    ...factsNamedIn(rule.credibleWhen),
    ...rule.measures.flatMap(({ compute, limits }) => [
      ...workings.namesIn(compute),
      ...limits.flatMap(({ when }) => factsNamedIn(when)),
    ]),
  ];
  return new Set(named.flatMap((name) => (name === rule.id ? [] : (workings.derived.get(name) ?? [name]))));
}

function slipsOfGiven(
  given: ExampleFacts,
  at: Path,
  read: ReadonlySet<string>,
  known: KnownFacts,
): readonly Slip[] {
  return Object.entries(given).flatMap(([name, value]): Slip[] => {
    const path = [...at, name];
    if (!read.has(name)) return [{ path, message: `form:exampleFact:${[...read].join(", ")}` }];
    const { kind = "text", values = null } = known.get(name) ?? {};
    if (kind === "number") return isDecimalString(value) ? [] : [{ path, message: "form:decimal" }];
    if (values !== null && !values.includes(value))
      return [{ path, message: `form:factValue:${values.join(", ")}` }];
    return [];
  });
}

function slipOfOutcome(example: Example, at: Path, judges: boolean, ruling: Ruling): Slip | null {
  const written = wordOf(example);
  const word = wordFor(ruling, judges);
  const told = [example[written] ?? []].flat().map(String);
  const figures = ruling.results.map((result, i) => figureAs(told[i], result));
  const severity = severityOf(ruling, word);
  const same =
    written === word && (word === "aside" || figures.join() === told.join()) && example.severity === severity;
  if (same) return null;
  const comes = [word, ...(severity === undefined ? [] : [severity]), ...figures].join(" ");
  return { path: [...at, written], message: `form:exampleComes:${comes}` };
}

/** Rounded as the rule says, or with more digits: then it is what came before it was rounded, in which every digit of a fact shows. */
function figureAs(written: string | undefined, { value, unrounded }: MeasureResult): string {
  if (value === null || unrounded === null) return "-";
  const digits = digitsOf(written ?? "");
  return digits > digitsOf(value) && digits <= DIGITS_MAX ? roundHalfUp(unrounded, digits) : value;
}

const DIGITS_MAX = 18;

function digitsOf(text: string): number {
  const point = text.indexOf(".");
  return point < 0 ? 0 : text.length - point - 1;
}

function severityOf({ shown, measured }: Ruling, word: ExampleWord) {
  if (word !== "breaks" && word !== "keeps" && word !== "recorded" && word !== "beyond") return undefined;
  const severity = measured === "pass" || measured === "fail" ? (shown?.severity ?? null) : null;
  return SEVERITY_CODES.find((code) => code === severity);
}

/** What came of it in one word. */
export function wordFor({ applies, measured, doubt, results }: Ruling, judges: boolean): ExampleWord {
  if (applies.truth === "false") return "aside";
  if (applies.truth === "undecided") return "missing";
  return wordOfMeasures(
    measured,
    doubt?.code === "CREDIBLE_DEPENDS" ? "missing" : doubt === null ? null : "doubted",
    judges,
    results.some(({ row }) => row?.notInBook === true),
  );
}

export function wordOfMeasures(
  measured: Ruling["measured"],
  doubt: "doubted" | "missing" | null,
  judges: boolean,
  notInBook: boolean,
): ExampleWord {
  if (doubt !== null) return doubt;
  switch (measured) {
    case "pass":
      return judges ? "keeps" : "recorded";
    case "fail":
      return judges ? "breaks" : "beyond";
    case "not-applicable":
      return "notJudged";
    case "undecided":
      return notInBook ? "notInBook" : "missing";
  }
}
