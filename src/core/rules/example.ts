import { z } from "zod";
import { isDecimalString } from "../quantities/exact.ts";
import { SEVERITY_CODES, type Severity } from "../trade/words/severities.ts";

/**
 * What comes of a rule: `keeps` or `breaks` its limit; of one that decides nothing `recorded`, or `beyond` a limit that is told; `doubted`
 * figures that cannot be believed; a row that is `notJudged` or `notInBook`; a rule that stands `aside`; a datum that is `missing`.
 */
export const EXAMPLE_WORDS = [
  ...(["keeps", "breaks", "recorded", "beyond", "doubted", "notJudged", "notInBook"] as const),
  ...(["aside", "missing"] as const),
] as const;
export type ExampleWord = (typeof EXAMPLE_WORDS)[number];

/**
 * Of each measure the figure, `-` where there is none; one text where there is one measure. With more digits than the rule rounds to
 * it is the figure before rounding.
 */
const figure = z.string().refine((text) => text === "-" || isDecimalString(text), "form:decimal");
const figures = z.union([figure, z.array(figure).min(2)]);
export type ExampleFigures = z.output<typeof figures>;

/** By the names of facts: a decimal in its unit, or a word. */
const exampleFacts = z.record(z.string().min(1), z.string().min(1));
export type ExampleFacts = Readonly<Record<string, string>>;

const outcomes = {
  keeps: figures.optional(),
  breaks: figures.optional(),
  recorded: figures.optional(),
  beyond: figures.optional(),
  doubted: figures.optional(),
  notJudged: figures.optional(),
  notInBook: figures.optional(),
  aside: z.literal(true).optional(),
  missing: figures.optional(),
} satisfies Record<ExampleWord, z.ZodType>;

const exampleSchema = z
  .strictObject({
    ...outcomes,
    /** Of what is broken, where the table grades. */
    severity: z.enum(SEVERITY_CODES).optional(),
    /** What differs from the `usual` facts. */
    with: exampleFacts.optional(),
  })
  .refine((one) => EXAMPLE_WORDS.filter((word) => one[word] !== undefined).length === 1, "form:exampleWord");

export type Example = Readonly<
  Partial<Record<Exclude<ExampleWord, "aside">, ExampleFigures | undefined>> & {
    aside?: true | undefined;
    severity?: Severity | undefined;
    with?: ExampleFacts | undefined;
  }
>;

const ROWS_MAX = 200;

/** Facts of every example unless it says otherwise, and the examples. */
export const ruleExamplesSchema = z.strictObject({
  usual: exampleFacts,
  rows: z.array(exampleSchema).min(1).max(ROWS_MAX),
});

export interface RuleExamples {
  readonly usual: ExampleFacts;
  readonly rows: readonly Example[];
}

export function wordOf(example: Example): ExampleWord {
  return EXAMPLE_WORDS.find((word) => example[word] !== undefined) ?? "missing";
}
