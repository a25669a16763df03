import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { EdgeError } from "../../errors.ts";
import { OWN_FILE } from "./file-modes.ts";

/** `flag`: "wx" never writes over a file that is there. Throws EdgeError FILE_UNWRITABLE. */
export function writeFileOrSay(
  file: string,
  content: string | Uint8Array,
  mode = OWN_FILE,
  flag: "w" | "wx" = "w",
): void {
  sayOf(file, () => writeFileSync(file, content, { mode, flag }));
}

/**
 * Whole or not at all: on a full disk what was there before stays, and half a file does not look like one. What has another name too (a hard link,
 * as of a segment of a journal) keeps its content under that. Throws EdgeError FILE_UNWRITABLE.
 */
export function writeWholeOrSay(file: string, content: string | Uint8Array, mode = OWN_FILE): void {
  sayOf(file, () => {
    const place = placeToReplace(file);
    if (place === null) {
      writeFileSync(file, content, { mode });
      return;
    }
    const half = `${place}.${process.pid}.part`;
    try {
      writeFileSync(half, content, { mode });
      renameSync(half, place);
    } catch (cause) {
      rmSync(half, { force: true });
      throw cause;
    }
  });
}

/** Where the links lead; null for what cannot be replaced by another file: a pipe, a device, what is open already (`/dev/stdout`), a folder. */
function placeToReplace(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return file;
  return found.isFile() && !/^\/(?:dev|proc)\//.test(file) ? realpathSync(file) : null;
}

function sayOf(file: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw new EdgeError("FILE_UNWRITABLE", `Cannot write ${file}.`, { file }, cause);
  }
}
