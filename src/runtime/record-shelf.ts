import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../adapters/keys/node-crypto.ts";
import { buildProof } from "../core/record/proof-bundle.ts";
import { EdgeError } from "../errors.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { SealedRecord } from "../station/station-memory.ts";

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
    try {
      mkdirSync(directory, { recursive: true });
    } catch (cause) {
      throw new EdgeError(
        "DIRECTORY_UNWRITABLE",
        `Cannot make the folder ${directory}.`,
        { directory },
        cause,
      );
    }
  }

  putRecord(sealed: SealedRecord, envelope: string): string {
    return this.#write(`${sealed.record}.json`, envelope);
  }

  /** The record with its place in the log and the cosigned checkpoint: all that a stranger needs. */
  putProof(sealed: SealedRecord, checkpoint: string): string {
    const size = Number(checkpoint.split("\n")[1]);
    const entry = this.#entry(sealed.index);
    const inclusion = this.#store.inclusionProof(sealed.index, size);
    const proof = buildProof({ digest: sha256, entry, index: sealed.index, size, inclusion, checkpoint });
    return this.#write(`${sealed.record}.proof.json`, proof);
  }

  read(record: string, part: "record" | "proof"): string | null {
    try {
      return readFileSync(join(this.directory, `${record}${part === "proof" ? ".proof" : ""}.json`), "utf8");
    } catch {
      return null;
    }
  }

  #entry(index: number): Uint8Array {
    for (const entry of this.#store.read(index)) return entry;
    throw new EdgeError("JOURNAL_CORRUPT", `The journal has no entry ${index}.`, { index });
  }

  #write(name: string, text: string): string {
    const path = join(this.directory, name);
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
    return path;
  }
}
