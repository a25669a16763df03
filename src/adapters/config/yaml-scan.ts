import { CST, Lexer } from "yaml";
import type { Problem } from "./refusal.ts";

/**
 * A look at the tokens before anything is built from them. The parser behind it recurses, and a stack that overflows inside it can end
 * the process instead of throwing; so that what it is given is shallow, bounded, one document, and without tags, anchors and aliases.
 */
export interface ScanRefusal {
  readonly at: number;
  readonly problem: Problem;
}

/** Levels of nesting as the tokens show them, which is at most three for one of the value. */
const LEVELS_MAX = 110;

const PROBLEMS = {
  tag: {
    zh: "不允许使用 YAML 标签（!）。",
    en: "tags (!) are not allowed; put a text that begins so in quotes.",
  },
  anchor: {
    zh: "不允许使用 YAML 锚点（&）。",
    en: "anchors (&) are not allowed; put a text that begins so in quotes.",
  },
  alias: {
    zh: "不允许使用 YAML 别名（*）；以 * 开头的文本请加引号。",
    en: "aliases (*) are not allowed; put a text that begins so in quotes.",
  },
  "directive-line": { zh: "不允许使用 YAML 指令（%）。", en: "directives (%) are not allowed." },
  documents: {
    zh: "一个文件只能有一个文档。",
    en: "a file holds one document, and a second one begins here.",
  },
  deep: { zh: "嵌套太深，最多 32 层。", en: "nested too deeply, 32 levels at most." },
  many: { zh: "内容项太多。", en: "too many entries." },
} as const satisfies Record<string, Problem>;

type Kind = keyof typeof PROBLEMS;

export interface Scan {
  /** False for a file of blanks and comments. */
  readonly hasContent: boolean;
  readonly refused: ScanRefusal | null;
}

export function scanYaml(body: string, tokensMax: number): Scan {
  const levels = new Levels();
  const documents = new Documents();
  let at = 0;
  let count = 0;
  let scalar = false;
  for (const source of new Lexer().lex(body)) {
    const type = scalar ? "scalar-text" : CST.tokenType(source);
    if (!scalar && CONTROL.has(source)) {
      scalar = source === CST.SCALAR;
      continue;
    }
    scalar = false;
    if (++count > tokensMax) return refuse(documents, at, "many");
    if (type === "tag" || type === "anchor" || type === "alias" || type === "directive-line")
      return refuse(documents, at, type);
    if (!documents.take(type)) return refuse(documents, at, "documents");
    levels.take(type, at, source);
    if (levels.depth > LEVELS_MAX) return refuse(documents, at, "deep");
    at += source.length;
  }
  return { hasContent: documents.hasContent, refused: null };
}

/** Marks of the lexer's own, which are no part of the text: the text holds no controls. */
const CONTROL: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

function refuse(documents: Documents, at: number, kind: Kind): Scan {
  return { hasContent: documents.hasContent, refused: { at, problem: PROBLEMS[kind] } };
}

const NO_CONTENT: ReadonlySet<string> = new Set(["space", "comment", "newline", "byte-order-mark"]);

class Documents {
  hasContent = false;
  #begun = false;
  #ended = false;

  /** False where a second document begins. */
  take(type: string | null): boolean {
    if (type === null || NO_CONTENT.has(type)) return true;
    if (type === "doc-end") {
      this.#ended = this.#begun || this.hasContent;
      return true;
    }
    if (this.#ended) return false;
    if (type === "doc-start") {
      if (this.#begun || this.hasContent) return false;
      this.#begun = true;
      return true;
    }
    this.hasContent = true;
    return true;
  }
}

/** Open levels: columns of block collections, brackets, and pairs without brackets in a flow collection. */
class Levels {
  readonly #columns: number[] = [];
  #brackets = 0;
  #pairs = 0;
  #lineStart = 0;

  get depth(): number {
    return this.#columns.length + this.#brackets + this.#pairs;
  }

  take(type: string | null, at: number, source: string): void {
    switch (type) {
      case "flow-map-start":
      case "flow-seq-start":
        this.#open(at);
        this.#brackets++;
        break;
      case "flow-map-end":
      case "flow-seq-end":
        this.#brackets = Math.max(0, this.#brackets - 1);
        this.#pairs = 0;
        break;
      case "comma":
        this.#pairs = 0;
        break;
      case "explicit-key-ind":
      case "map-value-ind":
        if (this.#brackets > 0) this.#pairs++;
        else this.#open(at);
        break;
      case "seq-item-ind":
      case "scalar-text":
      case "single-quoted-scalar":
      case "double-quoted-scalar":
        this.#open(at);
        break;
      default:
        break;
    }
    const last = source.lastIndexOf("\n");
    if (last >= 0) this.#lineStart = at + last + 1;
  }

  #open(at: number): void {
    if (this.#brackets > 0) return;
    const column = at - this.#lineStart;
    while ((this.#columns.at(-1) ?? -1) > column) this.#columns.pop();
    if (this.#columns.at(-1) !== column) this.#columns.push(column);
  }
}
