import { showable } from "../../core/door/characters.ts";
import { withMaskedIdentity } from "../../core/door/identity-document.ts";
import { EdgeError } from "../../errors.ts";
import { errnoWords } from "../disk/errno-words.ts";

/** What is wrong with a file, without the place: one sentence in each language. */
export interface Problem {
  readonly zh: string;
  readonly en: string;
}

const NAME_SHOWN = 200;
const SENTENCE_SHOWN = 700;

/** Line and column count from 1, columns in UTF-16 units as editors do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export function placeOf(text: string, offset: number): Place {
  let line = 1;
  let start = 0;
  for (;;) {
    const next = text.indexOf("\n", start);
    if (next < 0 || next >= offset) break;
    line++;
    start = next + 1;
  }
  return { line, column: Math.max(1, offset - start + 1) };
}

/** CONFIG_INVALID; context `{file, line, column, problem}`, message `file:line:column: sentence`. */
export function refusedAt(file: string, { line, column }: Place, problem: Problem): EdgeError {
  const name = showable(file, NAME_SHOWN);
  const clean = {
    zh: withMaskedIdentity(showable(problem.zh, SENTENCE_SHOWN)),
    en: withMaskedIdentity(showable(problem.en, SENTENCE_SHOWN)),
  };
  const context = { file, line, column, problem: clean };
  return new EdgeError("CONFIG_INVALID", `${name}:${line}:${column}: ${clean.en}`, context);
}

/** FILE_UNREADABLE; context `{file, problem}`. The words say what the system said. */
export function unreadable(file: string, cause: unknown): EdgeError {
  const name = showable(file, NAME_SHOWN);
  const words = errnoWords(cause);
  const problem = { zh: `不能读取 ${name}：${words.zh}。`, en: `Cannot read ${name}: ${words.en}.` };
  return new EdgeError("FILE_UNREADABLE", problem.en, { file, problem }, cause);
}
