import { verdictName } from "../../core/trade/words/verdicts.ts";
import type { Verdict } from "../verdict.ts";
import type { Sentence } from "./language.ts";
import { type Fields, fieldsList, fieldsOf, instantOf, numberOf, textOf } from "./read-value.ts";
import { STACK_TEXTS } from "./texts-record.ts";

/** One entry of the journal, in a line. */
export interface EntryLine {
  readonly index: number;
  readonly type: string;
  readonly wallMs: number | null;
  readonly says: Sentence | null;
}

const LINES_MAX = 500;

/** The entries that a day or a bundle holds, in their order; none where it is not believed. */
export function entryLines({ content }: Verdict): readonly EntryLine[] {
  const entries = fieldsList(fieldsOf(content)?.entries ?? content);
  const withdrawn = new Set(entries.flatMap(({ withdraws }) => textOf(withdraws) ?? []));
  return entries.slice(0, LINES_MAX).map((listed, at) => lineOf(listed, at, withdrawn));
}

/** `withdrawn`: ids of records that another line withdraws, so that nobody reads "pass" in the line of what is not in force. */
function lineOf(listed: Fields, at: number, withdrawn: ReadonlySet<string>): EntryLine {
  const entry = fieldsOf(listed.entry);
  const verdict = textOf(listed.verdict);
  const sequence = numberOf(listed.sequence);
  const parts = [
    sequence === null ? null : same(String(sequence)),
    sameOrNull(textOf(entry?.job) ?? textOf(listed.job)),
    verdict === null ? null : verdictName(verdict),
    withdrawn.has(textOf(listed.record) ?? "") ? STACK_TEXTS.withdrawn : null,
    listed.isOfDay === false ? STACK_TEXTS.neighbour : null,
  ].filter((part) => part !== null);
  return {
    index: numberOf(listed.index) ?? at,
    type: textOf(entry?.type) ?? textOf(listed.kind) ?? "",
    wallMs: instantOf(fieldsOf(entry?.at)?.wallMs ?? listed.ended ?? listed.at),
    says:
      parts.length === 0
        ? null
        : { zh: parts.map(({ zh }) => zh).join(" · "), en: parts.map(({ en }) => en).join(" · ") },
  };
}

function same(text: string): Sentence {
  return { zh: text, en: text };
}

function sameOrNull(text: string | null): Sentence | null {
  return text === null ? null : same(text);
}
