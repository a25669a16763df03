import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../adapters/keys/node-crypto.ts";
import type { JournalEntry } from "../core/journal/entry.ts";
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
    makeDirectory(directory);
  }

  putRecord(record: string, envelope: string): string {
    return this.#write(`${record}.json`, envelope);
  }

  /** The record with its place in the log and the cosigned checkpoint: all that a stranger needs. */
  putProof(record: string, index: number, checkpoint: string): string {
    const size = Number(checkpoint.split("\n")[1]);
    const entry = this.#entry(index);
    const inclusion = this.#store.inclusionProof(index, size);
    const proof = buildProof({ digest: sha256, entry, index, size, inclusion, checkpoint });
    return this.#write(`${record}.proof.json`, proof);
  }

  /** Writes what a crash or a power cut kept from being written whole, or what somebody deleted. */
  restore(): void {
    const decoder = new TextDecoder();
    const sealed: { record: string; envelope: string; index: number }[] = [];
    let index = 0;
    for (const bytes of this.#store.read(0)) {
      const text = decoder.decode(bytes);
      const interesting = text.startsWith('{"type":"record-sealed"') || text.startsWith('{"type":"receipt"');
      const entry = interesting ? (JSON.parse(text) as JournalEntry) : null;
      if (entry?.type === "record-sealed") {
        sealed.push({ record: entry.record, envelope: entry.envelope, index });
        if (this.read(entry.record, "record") !== entry.envelope)
          this.putRecord(entry.record, entry.envelope);
      }
      if (entry?.type === "receipt") {
        while (sealed[0] !== undefined && sealed[0].index < entry.size) {
          const { record, index: at } = sealed[0];
          if (!isWhole(this.read(record, "proof"))) this.putProof(record, at, entry.checkpoint);
          sealed.shift();
        }
      }
      index += 1;
    }
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
    writeFileSync(`${path}.new`, text, { mode: 0o640 });
    renameSync(`${path}.new`, path);
    return path;
  }
}

/** Files are not synced: after a power cut one may be there by name, empty or filled with zeros. */
function isWhole(proof: string | null): boolean {
  return proof?.startsWith("{") === true && proof.endsWith("}\n");
}
