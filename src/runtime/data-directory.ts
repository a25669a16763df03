import { mkdirSync } from "node:fs";
import { EdgeError } from "../errors.ts";

/** Makes the directory if it is not there. Throws EdgeError DIRECTORY_UNWRITABLE. */
export function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (cause) {
    throw new EdgeError(
      "DIRECTORY_UNWRITABLE",
      `Cannot make the directory ${directory}.`,
      { directory },
      cause,
    );
  }
}
