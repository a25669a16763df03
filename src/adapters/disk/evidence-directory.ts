import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { EdgeError } from "../../errors.ts";
import type { EvidenceStore } from "../../ports/evidence-store.ts";
import { keyIdOf } from "../keys/node-crypto.ts";
import { type DurableFs, nodeDurableFs } from "./durable-fs.ts";
import { errnoOf } from "./errno-words.ts";

const NAME = /^[0-9a-f]{64}$/;

/**
 * Evidence in a folder: `ab/cd/HASH`, each file written beside its place, synced and moved there in one step. A file that a crash left half is none, for it has not its name
 * yet. Several workers may share the folder.
 */
export class EvidenceDirectory implements EvidenceStore {
  readonly #directory: string;
  readonly #bytesMax: number;
  readonly #fs: DurableFs;

  constructor(directory: string, bytesMax: number, fs: DurableFs = nodeDurableFs) {
    this.#directory = directory;
    this.#bytesMax = bytesMax;
    this.#fs = fs;
  }

  async put(sha256: string, bytes: Uint8Array): Promise<"stored" | "there"> {
    if (bytes.length === 0 || bytes.length > this.#bytesMax || keyIdOf(bytes) !== sha256)
      throw damaged(sha256, "what was to be stored has another hash or no size that is allowed");
    if ((await this.get(sha256)) !== null) return "there";
    return this.#asStore(() => {
      const { folder, above, path } = this.#placeOf(sha256);
      const fs = this.#fs;
      fs.makeDirectory(folder);
      const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}.new`;
      try {
        const file = fs.open(draft, "create");
        try {
          file.write(bytes, 0);
          file.sync();
        } finally {
          file.close();
        }
        fs.rename(draft, path);
      } catch (cause) {
        this.#removeDraft(draft);
        throw cause;
      }
      // The folders themselves may be new.
      for (const made of [folder, above, this.#directory]) fs.syncDirectory(made);
      return "stored";
    });
  }

  async get(sha256: string): Promise<Uint8Array | null> {
    const { path } = this.#placeOf(sha256);
    const bytes = this.#asStore(() => this.#bytesOf(path));
    if (bytes !== null && keyIdOf(bytes) !== sha256)
      throw damaged(sha256, `${path} has other bytes than its name says`);
    return bytes;
  }

  async remove(sha256: string): Promise<void> {
    const { folder, path } = this.#placeOf(sha256);
    this.#asStore(() => {
      if (this.#bytesOf(path) === null) return;
      this.#fs.remove(path);
      this.#fs.syncDirectory(folder);
    });
  }

  #bytesOf(path: string): Uint8Array | null {
    try {
      const file = this.#fs.open(path, "read");
      try {
        const bytes = new Uint8Array(Math.min(file.size(), this.#bytesMax + 1));
        return bytes.subarray(0, file.read(bytes, 0));
      } finally {
        file.close();
      }
    } catch (cause) {
      if (errnoOf(cause) === "ENOENT") return null;
      throw cause;
    }
  }

  /** False where it stays: the disk said already what is wrong with it, and a draft is nobody's evidence. */
  #removeDraft(draft: string): boolean {
    try {
      this.#fs.remove(draft);
      return true;
    } catch {
      return false;
    }
  }

  #asStore<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (cause) {
      const code = errnoOf(cause);
      if (code === null) throw cause;
      throw new EdgeError(
        "EVIDENCE_UNAVAILABLE",
        `The evidence store in ${this.#directory} does not do what it should (${code}).`,
        { directory: this.#directory },
        cause,
      );
    }
  }

  #placeOf(sha256: string): { readonly folder: string; readonly above: string; readonly path: string } {
    if (!NAME.test(sha256)) throw damaged(sha256, "it is no SHA-256");
    const above = join(this.#directory, sha256.slice(0, 2));
    const folder = join(above, sha256.slice(2, 4));
    return { folder, above, path: join(folder, sha256) };
  }
}

function damaged(sha256: string, why: string): EdgeError {
  return new EdgeError("EVIDENCE_DAMAGED", `Evidence ${sha256.slice(0, 64)}: ${why}.`, { sha256 });
}
