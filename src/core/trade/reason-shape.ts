/** One thing said in each language of the house. */
export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

/** JSON: a figure, a word of the trade by its code, what a person typed, or another reason that this one rests on. */
export type ReasonParam = string | number | boolean | null | AnyReason | readonly ReasonParam[];

/** A reason of any area or age, as a journal or a record holds it. Inside the house `Reason` of reasons.ts is the closed union. */
export interface AnyReason {
  readonly code: string;
  readonly params: Readonly<Record<string, ReasonParam>>;
}

/** A reason with what it says: the form in which records, messages and answers carry it. */
export interface Told extends AnyReason, Sentence {}

/** Given to each row, so that a reason can say the reasons it rests on. */
export type Say = (reason: AnyReason) => Sentence;

/** One row a code: how its parameters become a sentence. Rows of one area stand in one file of reasons/. */
export type ReasonRows = Readonly<Record<string, (params: never, say: Say) => Sentence>>;

/** For rows without parameters. */
export type None = Record<never, never>;

/** Several reasons in one sentence, in the order given. */
export function sayAll(reasons: readonly AnyReason[], say: Say): Sentence {
  const said = reasons.map(say);
  return { zh: said.map(({ zh }) => zh).join("；"), en: said.map(({ en }) => en).join("; ") };
}
