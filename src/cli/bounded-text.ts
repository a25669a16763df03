import { readTextUpTo } from "../adapters/disk/bounded-file.ts";
import { EdgeError } from "../errors.ts";

/** Of a file that somebody names as `what`, of at most so many characters. Throws EdgeError FILE_UNREADABLE. */
export function namedText(file: string, charsMax: number, what: string): string {
  return boundedText(file, file, charsMax, what);
}

/** As `namedText`, and a dash is standard input. */
export function namedOrTypedText(file: string, charsMax: number, what: string): string {
  return file === "-" ? boundedText(0, "Standard input", charsMax, what) : namedText(file, charsMax, what);
}

function boundedText(source: string | 0, file: string, charsMax: number, what: string): string {
  let text: string | null;
  try {
    text = readTextUpTo(source, charsMax);
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
  }
  if (text !== null) return text;
  throw new EdgeError("FILE_UNREADABLE", `${file} is larger than a ${what} may be.`, { file });
}
