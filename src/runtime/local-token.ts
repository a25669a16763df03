import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { readTextUpTo } from "../adapters/disk/bounded-file.ts";
import { writePrivateFile } from "../adapters/keys/private-file.ts";
import { EdgeError } from "../errors.ts";

const TOKEN_BYTES = 32;
const FILE_BYTES_MAX = 256;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export interface LocalToken {
  /** What a program of this machine shows to read the console's status. */
  readonly token: string;
  /** The station ends: it opens nothing any more. */
  remove(): void;
}

export const localTokenFile = (data: string): string => join(data, "console-token");

/** A new one in the data directory, which is there; for the station's user alone. Throws EdgeError FILE_UNWRITABLE. */
export function leaveLocalToken(data: string): LocalToken {
  const file = localTokenFile(data);
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  try {
    writePrivateFile(file, `${token}\n`);
  } catch (cause) {
    throw new EdgeError("FILE_UNWRITABLE", `Cannot write ${file}.`, { file }, cause);
  }
  return {
    token,
    remove: () => {
      try {
        rmSync(file, { force: true });
      } catch {
        // It stays there and opens nothing: the next start makes another one.
        return;
      }
    },
  };
}

/** Null where no station has left one, or none that can be read. */
export function readLocalToken(data: string): string | null {
  try {
    const text = readTextUpTo(localTokenFile(data), FILE_BYTES_MAX)?.trim() ?? "";
    return TOKEN.test(text) ? text : null;
  } catch {
    // Another user's, or not there: then the status is not asked for.
    return null;
  }
}
