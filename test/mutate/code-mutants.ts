import { readFileSync } from "node:fs";
import { transformWithEsbuild } from "vite";
import { sourceFiles } from "../support/source-tree.ts";
import { type Mutant, positionOf } from "./mutant.ts";

/** A change of one operator or literal of a module, with the whole module as it reads then. */
export interface CodeMutant extends Mutant {
  readonly changed: string;
  readonly original: string;
}

/**
 * Operators stand between spaces, as the formatter writes them; what has none (generics, arrows) is none. The number
 * behind `??` is the value of a place that is always filled: only the type checker wants it, so it is left alone.
 */
const SWAPS: readonly (readonly [pattern: RegExp, after: (found: string) => string | null])[] = [
  [/(?<= )(?:<|<=|>|>=|===|!==|&&|\|\||\+|-|\*|\/|\?\?)(?= )/g, swapped],
  [/\b(?:true|false)\b/g, (word) => (word === "true" ? "false" : "true")],
  [/(?<!\?\? )(?<![\w.$#"'])\d[\d_]*(?:\.\d+)?(?:e\d+)?n?(?![\w.])/g, numberMoved],
  [/(?<=\.)(?:some|every|find|findLast|findIndex|shift|pop|push|unshift|min|max)(?=\()/g, methodSwapped],
  [/(?<=[(\s,!])!(?=[\w(#])/g, () => ""],
  [/(?<=\bif )\(/g, () => "(!"],
];

const OPERATORS: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "??": "&&",
};

const METHODS: Readonly<Record<string, string>> = {
  some: "every",
  every: "some",
  find: "findLast",
  findLast: "find",
  findIndex: "findLastIndex",
  shift: "pop",
  pop: "shift",
  push: "unshift",
  unshift: "push",
  min: "max",
  max: "min",
};

function swapped(operator: string): string | null {
  return OPERATORS[operator] ?? null;
}

function methodSwapped(name: string): string | null {
  return METHODS[name] ?? null;
}

/** One unit of the last decimal more. */
function numberMoved(text: string): string | null {
  if (text.endsWith("n")) return `${BigInt(text.slice(0, -1).replaceAll("_", "")) + 1n}n`;
  const plain = text.replaceAll("_", "");
  if (plain.includes("e")) return `${plain.split("e")[0]}1e${plain.split("e")[1]}`;
  const decimals = plain.split(".")[1]?.length ?? 0;
  return (Number(plain) + 10 ** -decimals).toFixed(decimals);
}

/** Same length, comments and texts blanked: what is left is code. */
function blanked(text: string): string {
  const hidden = (found: string): string => found.replace(/[^\n]/g, " ");
  return text
    .replace(/\/\*[\s\S]*?\*\/|(?<![:"'`\\])\/\/[^\n]*/g, hidden)
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, hidden)
    .replace(/^import\b[\s\S]*?;$/gm, hidden);
}

async function compiled(file: string, text: string): Promise<string | null> {
  try {
    const { code } = await transformWithEsbuild(text, file, { target: "esnext", sourcemap: false });
    return code;
  } catch {
    // A change that is no program any more says nothing of the tests.
    return null;
  }
}

export async function codeMutantsOf(file: string): Promise<CodeMutant[]> {
  const text = readFileSync(file, "utf8");
  const code = blanked(text);
  const plain = await compiled(file, text);
  const mutants: CodeMutant[] = [];
  for (const [pattern, change] of SWAPS) {
    for (const found of code.matchAll(pattern)) {
      const before = found[0];
      const after = change(before);
      const offset = found.index;
      if (after === null) continue;
      const changed = changedAt(text, offset, before, after);
      const result = changed === null ? null : await compiled(file, changed);
      // Types are no code: a change that is gone once they are stripped is none.
      if (changed === null || result === null || result === plain) continue;
      const shown = after === "" ? "(nothing)" : after;
      mutants.push({ file, ...positionOf(text, offset), before, after: shown, changed, original: text });
    }
  }
  return mutants.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** `if (x)` is turned round as a whole, so its bracket has to be found. */
function changedAt(text: string, offset: number, before: string, after: string): string | null {
  if (after !== "(!") return `${text.slice(0, offset)}${after}${text.slice(offset + before.length)}`;
  let depth = 0;
  for (let at = offset; at < text.length; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")" && --depth === 0)
      return `${text.slice(0, offset)}(!(${text.slice(offset + 1, at)}))${text.slice(at + 1)}`;
  }
  return null;
}

export async function codeMutants(targets: readonly string[]): Promise<CodeMutant[]> {
  const files = sourceFiles("src").filter((file) =>
    targets.some((target) => file === target || file.startsWith(`${target}/`)),
  );
  return (await Promise.all(files.map(codeMutantsOf))).flat();
}
