/**
 * What makes a text look like another one, or like nothing: controls, marks of writing direction, what has no width, separators of
 * lines, halves of characters. Whatever a value from outside holds, a reader sees all of it in the order in which it was signed.
 */
export const UNSHOWABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each is looked for by itself.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/** Nearly every text is of these alone, and looking for the others takes ten times as long. */
const PLAIN = /^[ -~\n\t]*$/;

/** For a page: with everything unshowable as `\uXXXX`, but for the ends of lines. */
export function shownText(text: string): string {
  return PLAIN.test(text)
    ? text
    : text.replace(UNSHOWABLE, (found) => (/[\n\t]/.test(found) ? found : escaped(found)));
}

export function escaped(found: string): string {
  let units = "";
  for (let at = 0; at < found.length; at++)
    units += `\\u${found.charCodeAt(at).toString(16).padStart(4, "0")}`;
  return units;
}

/** The texts among what stands in a part of a page, however deep they lie; all else as it is. */
export function shownChildren(children: unknown): unknown {
  if (typeof children === "string") return shownText(children);
  if (!Array.isArray(children)) return children;
  const shown = children.map(shownChildren);
  return shown.some((child, at) => child !== children[at]) ? shown : children;
}
