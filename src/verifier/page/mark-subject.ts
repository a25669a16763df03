import { makeUpName } from "../../core/trade/words/vehicle-classes.ts";
import type { Sentence } from "./language.ts";
import type { MarkFacts } from "./mark-facts.ts";

const NUMERALS: Readonly<Record<string, string>> = { "1": "一", "2": "二", "3": "三", "4": "四" };

/** The class of the vehicle in words; of an exam, `C1/2`, which licence and which subject. */
export function ofWhat({ kind, of }: Pick<MarkFacts, "kind" | "of">): Sentence {
  const [licence, subject] = of.split("/");
  if (kind === "exam")
    return subject === undefined
      ? { zh: of, en: of }
      : { zh: `${licence} 科目${NUMERALS[subject] ?? subject}`, en: `${licence}, subject ${subject}` };
  return makeUpName(of);
}
