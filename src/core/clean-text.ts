import { escaped, UNSHOWABLE } from "./trade/words/shown-text.ts";

/** Nearly every line is of these alone, and looking for the others takes ten times as long. */
const PLAIN = /^[ -~]*$/;

/**
 * The text as one line, with everything unshowable as `\uXXXX`; a line of JSON keeps its meaning. For a terminal, a log and a file
 * name: a carriage return writes over a verdict, an escape clears the screen.
 */
export function cleanLine(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSHOWABLE, escaped);
}
