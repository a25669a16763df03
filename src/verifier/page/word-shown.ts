import { verdictName } from "../../core/trade/words/verdicts.ts";
import type { Verdict } from "../verdict.ts";
import type { Sentence } from "./language.ts";
import { documentIn, textOf } from "./read-value.ts";
import { RECORD_TEXTS } from "./texts-record.ts";
import { isTrial } from "./trial.ts";
import { REPLACED_WORD, TRIAL_WORD, WITHDRAWN_WORD, WORDS, type WordShown } from "./words.ts";

export interface Headline {
  readonly word: WordShown;
  /** In smaller letters below it. */
  readonly below: Sentence | null;
}

/** What stands over an answer, so that a glance at it is never better than all of it. */
export function headlineOf(verdict: Verdict): Headline {
  const word = WORDS[verdict.word];
  if (word.tone !== "good") return { word, below: null };
  const outcome = outcomeOf(verdict);
  const below = outcome === null ? null : said(outcome);
  if (isTrial(verdict)) return { word: TRIAL_WORD, below };
  const { state, withdraws, withdrawnBy, withdrawalPending } = verdict.facts;
  const isPending = withdrawalPending === true;
  if (
    state === "withdrawn" ||
    isPending ||
    [withdraws, withdrawnBy].some((record) => textOf(record) !== null)
  )
    return { word: WITHDRAWN_WORD, below: word };
  if (state === "superseded") return { word: REPLACED_WORD, below: word };
  // Green is for what is good: that a record is genuine does not make it a pass.
  return outcome === null || outcome === "pass"
    ? { word, below }
    : { word: { ...word, tone: "genuine" }, below };
}

function outcomeOf({ kind, facts, content }: Verdict): string | null {
  return kind === "mark" ? null : (textOf(facts.verdict) ?? textOf(documentIn(content)?.verdict));
}

function said(outcome: string): Sentence {
  const { zh, en } = verdictName(outcome);
  return { zh: `${RECORD_TEXTS.result.zh}：${zh}`, en: `${RECORD_TEXTS.result.en}: ${en}` };
}
