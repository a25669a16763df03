import { readdirSync } from "node:fs";
import { EdgeError } from "../../errors.ts";
import { errnoOf } from "./errno-words.ts";
import { SEGMENT_NAME } from "./journal-directory.ts";

const NAMED_MAX = 4;
/** What a run of a scenario leaves, and what a copy of a journal is. */
const OF_A_RUN = ["journal", "records", "trust.json"];

/**
 * For a command that fills a folder of its own: it is not there yet, or it is empty. Two results in one folder would be neither. Throws EdgeError
 * DIRECTORY_USED, which says what lies in it; what cannot be looked at is for whoever makes the folder to say.
 */
export function refuseUsed(directory: string): void {
  const names = namesIn(directory);
  if (names.length === 0) return;
  const more = names.length - NAMED_MAX;
  const found = `${names.slice(0, NAMED_MAX).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  throw new EdgeError("DIRECTORY_USED", `${directory} is not empty: ${whoseWords(names)} (${found}).`, {
    directory,
    found: names.slice(0, NAMED_MAX),
  });
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).sort();
  } catch (cause) {
    // Not there, or a file: the one is well, and the other is said where the folder is made.
    if (["ENOENT", "ENOTDIR", "EACCES", "ELOOP", "ENAMETOOLONG"].includes(errnoOf(cause) ?? "")) return [];
    throw cause;
  }
}

function whoseWords(names: readonly string[]): string {
  if (OF_A_RUN.every((name) => names.includes(name))) return "an earlier run wrote into it";
  if (names.some((name) => SEGMENT_NAME.test(name))) return "it holds a journal";
  if (names.includes("station.yaml")) return "it holds a station";
  return "it holds what this command did not write";
}
