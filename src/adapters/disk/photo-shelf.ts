import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  PHOTO_BYTES_MAX,
  PHOTO_KINDS,
  PHOTO_MEDIA_TYPES,
  type PhotoKind,
  photoForm,
} from "../../core/photos/photo-form.ts";
import { toHex } from "../../core/record/base64.ts";
import { reason } from "../../core/trade/reasons.ts";
import type { FreeBytes } from "../../ports/disk-space.ts";
import type { Log } from "../../ports/log.ts";
import type { PhotoKept, PhotoShelf, ShelvedPhoto } from "../../ports/photo-shelf.ts";
import { sha256 } from "../keys/node-crypto.ts";
import { type DurableFile, type DurableFs, nodeDurableFs } from "./durable-fs.ts";
import { errnoOf, errnoWords } from "./errno-words.ts";

export interface PhotoShelfOptions {
  /** Made with the first photo; its parent is there. */
  readonly directory: string;
  readonly freeBytes: FreeBytes;
  readonly log: Log;
  readonly fs?: DurableFs;
}

/**
 * A job that has begun may be finished where no new one is begun (below 256 MiB), and its photos with it; what is left then is
 * for the journal, without which nothing is known of any photo.
 */
export const PHOTO_FREE_BYTES_LEAST = 128 * 2 ** 20;
const MIB = 2 ** 20;
const EXTENSIONS: Readonly<Record<PhotoKind, string>> = { jpeg: "jpg", png: "png", webp: "webp" };
/** Of a file that is being written: it has its name when it is whole, so that no kill leaves half of a photo. */
const UNFINISHED = ".new";

/** Where a photo lies in its folder, and what its file is called. A stranger who has the files finds them by this. */
export function photoFiles(
  sha256Hex: string,
): readonly { readonly kind: PhotoKind; readonly path: string }[] {
  return PHOTO_KINDS.map((kind) => ({
    kind,
    path: join(sha256Hex.slice(0, 2), `${sha256Hex}.${EXTENSIONS[kind]}`),
  }));
}

/** Photos as files beside the journal: `ab/<sha256>.jpg`. */
export class DiskPhotoShelf implements PhotoShelf {
  readonly #options: PhotoShelfOptions;
  readonly #fs: DurableFs;
  /** Folders that are there for good, whatever happens to the power. */
  readonly #made = new Set<string>();
  /** One is written at a time: two of the same name would write into one file. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: PhotoShelfOptions) {
    this.#options = options;
    this.#fs = options.fs ?? nodeDurableFs;
  }

  keep(bytes: Uint8Array): Promise<PhotoKept> {
    const reading = photoForm(bytes);
    if (reading.kind === "refused") return Promise.resolve(reading);
    const { kind } = reading.form;
    return this.#inTurn(async () => {
      const name = toHex(sha256(bytes));
      try {
        return await this.#kept(bytes, name, kind);
      } catch (cause) {
        this.#options.log.error("a photo could not be kept", { sha256: name, cause: String(cause) });
        const { zh, en } = errnoWords(cause);
        return { kind: "refused", reason: reason("PHOTO_NOT_KEPT", { zh, en }) };
      }
    });
  }

  async read(sha256Hex: string): Promise<ShelvedPhoto | null> {
    if (!isName(sha256Hex)) return null;
    for (const { kind, path } of photoFiles(sha256Hex)) {
      const file = join(this.#options.directory, path);
      const bytes = await this.#bytesOf(file, sha256Hex, kind);
      if (bytes !== null) return { bytes, mediaType: PHOTO_MEDIA_TYPES[kind] };
    }
    return null;
  }

  drop(sha256Hex: string): Promise<void> {
    if (!isName(sha256Hex)) return Promise.resolve();
    return this.#inTurn(async () => {
      for (const { path } of photoFiles(sha256Hex)) {
        try {
          this.#fs.remove(join(this.#options.directory, path));
        } catch (cause) {
          // It stays, and nobody names it.
          this.#options.log.warn("a photo that nobody wants could not be removed", { cause: String(cause) });
        }
      }
    });
  }

  async #kept(bytes: Uint8Array, name: string, kind: PhotoKind): Promise<PhotoKept> {
    const file = join(this.#options.directory, name.slice(0, 2), `${name}.${EXTENSIONS[kind]}`);
    const folder = dirname(file);
    const isNew = (await this.#bytesOf(file, name, kind)) === null;
    const free = isNew ? this.#options.freeBytes() : null;
    if (free !== null && free - bytes.length < PHOTO_FREE_BYTES_LEAST) {
      const figures = { freeMiB: Math.floor(free / MIB), leastMiB: PHOTO_FREE_BYTES_LEAST / MIB };
      return { kind: "refused", reason: reason("PHOTO_DISK_NEARLY_FULL", figures) };
    }
    await this.#makeFolder(folder);
    if (isNew) {
      await this.#write(`${file}${UNFINISHED}`, bytes);
      this.#fs.rename(`${file}${UNFINISHED}`, file);
    }
    // One that was there may have its name only since a process that was killed before this.
    await later((done) => this.#fs.syncDirectoryLater(folder, done));
    return { kind: "kept", sha256: name, isNew };
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#made.has(folder)) return;
    this.#fs.makeDirectory(folder);
    const { directory } = this.#options;
    for (const parent of [directory, dirname(directory)])
      await later((done) => this.#fs.syncDirectoryLater(parent, done));
    for (const left of this.#fs.list(folder).filter((name) => name.endsWith(UNFINISHED)))
      this.#fs.remove(join(folder, left));
    this.#made.add(folder);
  }

  async #write(path: string, bytes: Uint8Array): Promise<void> {
    const file: DurableFile = this.#fs.open(path, "create");
    try {
      await later((done) => file.writeLater(bytes, 0, done));
      await later((done) => file.syncLater(done));
    } finally {
      file.close();
    }
  }

  /** Null where there is no such file, or not the one that its name says; the latter is told. */
  async #bytesOf(path: string, name: string, kind: PhotoKind): Promise<Uint8Array | null> {
    const bytes = await this.#fileAt(path);
    if (bytes === null) return null;
    const form = photoForm(bytes);
    if (form.kind === "photo" && form.form.kind === kind && toHex(sha256(bytes)) === name) return bytes;
    this.#options.log.error("a photo is not what its name says", { file: path });
    return null;
  }

  async #fileAt(path: string): Promise<Uint8Array | null> {
    try {
      const file = await open(path, "r");
      try {
        // One byte more than a photo may have says that it is none.
        const bytes = new Uint8Array(Math.min((await file.stat()).size, PHOTO_BYTES_MAX + 1));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
        return bytes.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    } catch (cause) {
      if (errnoOf(cause) !== "ENOENT")
        this.#options.log.error("a photo cannot be read", { file: path, cause: String(cause) });
      return null;
    }
  }

  #inTurn<Value>(act: () => Promise<Value>): Promise<Value> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** Anything else could be a path. */
function isName(sha256Hex: string): boolean {
  return /^[0-9a-f]{64}$/.test(sha256Hex);
}

function later(begin: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) =>
    begin((error) => {
      if (error === null) resolve();
      else reject(error);
    }),
  );
}
