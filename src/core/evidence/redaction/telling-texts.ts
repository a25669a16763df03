import type { Json } from "../../record/canonical-json.ts";
import { ACTORS } from "../../trade/words/actors.ts";

const HAN = /\p{Script=Han}/u;
const FIGURE = /^[-\d.]*$/;

/**
 * Texts that were hidden and would tell, where they stood elsewhere, what was hidden: a name, a plate, a note. Words that the rules themselves use are none. A net
 * under the tables of what is personal, and no table itself: it knows only what one record says.
 */
export class TellingTexts {
  readonly #texts: readonly string[];

  /** `words`: what everybody may read anyway. */
  constructor(hidden: readonly Json[], words: readonly string[]) {
    const all = new Set(hidden.flatMap(stringsIn).filter(isTelling));
    this.#texts = [...all].filter((text) => !words.some((other) => other.includes(text)));
  }

  standIn(text: string): boolean {
    return this.#texts.some((telling) => text.includes(telling));
  }

  /** In any text of it as it is, and not as JSON writes it: a quote or a line's end has another spelling there. */
  standInValue(value: Json): boolean {
    return this.#texts.length > 0 && textsIn(value).some((text) => this.standIn(text));
  }
}

/** With the names of members. */
function textsIn(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member as Json)]);
}

export function stringsIn(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/** Short words and figures stand everywhere. */
function isTelling(text: string): boolean {
  if (Object.hasOwn(ACTORS, text)) return false;
  if (HAN.test(text)) return text.length >= 2;
  return text.length >= (FIGURE.test(text) ? 6 : 5);
}
