import { writeFileSync } from "node:fs";
import { EdgeError } from "../../errors.ts";
import { OWN_FILE } from "./file-modes.ts";

/** Throws EdgeError FILE_UNWRITABLE. */
export function writeFileOrSay(file: string, content: string | Uint8Array, mode = OWN_FILE): void {
  try {
    writeFileSync(file, content, { mode });
  } catch (cause) {
    throw new EdgeError("FILE_UNWRITABLE", `Cannot write ${file}.`, { file }, cause);
  }
}
