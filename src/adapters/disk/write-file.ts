import { writeFileSync } from "node:fs";
import { EdgeError } from "../../errors.ts";

/** Throws EdgeError FILE_UNWRITABLE. */
export function writeFileOrSay(file: string, content: string | Uint8Array, mode = 0o666): void {
  try {
    writeFileSync(file, content, { mode });
  } catch (cause) {
    throw new EdgeError("FILE_UNWRITABLE", `Cannot write ${file}.`, { file }, cause);
  }
}
