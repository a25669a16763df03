import { lstatSync, mkdirSync, readlinkSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { errnoOf } from "./errno-words.ts";
import { OWN_FOLDER } from "./file-modes.ts";

/**
 * Makes a folder and the parents that are missing, one level at a time. (Node's own way with `recursive` asks for ever where
 * a parent that is there answers that the child cannot be, as /proc does.) Throws what the file system throws.
 */
export function makeDirectories(directory: string, mode = OWN_FOLDER): void {
  const missing: string[] = [];
  for (let at = resolve(directory); !isMade(at, mode); at = dirname(at)) missing.push(at);
  for (const path of missing.reverse()) mkdirOrThere(path, mode);
}

/** False where the parent is missing, and only there. */
function isMade(path: string, mode: number): boolean {
  try {
    mkdirOrThere(path, mode);
    return true;
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT" && dirname(path) !== path) return false;
    throw cause;
  }
}

function mkdirOrThere(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (cause) {
    // On a read-only disk the answer for a folder that is there need not be that it is there.
    if (errnoOf(cause) === "ENOENT" || !isDirectory(path)) throw cause;
  }
}

/** What has the name of the folder and is none, in words; null where nothing has it, or where it cannot be looked at. */
export function inTheWayOf(directory: string): string | null {
  try {
    if (isDirectory(directory)) return null;
    if (!lstatSync(directory).isSymbolicLink()) return "a file has this name (EEXIST)";
    return `it is a link to ${readlinkSync(directory)}, where no folder is (EEXIST)`;
  } catch {
    // The system's own word is all that there is to tell.
    return null;
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // It cannot be looked at, so it cannot be used either: the reason it could not be made is the one to tell.
    return false;
  }
}
