import { Composer, type Document, isMap, isNode, isScalar, isSeq, type ParsedNode, Parser } from "yaml";
import type { ParsedDocument, Path } from "./parsed-document.ts";
import { nameOf } from "./parsed-document.ts";
import type { Problem } from "./refusal.ts";
import { scanYaml } from "./yaml-scan.ts";

export type YamlRead =
  | { readonly kind: "read"; readonly document: ParsedDocument }
  | { readonly kind: "refused"; readonly at: number; readonly problem: Problem };

/** What a text of many small entries costs is bounded with their number. */
export const NODES_MAX = 100_000;
const TOKENS_OF_NODE = 4;
const DEPTH_MAX = 32;

/** YAML 1.2, the plain part of it that JSON has too. `body` has no byte order mark and no controls. Never throws. */
export function readYaml(body: string, nodesMax: number = NODES_MAX): YamlRead {
  try {
    const scan = scanYaml(body, nodesMax * TOKENS_OF_NODE);
    if (scan.refused !== null) return { kind: "refused", ...scan.refused };
    if (!scan.hasContent) return refused(0, { zh: "文件是空的。", en: "the document is empty." });
    const document = compose(body);
    const value = new Values(nodesMax).of(document.contents, []);
    return { kind: "read", document: new YamlTree(document, body, value) };
  } catch (cause) {
    if (cause instanceof Refusal) return refused(cause.at, cause.problem);
    const name = cause instanceof Error ? cause.name : "Error";
    return refused(0, {
      zh: `文件不能按 YAML 读取（${name}）。`,
      en: `the file cannot be read as YAML (${name}).`,
    });
  }
}

function refused(at: number, problem: Problem): YamlRead {
  return { kind: "refused", at, problem };
}

class Refusal extends Error {
  readonly at: number;
  readonly problem: Problem;

  constructor(at: number, problem: Problem) {
    super(problem.en);
    this.at = at;
    this.problem = problem;
  }
}

function compose(body: string): Document.Parsed {
  const composer = new Composer<ParsedNode>({ uniqueKeys: false, prettyErrors: false });
  // The composer would collect every error of a file of commas; the first one is told. It is kept, for what is thrown here
  // is caught on its way and reported again as an error of whatever stands around it.
  let first: Refusal | null = null;
  Reflect.set(composer, "onError", (source: unknown, code: string, message: string, warning?: boolean) => {
    if (warning === true) return;
    first ??= new Refusal(startOf(source), syntaxProblem(code, message));
    throw first;
  });
  const documents: Document.Parsed[] = [];
  for (const token of new Parser().parse(body)) {
    if (token.type === "error")
      throw new Refusal(token.offset, syntaxProblem("UNEXPECTED_TOKEN", token.message));
    documents.push(...composer.next(token));
  }
  documents.push(...composer.end(true, body.length));
  const [document, second] = documents;
  const error = document?.errors[0];
  if (document === undefined || error !== undefined)
    throw new Refusal(error?.pos[0] ?? 0, syntaxProblem(error?.code ?? "", error?.message ?? "no document"));
  if (second !== undefined)
    throw new Refusal(second.range[0], {
      zh: "一个文件只能有一个文档。",
      en: "a file holds one document only.",
    });
  return document;
}

function startOf(source: unknown): number {
  if (typeof source === "number") return source;
  if (Array.isArray(source)) return typeof source[0] === "number" ? source[0] : 0;
  if (typeof source !== "object" || source === null || !("offset" in source)) return 0;
  return typeof source.offset === "number" ? source.offset : 0;
}

const SYNTAX_ZH: Readonly<Record<string, string>> = {
  BAD_INDENT: "缩进不对",
  TAB_AS_INDENT: "不能用制表符缩进",
  MISSING_CHAR: "缺少字符（如引号、括号、逗号或冒号）",
  UNEXPECTED_TOKEN: "此处出现了不该有的内容",
  BAD_DQ_ESCAPE: "双引号文本中有无效的转义",
  BLOCK_IN_FLOW: "括号内不能用缩进写法",
  BLOCK_AS_IMPLICIT_KEY: "键名和值的写法不对（可能缺少引号）",
  MULTILINE_IMPLICIT_KEY: "键名不能跨行（可能缺少冒号或引号）",
  KEY_OVER_1024_CHARS: "键名太长",
  BAD_SCALAR_START: "文本不能以此字符开头，请加引号",
};

