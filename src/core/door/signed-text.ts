import { z } from "zod";

/**
 * Free text that a record carries for ever: what a person typed and a signature covers must read the same on every screen.
 * The only blank is U+0020, never first, last or doubled; nothing is invisible; lengths count code points.
 */

/** Controls, formats, surrogates, private use, line and paragraph separators, and every blank that is not U+0020. */
const NEVER = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\ufffd\ufdd0-\ufdef]|(?! )\p{Zs}/u;
/** Look like nothing or like a blank, whatever their category: fillers, the braille blank. */
const BLANK_LOOKING = /\u034f|\u17b4|\u17b5|[\u115f\u1160\u2800\u3164\uffa0]/;
/** Full-width forms of ASCII, which look like the letters and digits of a code and are others. */
const FULL_WIDTH = /[\uff01-\uff5e\uffe0-\uffe6]/;
/** Letters, and the planes of rare Chinese characters, so that a new one does not depend on the version of the tables. */
const LETTER = /[\p{L}\u3007\u{20000}-\u{3fffd}]/u;

export const NAME_MAX = 64;
export const REASON_MAX = 200;

/** True for text that may be signed: 1 to `max` code points, single blanks inside, nothing invisible. */
export function isSignedText(text: string, max: number): boolean {
  if (text === "" || text.length > 2 * max) return false;
  if (text !== text.trim() || text.includes("  ")) return false;
  if (NEVER.test(text) || BLANK_LOOKING.test(text)) return false;
  let length = 0;
  for (const character of text) {
    if (((character.codePointAt(0) ?? 0) & 0xfffe) === 0xfffe) return false;
    length++;
  }
  return length <= max;
}

/** True for a person's name: signed text with a letter in it. Interpunct, hyphen, apostrophe and period are parts of names. */
export function isPersonName(text: string, max: number = NAME_MAX): boolean {
  return isSignedText(text, max) && LETTER.test(text);
}

/** True for a number or code on a plate or certificate. */
export function isSignedCode(text: string, max: number): boolean {
  return isSignedText(text, max) && !FULL_WIDTH.test(text);
}

/** What an operator or examiner writes as a reason or note, for commands: same characters, `REASON_MAX` long. */
export function isReason(text: string): boolean {
  return isSignedText(text, REASON_MAX);
}

/** An empty note is a note left out. */
export function isNote(text: string): boolean {
  return text === "" || isReason(text);
}

export function hasFullWidth(text: string): boolean {
  return FULL_WIDTH.test(text);
}

export const personName = z
  .string()
  .min(1, `form:personName:${NAME_MAX}`)
  .refine((text) => isPersonName(text), `form:personName:${NAME_MAX}`);

export function signedText(max: number) {
  return z
    .string()
    .min(1, `form:text:${max}`)
    .refine((text) => isSignedText(text, max), `form:text:${max}`);
}

export function signedCode(max: number) {
  return z
    .string()
    .min(1, `form:code:${max}`)
    .refine((text) => isSignedCode(text, max), `form:code:${max}`);
}
