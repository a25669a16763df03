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

/** What is wrong at one key, without its name: `axles.0.position`. */
export interface KeyProblem {
  readonly path: string;
  readonly problem: Problem;
}

/** CONFIG_INVALID; context `{file, line, column, problem}`, and `at` where it is one key; message `file:line:column: sentence`. */
export function refusedAt(
  file: string,
  { line, column }: Place,
  problem: Problem,
  at: KeyProblem | null = null,
): EdgeError {
  const name = showable(file, NAME_SHOWN);
  const clean = shown(problem);
  const context = {
    ...{ file, line, column, problem: clean },
    ...(at === null ? {} : { at: { path: showable(at.path, NAME_SHOWN), problem: shown(at.problem) } }),
  };
  return new EdgeError("CONFIG_INVALID", `${name}:${line}:${column}: ${clean.en}`, context);
}

function shown({ zh, en }: Problem): Problem {
  return {
    zh: withMaskedIdentity(showable(zh, SENTENCE_SHOWN)),
    en: withMaskedIdentity(showable(en, SENTENCE_SHOWN)),
  };
}

/** FILE_UNREADABLE; context `{file, problem}`. The words say what the system said. */
export function unreadable(file: string, cause: unknown): EdgeError {
  const name = showable(file, NAME_SHOWN);
  const words = errnoWords(cause);
  const problem = { zh: `不能读取 ${name}：${words.zh}。`, en: `Cannot read ${name}: ${words.en}.` };
  return new EdgeError("FILE_UNREADABLE", problem.en, { file, problem }, cause);
}