function syntaxProblem(code: string, message: string): Problem {
  const [first = ""] = message.split("\n");
  const words = first.replace(/ at line \d+, column \d+:?$/, "").replace(/\.$/, "");
  return {
    zh: `YAML 语法错误：${SYNTAX_ZH[code] ?? words}。`,
    en: `${words === "" ? "broken syntax" : words}.`,
  };
}

/** Plain values out of nodes, counting them; nothing is taken over that JSON could not say. */
class Values {
  #count = 0;
  readonly #nodesMax: number;

  constructor(nodesMax: number) {
    this.#nodesMax = nodesMax;
  }

  of(node: unknown, path: Path): unknown {
    const at = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    if (++this.#count > this.#nodesMax)
      throw new Refusal(at, { zh: "内容项太多。", en: "too many entries." });
    if (path.length > DEPTH_MAX)
      throw new Refusal(at, {
        zh: `嵌套太深，最多 ${DEPTH_MAX} 层。`,
        en: `nested too deeply, ${DEPTH_MAX} levels at most.`,
      });
    if (node === null || node === undefined) return null;
    if (isScalar(node)) return this.#scalar(node.value, at);
    if (isSeq(node)) return node.items.map((item, index) => this.of(item, [...path, index]));
    if (isMap(node)) return this.#table(node.items, path, at);
    throw new Refusal(at, { zh: "此处的内容不能读取。", en: "what stands here cannot be read." });
  }

  #scalar(value: unknown, at: number): unknown {
    if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value;
    throw new Refusal(at, { zh: "此处的值不能读取。", en: "the value here cannot be read." });
  }

  #table(
    items: readonly { key: unknown; value: unknown }[],
    path: Path,
    at: number,
  ): Record<string, unknown> {
    const table: Record<string, unknown> = {};
    for (const { key, value } of items) {
      const name = keyName(key, at);
      const keyAt = isNode(key) ? (key.range?.[0] ?? at) : at;
      if (Object.hasOwn(table, name)) {
        const where = { zh: nameOf([...path, name], "zh"), en: nameOf([...path, name], "en") };
        throw new Refusal(keyAt, { zh: `键 ${where.zh} 重复。`, en: `the key ${where.en} stands twice.` });
      }
      table[name] = this.of(value, [...path, name]);
    }
    return table;
  }
}

function keyName(key: unknown, at: number): string {
  const keyAt = isNode(key) ? (key.range?.[0] ?? at) : at;
  if (!isScalar(key) || typeof key.value !== "string")
    throw new Refusal(keyAt, {
      zh: "键名须为文本；数字、空值等请加引号。",
      en: "a key must be a text; put a number or another value in quotes.",
    });
  if (key.value === "__proto__" || key.value === "<<")
    throw new Refusal(keyAt, {
      zh: `不允许使用键名 ${key.value}。`,
      en: `the key ${key.value} is not allowed.`,
    });
  return key.value;
}

class YamlTree implements ParsedDocument {
  readonly value: unknown;
  readonly #document: Document.Parsed;
  readonly #body: string;

  constructor(document: Document.Parsed, body: string, value: unknown) {
    this.#document = document;
    this.#body = body;
    this.value = value;
  }

  offsetOf(path: Path, key: boolean): number | null {
    return key ? this.#keyOffset(path) : (this.#nodeAt(path)?.range?.[0] ?? null);
  }

  sourceOf(path: Path): string | null {
    const node = this.#nodeAt(path);
    return isScalar(node) && node.range ? this.#body.slice(node.range[0], node.range[1]) : null;
  }

  #nodeAt(path: Path) {
    const node = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    return isNode(node) ? node : null;
  }

  #keyOffset(path: Path): number | null {
    const parent = this.#nodeAt(path.slice(0, -1));
    if (!isMap(parent)) return null;
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
    return isNode(pair?.key) ? (pair.key.range?.[0] ?? null) : null;
  }
}
