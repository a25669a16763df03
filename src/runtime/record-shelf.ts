import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { errnoWords } from "../adapters/disk/errno-words.ts";
import { PRIVATE_FILE } from "../adapters/disk/file-modes.ts";
import { writeFileOrSay } from "../adapters/disk/write-file.ts";
import { sha256 } from "../adapters/keys/node-crypto.ts";
import { isEntryOf, readEntry } from "../core/journal/read-entry.ts";
import { checkpointInNote } from "../core/record/checkpoint.ts";
import { buildProof } from "../core/record/proof-bundle.ts";
import { EdgeError } from "../errors.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { makeDirectory } from "./data-directory.ts";

/**
 * Records and proofs as files, for people and for other programs. They are copies made from the journal: losing them
 * loses nothing, and nothing reads them back as truth.
 */
export class RecordShelf {
  readonly directory: string;
  readonly #store: JournalStore;

  constructor(directory: string, store: JournalStore) {
    this.directory = directory;
    this.#store = store;
  }

  /** Throws EdgeError DIRECTORY_UNWRITABLE or FILE_UNWRITABLE. */
  putRecord(record: string, envelope: string): string {
    return this.#write(record, "record", envelope);
  }

  /** The record with its place in the log and the cosigned checkpoint: all that a stranger needs. Throws as `putRecord`. */
  putProof(record: string, index: number, checkpoint: string): string {
    const size = checkpointInNote(checkpoint)?.size;
    if (size === undefined)
      throw new EdgeError("JOURNAL_CORRUPT", `The receipt of the record ${record} is no checkpoint.`, {
        record,
      });
    const entry = this.#entry(index);
    const inclusion = this.#store.inclusionProof(index, size);
    const proof = buildProof({ digest: sha256, entry, index, size, inclusion, checkpoint });
    return this.#write(record, "proof", proof);
  }

  /**
   * Writes what a crash or a power cut kept from being written whole: of what the last two segments of the journal say, since what is
   * older has been on the disk for long. With `all`, also what somebody deleted. A step for each entry; in the end why some
   * of it could not be written, as one sentence, or null when all of it stands. The journal has it all the same.
   */
  *restoring({ all = false }: { readonly all?: boolean } = {}): Generator<void, string | null, void> {
    const failures: unknown[] = [];
    const attempt = (put: () => void): void => {
      // A disk that refused one file is not asked again for each of a year.
      if (failures.length > 0) return;
      try {
        put();
      } catch (cause) {
        failures.push(cause);
      }
    };
    attempt(() => makeDirectory(this.directory));
    yield* this.#restoreEach(all ? (this.#store.segments?.first() ?? 0) : this.#lastButOne(), attempt);
    const [why] = failures;
    if (why === undefined) return null;
    const cause = why instanceof EdgeError ? (why.cause ?? why) : why;
    const reason = cause instanceof EdgeError ? cause.message : errnoWords(cause).en;
    return `Copies of records cannot be written in ${this.directory}: ${reason}. The journal holds them all.`;
  }

  /** All of `restoring` at once. */
  restore(options: { readonly all?: boolean } = {}): string | null {
    const steps = this.restoring(options);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  }

  /** Number of the first record of the segment before the last one. */
  #lastButOne(): number {
    const store = this.#store;
    const last = store.size() === 0 ? 0 : store.segmentOf(store.size() - 1);
    return last === 0 ? 0 : store.segmentOf(last - 1);
  }

  *#restoreEach(from: number, attempt: (put: () => void) => void): Generator<void, void, void> {
    let sealed: { record: string; index: number }[] = [];
    let index = from;
    let isSummed = from === 0;
    for (const bytes of this.#store.read(from)) {
      const entry = OF_RECORDS.some((type) => isEntryOf(bytes, type)) ? readEntry(bytes) : null;
      // Records from before, whose receipt may be in what is read here.
      if (entry?.type === "station-summary" && !isSummed) {
        sealed = entry.unreceipted.map(({ record, index: at }) => ({ record, index: at }));
        isSummed = true;
      }
      if (entry?.type === "record-sealed" || entry?.type === "withdrawal-sealed") {
        sealed.push({ record: entry.record, index });
        if (this.read(entry.record, "record") !== entry.envelope)
          attempt(() => this.putRecord(entry.record, entry.envelope));
      }
      if (entry?.type === "receipt") {
        while (sealed[0] !== undefined && sealed[0].index < entry.size) {
          const { record, index: at } = sealed[0];
          if (!isWhole(this.read(record, "proof")))
            attempt(() => this.putProof(record, at, entry.checkpoint));
          sealed.shift();
        }
      }
      index += 1;
      yield;
    }
  }

  read(record: string, part: "record" | "proof"): string | null {
    const name = fileName(record, part);
    if (name === null) return null;
    try {
      return readFileSync(join(this.directory, name), "utf8");
    } catch {
      return null;
    }
  }

  #entry(index: number): Uint8Array {
    for (const entry of this.#store.read(index)) return entry;
    throw new EdgeError("JOURNAL_CORRUPT", `The journal has no entry ${index}.`, { index });
  }

  #write(record: string, part: "record" | "proof", text: string): string {
    const name = fileName(record, part);
    if (name === null)
      throw new EdgeError("FILE_UNWRITABLE", `${JSON.stringify(record)} is no record id, and names no file`);
    const path = join(this.directory, name);
    makeDirectory(this.directory);
    writeFileOrSay(`${path}.new`, text, PRIVATE_FILE);
    try {
      renameSync(`${path}.new`, path);
    } catch (cause) {
      throw new EdgeError("FILE_UNWRITABLE", `Cannot write ${path}.`, { file: path }, cause);
    }
    return path;
  }
}

const OF_RECORDS = ["record-sealed", "withdrawal-sealed", "receipt", "station-summary"] as const;

/** A record's id is the SHA-256 of its bytes in hex; anything else could be a path. */
function fileName(record: string, part: "record" | "proof"): string | null {
  return /^[0-9a-f]{64}$/.test(record) ? `${record}${part === "proof" ? ".proof" : ""}.json` : null;
}

/** Files are not synced: after a power cut one may be there by name, empty or filled with zeros. */
function isWhole(proof: string | null): boolean {
  return proof?.startsWith("{") === true && proof.endsWith("}\n");
}
