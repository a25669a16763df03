import { join } from "node:path";
import { EdgeError } from "../../errors.ts";
import type { Signer } from "../../ports/signer.ts";
import {
  isThere,
  KEY_KINDS,
  keyFiles,
  keyFrom,
  newKey,
  type StationKeys,
  writeKey,
} from "./key-directory.ts";
import { moveIntoPlace } from "./private-file.ts";

/** A key that is to follow the present one lies beside it until it is activated, under the same modes. */
export function nextKeyFile(directory: string, role: keyof StationKeys): string {
  return join(directory, `${role}.next.pem`);
}

/** Null where none waits. Throws EdgeError KEY_UNUSABLE. */
export function nextKey(directory: string, role: keyof StationKeys): Signer | null {
  const file = nextKeyFile(directory, role);
  return isThere(file) ? keyFrom(file, KEY_KINDS[role]) : null;
}

/** The one that waits, or a new one. Throws EdgeError KEY_UNUSABLE. */
export function nextKeyOrNew(directory: string, role: keyof StationKeys): Signer {
  const waiting = nextKey(directory, role);
  if (waiting !== null) return waiting;
  const file = nextKeyFile(directory, role);
  try {
    writeKey(file, newKey(role));
  } catch (cause) {
    throw new EdgeError("KEY_UNUSABLE", `Cannot make the key ${file}.`, { file }, cause);
  }
  return keyFrom(file, KEY_KINDS[role]);
}

/** The present key is gone afterwards. Throws EdgeError KEY_UNUSABLE; then it is as it was, or done. */
export function activateNextKey(directory: string, role: keyof StationKeys): void {
  const [from, to] = [nextKeyFile(directory, role), keyFiles(directory)[role]];
  try {
    moveIntoPlace(from, to);
  } catch (cause) {
    throw new EdgeError(
      "KEY_UNUSABLE",
      `Cannot put the key ${from} in the place of ${to}.`,
      { from, to },
      cause,
    );
  }
}
