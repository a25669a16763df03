import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PHOTO_KINDS, type PhotoKind, photoHead } from "../../core/photos/photo-form.ts";
import { toHex } from "../../core/record/base64.ts";
import { reason } from "../../core/trade/reasons.ts";
import type { Log } from "../../ports/log.ts";
import type { KeptPhoto, PhotoShelf } from "../../ports/photo-shelf.ts";
import { type DurableFile, type DurableFs, nodeDurableFs } from "./durable-fs.ts";
import { errnoOf } from "./errno-words.ts";

export interface DiskPhotoShelfOptions {
  /** Beside the journal; made when the first photo comes. */
  readonly directory: string;
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  readonly log: Pick<Log, "error">;
  readonly fs?: DurableFs;
}

/** Photos as files, `ab/abcd….jpg`: one is written under another name, synced, and then has its own. */
export class DiskPhotoShelf implements PhotoShelf {
  readonly #options: DiskPhotoShelfOptions;
  readonly #fs: DurableFs;
  /** One after the other: two tablets may send the same picture at once. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: DiskPhotoShelfOptions) {
    this.#options = options;
    this.#fs = options.fs ?? nodeDurableFs;
  }

  keep(bytes: Uint8Array): Promise<KeptPhoto> {
    return this.#inTurn(() => this.#keep(bytes));
  }

  read(sha256: string): ReturnType<PhotoShelf["read"]> {
    for (const kind of Object.keys(PHOTO_KINDS) as PhotoKind[]) {
      const bytes = this.#bytesOf(this.#file(sha256, kind));
      if (bytes === null) continue;
      if (toHex(this.#options.sha256(bytes)) === sha256)
        return Promise.resolve({ bytes, mediaType: PHOTO_KINDS[kind].mediaType });
      this.#options.log.error("a photo is not what its name says", { sha256 });
    }
    return Promise.resolve(null);
  }

  drop(sha256: string): Promise<void> {
    return this.#inTurn(async () => {
      for (const kind of Object.keys(PHOTO_KINDS) as PhotoKind[])
        try {
          this.#fs.remove(this.#file(sha256, kind));
        } catch (cause) {
          this.#options.log.error("a photo that nothing names stays", { sha256, error: String(cause) });
        }
    });
  }

  async #keep(bytes: Uint8Array): Promise<KeptPhoto> {
    const sha256 = toHex(this.#options.sha256(bytes));
    const head = photoHead(bytes);
    if (head === null) return { kind: "refused", reason: reason("PHOTO_NONE", {}) };
    const file = this.#file(sha256, head.kind);
    const before = this.#bytesOf(file);
    if (before !== null && toHex(this.#options.sha256(before)) === sha256)
      return { kind: "kept", sha256, isNew: false };
    try {
      const folder = join(this.#options.directory, sha256.slice(0, 2));
      this.#fs.makeDirectory(folder);
      this.#fs.syncDirectory(this.#options.directory);
      await this.#write(`${file}.part`, bytes);
      this.#fs.rename(`${file}.part`, file);
      this.#fs.syncDirectory(folder);
    } catch (cause) {
      this.#options.log.error("a photo could not be kept", { sha256, error: String(cause) });
      return { kind: "refused", reason: reason("PHOTO_NOT_KEPT", { why: errnoOf(cause) ?? String(cause) }) };
    }
    return { kind: "kept", sha256, isNew: true };
  }

  async #write(path: string, bytes: Uint8Array): Promise<void> {
    const file = this.#fs.open(path, "create");
    try {
      await later((done) => file.writeLater(bytes, 0, done));
      await later((done) => file.syncLater(done));
    } finally {
      closed(file);
    }
  }

  #file(sha256: string, kind: PhotoKind): string {
    return join(this.#options.directory, sha256.slice(0, 2), `${sha256}.${PHOTO_KINDS[kind].ending}`);
  }

  #bytesOf(path: string): Uint8Array | null {
    try {
      return readFileSync(path);
    } catch {
      return null;
    }
  }

  #inTurn<Value>(step: () => Promise<Value>): Promise<Value> {
    const turn = this.#last.then(step);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function later(call: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    call((error) => (error === null ? resolve() : reject(error)));
  });
}

/** What is on the disk is on the disk; what is not was said. */
function closed(file: DurableFile): void {
  try {
    file.close();
  } catch {
    // Nothing is lost by it.
  }
}
