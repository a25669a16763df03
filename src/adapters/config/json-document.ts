import { parseStrictJson } from "../../core/record/strict-json.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import type { ParsedDocument, Path } from "./parsed-document.ts";
import type { Problem } from "./refusal.ts";

export type JsonRead =
  | { readonly kind: "read"; readonly document: ParsedDocument }
  | { readonly kind: "refused"; readonly at: number; readonly problem: Problem };

/** JSON as the signed documents have it, but for exponents, which other makers write. `body` has no byte order mark. */
export function readJson(body: string): JsonRead {
  const read = parseStrictJson(body, { bytesMax: Number.POSITIVE_INFINITY, exponents: true });
  if (read.kind === "refused") {
    const { zh, en } = sentenceOf(read.reason);
    return {
      kind: "refused",
      at: read.at,
      problem: { zh: `不是有效的 JSON：${zh}。`, en: `not valid JSON: ${en}.` },
    };
  }
  return { kind: "read", document: new JsonText(body, read.value) };
}

/** Finds places by walking the text again, which is known to be valid: only a refusal needs them. */
class JsonText implements ParsedDocument {
  readonly value: unknown;
  readonly #text: string;

  constructor(text: string, value: unknown) {
    this.#text = text;
    this.value = value;
  }

  offsetOf(path: Path, key: boolean): number | null {
    let at = this.#space(0);
    for (const [depth, step] of path.entries()) {
      const found = this.#member(at, step, key && depth === path.length - 1);
      if (found === null) return null;
      at = found;
    }
    return at;
  }

  sourceOf(path: Path): string | null {
    const at = this.offsetOf(path, false);
    if (at === null || this.#text[at] === "{" || this.#text[at] === "[") return null;
    return this.#text.slice(at, this.#end(at));
  }

  /** Where the member begins (or its key), from the opening bracket at `at`. */
  #member(at: number, step: string | number, wantKey: boolean): number | null {
    const isList = this.#text[at] === "[";
    if (!isList && this.#text[at] !== "{") return null;
    let here = this.#space(at + 1);
    for (let index = 0; this.#text[here] !== "]" && this.#text[here] !== "}"; index++) {
      const keyAt = here;
      let same = isList && index === step;
      if (!isList) {
        const end = this.#end(here);
        same = JSON.parse(this.#text.slice(here, end)) === String(step);
        here = this.#space(this.#space(end) + 1);
      }
      if (same) return wantKey ? keyAt : here;
      here = this.#space(this.#end(here));
      if (this.#text[here] === ",") here = this.#space(here + 1);
    }
    return null;
  }

  /** Behind the value that begins at `at`. */
  #end(at: number): number {
    let depth = 0;
    let here = at;
    do {
      const c = this.#text[here];
      if (c === '"') here = this.#match(/"(?:[^"\\]|\\.)*"/y, here);
      else if (c === "{" || c === "[") {
        depth++;
        here++;
      } else if (c === "}" || c === "]") {
        depth--;
        here++;
      } else if (c === "," || c === ":") here++;
      else here = this.#match(/[^\s,:[\]{}"]+/y, here);
      if (depth > 0) here = this.#space(here);
    } while (depth > 0);
    return here;
  }

  #match(pattern: RegExp, at: number): number {
    pattern.lastIndex = at;
    const length = pattern.exec(this.#text)?.[0].length ?? 1;
    return at + length;
  }

  #space(at: number): number {
    let here = at;
    while (" \n\t\r".includes(this.#text[here] ?? "x")) here++;
    return here;
  }
}
