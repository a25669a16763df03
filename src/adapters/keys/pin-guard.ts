import { unlinkSync } from "node:fs";
import { join } from "node:path";
import { readTextUpTo } from "../disk/bounded-file.ts";
import { errnoOf } from "../disk/errno-words.ts";
import { writePrivateFile } from "./private-file.ts";
import { checkVerifier, isVerifier, makeVerifier } from "./secret-verifier.ts";

const CHARS_MAX = 1024;

/**
 * A token locks after a few wrong PINs, and a service that is started again and again would use them up in a minute. So a PIN that was refused is
 * noted (as a verifier, for it is nearly the right one) and never sent again, not by the next start either.
 */
export class PinGuard {
  readonly file: string;
  readonly #refused = new Set<string>();
  readonly #fine = new Set<string>();

  /** `directory`: of the keys. */
  constructor(directory: string, token: string) {
    const name = Buffer.from(token, "utf8").toString("hex").slice(0, 64);
    this.file = join(directory, `refused-pin-${name}`);
  }

  /** Throws what the file system throws: who cannot know must not try. */
  async isRefused(pin: string): Promise<boolean> {
    if (this.#refused.has(pin)) return true;
    if (this.#fine.has(pin)) return false;
    const noted = this.#noted();
    if (noted !== null && (await isOf(pin, noted))) this.#refused.add(pin);
    else this.#fine.add(pin);
    return this.#refused.has(pin);
  }

  async note(pin: string): Promise<void> {
    this.#fine.delete(pin);
    this.#refused.add(pin);
    const verifier = await new Promise<string | null>((made) => makeVerifier(pin, made));
    writePrivateFile(this.file, verifier ?? "");
  }

  /** A PIN was taken: what was refused before was another. */
  clear(): void {
    try {
      unlinkSync(this.file);
    } catch (cause) {
      if (errnoOf(cause) !== "ENOENT") throw cause;
    }
  }

  #noted(): string | null {
    try {
      return readTextUpTo(this.file, CHARS_MAX) ?? "";
    } catch (cause) {
      if (errnoOf(cause) === "ENOENT") return null;
      throw cause;
    }
  }
}

/** What cannot be read any more, or not be looked at, holds for every PIN. */
async function isOf(pin: string, verifier: string): Promise<boolean> {
  const text = verifier.trim();
  if (!isVerifier(text)) return true;
  const same = await new Promise<boolean | null>((told) => checkVerifier(pin, text, told));
  return same !== false;
}
