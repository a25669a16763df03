import { BUNDLE_WORDS } from "./words/bundle-words.ts";
import { CHECKED_WORDS } from "./words/checked-words.ts";
import { FORM_WORDS } from "./words/form-words.ts";
import { MARK_WORDS_TOLD } from "./words/mark-words.ts";
import { REDACTED_WORDS } from "./words/redacted-words.ts";
import { VERIFICATION_WORDS } from "./words/verification-words.ts";
import type { Sentence, Told } from "./words/word-shape.ts";

export type { Told } from "./words/word-shape.ts";

const WORDS = {
  ...FORM_WORDS,
  ...VERIFICATION_WORDS,
  ...MARK_WORDS_TOLD,
  ...BUNDLE_WORDS,
  ...REDACTED_WORDS,
  ...CHECKED_WORDS,
};

export type Code = keyof typeof WORDS;
export type ParamsOf<C extends Code> = Readonly<Parameters<(typeof WORDS)[C]>[0]>;

export const CODES = Object.keys(WORDS) as readonly Code[];

/** With its sentences. A `because` is kept by its code and figures alone. */
export function tell<C extends Code>(code: C, params: ParamsOf<C>): Told {
  const row = WORDS[code] as unknown as (params: ParamsOf<C>) => Sentence;
  const { zh, en } = row(params);
  return { code, params: bare(params), zh, en };
}

function bare(params: Readonly<Record<string, unknown>>): Told["params"] {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, name === "because" ? codeOf(value as Told) : value]),
  );
}

function codeOf({ code, params }: Told): Pick<Told, "code" | "params"> {
  return { code, params };
}

/** Ends what is being checked; caught by whoever began it. */
export class Refused extends Error {
  readonly told: Told;

  constructor(told: Told) {
    super(told.en);
    this.told = told;
  }
}

export function refuse<C extends Code>(code: C, params: ParamsOf<C>): never {
  throw new Refused(tell(code, params));
}

/** The same after a more exact reason: `wrap` says of what it is. */
export function within<Value>(make: () => Value, wrap: (because: Told) => Told): Value {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof Refused) throw new Refused(wrap(cause.told));
    throw cause;
  }
}

export function refusalOf<Value>(make: () => Value): Value | Told {
  try {
    return make();
  } catch (cause) {
    if (cause instanceof Refused) return cause.told;
    throw cause;
  }
}
