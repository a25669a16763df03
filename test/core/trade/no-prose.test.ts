import { parseAst, transformWithEsbuild } from "vite";
import { describe, expect, test } from "vitest";
import { readSource, sourceFiles } from "../../support/source-tree.ts";

/**
 * Goal: nobody is told anything that has no code. A literal with three words, or with any Chinese, stands only in the rows and
 * words of src/core/trade, and where no person at a station reads it.
 */
const FOLDERS = ["src/core", "src/protocols", "firmware-bridge", "src/station"];

/** Each with its reason. */
const ALLOWED: readonly (readonly [RegExp, string])[] = [
  [/^src\/core\/trade\//, "the home of all sentences and words"],
  [
    /^src\/core\/door\/(?:dossier-|rulebook-|example-|file-)?forms\.ts$/,
    "the home of what a text from outside must look like, in both languages",
  ],
  [/^src\/core\/door\/plate\.ts$/, "the characters of plates are Chinese"],
  [/^src\/core\/rules\/limit-words\.ts$/, "the home of how a bound is read"],
  [/\/manifest\.ts$/, "the description of an instrument model is its data, in both languages"],
  [
    /^src\/core\/journal\/recovery-table\.ts$/,
    "the words of a table in docs; they are said in EdgeErrors only",
  ],
  [/^src\/core\/outages\/outage-limits\.ts$/, "where each limit comes from: data of a table in docs"],
  [/^src\/core\/evidence\/appeal-page\.ts$/, "markup of a page, by which its blocks are found"],
  [/^src\/station\/fault-line\.ts$/, "what the log says of an error"],
];

/** Calls whose texts are for whoever mends the software, or have a home of their own. */
const CALLS: Readonly<Record<string, string>> = {
  assert: "a broken invariant of ours",
  AssertionFailure: "a broken invariant of ours",
  describe: "documentation of a schema",
  EdgeError: "an operating failure, listed with its code in src/errors.ts",
  namesIn: "names of parameters, which a program compares",
  guarded: "what the log says when a call to the outside throws",
  stray: "what the log says of messages that mean nothing",
  start: "the name of a timer",
};
const LOGS = /(?:^|\.)#?(?:log\.(?:debug|info|warn|error|fault)|decision\.log)$/;

const WORDS_MIN = 3;
const HAN = /\p{Script=Han}/u;

type Node = Readonly<Record<string, unknown>> & { readonly type: string };

/** Sentences of a file, each with its line. Types are taken off first: they tell nobody anything. */
async function proseIn(path: string, text: string): Promise<string[]> {
  const { code } = await transformWithEsbuild(text, path, {
    loader: "ts",
    target: "esnext",
    sourcemap: false,
  });
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isNode(value) || isExempt(value, code)) return;
    const literal = literalText(value);
    if (literal !== null && isProse(literal)) found.push(`${path}: ${JSON.stringify(literal)}`);
    Object.values(value).forEach(visit);
  };
  visit(parseAst(code));
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function isExempt(node: Node, code: string): boolean {
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return false;
  const { start, end } = node.callee as { start: number; end: number };
  const called = code.slice(start, end);
  return Object.hasOwn(CALLS, called.split(".").at(-1) ?? "") || LOGS.test(called);
}

/** What stands between the expressions of a template is one text. */
function literalText(node: Node): string | null {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : null;
  if (node.type !== "TemplateLiteral") return null;
  const parts = node.quasis as { value: { cooked: string } }[];
  return parts.map(({ value }) => value.cooked).join("0");
}

function isProse(text: string): boolean {
  return HAN.test(text) || text.split(/\s+/).filter((word) => /[A-Za-z]{2}/.test(word)).length >= WORDS_MIN;
}

describe("sentences stand in one place", () => {
  const every = sourceFiles(...FOLDERS);
  const files = every.filter((path) => !ALLOWED.some(([at]) => at.test(path)));

  test("no file of core, protocols, boards or station has one of its own; it is a row of src/core/trade", async () => {
    const found = await Promise.all(files.map((path) => proseIn(path, readSource(path))));
    expect(found.flat()).toEqual([]);
  });

  test("every exception is still needed", async () => {
    for (const [at] of ALLOWED) {
      const found = await Promise.all(
        every.filter((path) => at.test(path)).map((path) => proseIn(path, readSource(path))),
      );
      expect([at.source, found.flat().length > 0]).toEqual([at.source, true]);
    }
  });

  test.each([
    ['const a = "the scale is silent";', true],
    ["const a = `the $" + "{role} is silent`;", true],
    ['const a = "无数据";', true],
    ['reject(reason("NOT_KNOWN", {}), `a b $' + "{c} of d`);", false],
    ['reject("the $' + '{c} of the lane");', true],
    ['assert(a, "an item that was started runs");', false],
    ['throw new EdgeError("USAGE", "needs one FILE after it.");', false],
    ['options.log.warn("the line is lost again");', false],
    ['type A = "some words not read";', false],
    ['const a = "brake.start";', false],
  ])("%s", async (code, refused) => {
    expect((await proseIn("a.ts", code)).length > 0).toBe(refused);
  });
});
