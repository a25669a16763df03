import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { SEGMENT_HEADER_BYTES } from "../../core/journal/segment-header.ts";
import { errnoOf } from "./errno-words.ts";
import { SEGMENT_NAME } from "./journal-directory.ts";

/**
 * Does anything stand in the journal of this directory, whole or not? A first start that was cut short leaves none, or one segment that
 * is its header alone. Throws what the file system throws: a disk that cannot answer has not said that there is none.
 */
export function holdsRecords(directory: string): boolean {
  let names: readonly string[];
  try {
    names = readdirSync(directory).filter((name) => SEGMENT_NAME.test(name));
  } catch (cause) {
    // What is no folder is for whoever opens the journal to say.
    if (["ENOENT", "ENOTDIR"].includes(errnoOf(cause) ?? "")) return false;
    throw cause;
  }
  return names.some((name) => statSync(join(directory, name)).size > SEGMENT_HEADER_BYTES);
}
