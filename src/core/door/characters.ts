/** Which characters may come in at all, and how a text is shown when it may not. */

/** In the bytes of a file: controls other than tab, LF and CR, the mark of replaced bytes, code points that are no characters. */
const UNREADABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffd\ufeff\p{Cs}]|[\u{fffe}\u{ffff}\u{1fffe}\u{1ffff}\u{2fffe}\u{2ffff}\u{3fffe}\u{3ffff}\u{4fffe}\u{4ffff}\u{5fffe}\u{5ffff}\u{6fffe}\u{6ffff}\u{7fffe}\u{7ffff}\u{8fffe}\u{8ffff}\u{9fffe}\u{9ffff}\u{afffe}\u{affff}\u{bfffe}\u{bffff}\u{cfffe}\u{cffff}\u{dfffe}\u{dffff}\u{efffe}\u{effff}\u{ffffe}\u{fffff}\u{10fffe}\u{10ffff}]/u;
/** In a value, where an escape may have made it: also CR, line separators and what turns the direction of writing. */
const UNSOUND = /[\r\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
/** What moves the cursor, hides or turns a line: never printed as it is. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\ufffd\ufdd0-\ufdef]/gu;

export interface FoundCharacter {
  /** Index in UTF-16 units. */
  readonly at: number;
  readonly codePoint: number;
}

/** The first character that no file may hold. A byte order mark is the caller's to take away before. */
export function unreadableIn(text: string): FoundCharacter | null {
  return found(text, UNREADABLE);
}

/** The first character that no string of a file may hold, whichever way it was written. */
export function unsoundIn(text: string): FoundCharacter | null {
  return found(text, UNREADABLE) ?? found(text, UNSOUND);
}

function found(text: string, pattern: RegExp): FoundCharacter | null {
  const at = text.search(pattern);
  return at < 0 ? null : { at, codePoint: text.codePointAt(at) ?? 0 };
}

/** Like `U+202E`. */
export function codePointName(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** One line that a terminal shows as it stands: what is not showable is escaped, the rest cut after `max` code points. */
export function showable(text: string, max: number): string {
  // A long text is cut before it is worked on: only its beginning is shown.
  const start = [...text.slice(0, 2 * max + 2)];
  const short = start.length > max ? `${start.slice(0, max - 3).join("")}...` : start.join("");
  return short.replace(UNSHOWABLE, (c) => {
    if (c === "\n") return "\\n";
    if (c === "\t") return "\\t";
    const code = c.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
