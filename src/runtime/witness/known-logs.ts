import { statSync } from "node:fs";
import { loadTrustList } from "../../adapters/keys/trust-list-file.ts";
import { logName } from "../../core/record/checkpoint.ts";
import { EdgeError } from "../../errors.ts";

/**
 * Log keys by origin, as the newest signed list has them. A key that was given up still counts, for a log is led on from where it was; a revoked one does not. A list that
 * cannot be used leaves the one before in force.
 */
export class KnownLogs {
  readonly #file: string;
  readonly #authority: string;
  readonly #onTrouble: (error: EdgeError) => void;
  #read: string;
  #number = -1;
  #keys: ReadonlyMap<string, readonly Uint8Array[]> = new Map();

  /** Throws EdgeError FILE_UNREADABLE, TRUST_LIST_INVALID. */
  constructor(file: string, authority: string, onTrouble: (error: EdgeError) => void) {
    this.#file = file;
    this.#authority = authority;
    this.#onTrouble = onTrouble;
    this.#read = this.#mark();
    this.#load();
  }

  get size(): number {
    return this.#keys.size;
  }

  keysOf(origin: string): readonly Uint8Array[] {
    return this.#keys.get(origin) ?? [];
  }

  /** Reads the list again where the file is another one. */
  look(): void {
    const now = this.#mark();
    if (now === this.#read) return;
    this.#read = now;
    try {
      this.#load();
    } catch (error) {
      if (!(error instanceof EdgeError)) throw error;
      this.#onTrouble(error);
    }
  }

  #load(): void {
    const list = loadTrustList(this.#file, { authorityFingerprint: this.#authority });
    // An older list would bring back keys that were revoked since.
    if ((list.number ?? 0) < this.#number)
      throw new EdgeError(
        "TRUST_LIST_INVALID",
        `${this.#file} is list ${list.number}, older than list ${this.#number}, which stays in force.`,
        { file: this.#file },
      );
    const keys = new Map<string, Uint8Array[]>();
    for (const { role, station, spki, revoked } of list.keys) {
      if (role !== "log" || station === null || revoked !== undefined) continue;
      const origin = logName(station);
      keys.set(origin, [...(keys.get(origin) ?? []), spki]);
    }
    this.#number = list.number ?? 0;
    this.#keys = keys;
  }

  #mark(): string {
    try {
      const { mtimeMs, size, ino } = statSync(this.#file);
      return `${mtimeMs} ${size} ${ino}`;
    } catch {
      // Gone or not to be read: told when it is read.
      return "";
    }
  }
}
