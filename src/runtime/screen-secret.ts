import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readTextUpTo } from "../adapters/disk/bounded-file.ts";
import { holdsRecords } from "../adapters/disk/journal-emptiness.ts";
import { writePrivateFile } from "../adapters/keys/private-file.ts";
import type { Sentence } from "../core/trade/reason-shape.ts";
import { reason, sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { journalDirectory } from "./station-keys.ts";

const SECRET_BYTES = 32;
const FILE_BYTES_MAX = 256;
const SECRET = /^[A-Za-z0-9_-]{43}$/;

export const screenSecretFile = (data: string): string => join(data, "screen-secret");

/**
 * The secret by which the tokens of screens without sign-in are made: of the data directory, which is there, or a new one where there is none. Whoever takes the file
 * away ends all tokens at the next start. Throws EdgeError FILE_UNREADABLE or FILE_UNWRITABLE.
 */
export function screenSecret(data: string): Uint8Array {
  const file = screenSecretFile(data);
  let text: string | null;
  try {
    text = readTextUpTo(file, FILE_BYTES_MAX);
  } catch (cause) {
    if (!isMissing(cause)) throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
    return newSecret(file);
  }
  const written = text?.trim() ?? "";
  if (!SECRET.test(written))
    throw new EdgeError(
      "FILE_UNREADABLE",
      `${file} does not hold the secret of the screens. Take it away: a new one is made then, and slips and screens get new addresses.`,
      { file },
    );
  return new Uint8Array(Buffer.from(written, "base64url"));
}

/**
 * The same for a station that starts: where its journal says that it was there before, and the secret is gone, the slips and screens of before are
 * dead, and `tell` is told so. Throws as `screenSecret`.
 */
export function stationScreenSecret(data: string, tell: (word: Sentence) => void): Uint8Array {
  const isLost = !existsSync(screenSecretFile(data)) && hasWorked(data);
  const secret = screenSecret(data);
  if (isLost) tell(sentenceOf(reason("SCREEN_SECRET_NEW", { file: screenSecretFile(data) })));
  return secret;
}

function hasWorked(data: string): boolean {
  try {
    return holdsRecords(journalDirectory(data));
  } catch {
    // Why the journal cannot be looked at is for whoever opens it to say.
    return false;
  }
}

/** On disk before it is used: a slip that was printed is good after a crash too. */
function newSecret(file: string): Uint8Array {
  const secret = randomBytes(SECRET_BYTES);
  try {
    writePrivateFile(file, `${secret.toString("base64url")}\n`);
  } catch (cause) {
    throw new EdgeError("FILE_UNWRITABLE", `Cannot write ${file}.`, { file }, cause);
  }
  return new Uint8Array(secret);
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ENOENT";
}
