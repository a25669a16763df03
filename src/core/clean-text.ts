/**
 * What must not reach a terminal, a log or a file name raw: controls (a carriage return writes over a verdict, an escape
 * clears the screen), marks of writing direction, what has no width, separators of lines, halves of characters.
 */
const UNSHOWABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each is looked for by itself.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/** Nearly every line is of these alone, and looking for the others takes ten times as long. */
const PLAIN = /^[ -~]*$/;

/** The text as one line, with everything unshowable as `\uXXXX`; a line of JSON keeps its meaning. */
export function cleanLine(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSHOWABLE, escaped);
}

function escaped(found: string): string {
  let units = "";
  for (let at = 0; at < found.length; at++)
    units += `\\u${found.charCodeAt(at).toString(16).padStart(4, "0")}`;
  return units;
}
