import { type FileHandle, open, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PHOTO_MEDIA_TYPES, type PhotoKind, photoForm } from "../../core/photos/photo-form.ts";
import { toHex } from "../../core/record/base64.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import type { FreeBytes } from "../../ports/disk-space.ts";
import type { Log } from "../../ports/log.ts";
import type { PhotoKept, PhotoRead, PhotoShelf } from "../../ports/photo-shelf.ts";
import { sha256 } from "../keys/node-crypto.ts";
import { type DurableFile, type DurableFs, nodeDurableFs } from "./durable-fs.ts";
import { errnoOf, errnoWords } from "./errno-words.ts";
import {
  bytesToRead,
  isNamed,
  isThere,
  PHOTO_FILE,
  PHOTO_FOLDER,
  PHOTO_READ,
  photoFiles,
  photoPath,
  UNFINISHED,
  whyNoPhotos,
} from "./photo-files.ts";

export interface PhotoShelfOptions {
  /** Made with the first photo; its parent is there. */
  readonly directory: string;
  readonly freeBytes: FreeBytes;
  readonly log: Log;
  readonly fs?: DurableFs;
  /** Opens a file of a photo to be read. Default: the file system. */
  readonly openToRead?: (path: string) => Promise<FileHandle>;
}

/**
 * A job that has begun may be finished where no new one is begun (below 256 MiB), and its photos with it; what is left then is
 * for the journal, without which nothing is known of any photo.
 */
export const PHOTO_FREE_BYTES_LEAST = 128 * 2 ** 20;
const MIB = 2 ** 20;

/**
 * Photos as files beside the journal: `ab/<sha256>.jpg`. Only what the file system says is not there is taken for absent: a file that cannot be
 * read for a moment may be one that the journal names.
 */
export class DiskPhotoShelf implements PhotoShelf {
  readonly #options: PhotoShelfOptions;
  readonly #fs: DurableFs;
  readonly #openToRead: (path: string) => Promise<FileHandle>;
  /** Folders that are there for good, whatever happens to the power. */
  readonly #made = new Set<string>();
  /** One is written at a time: two of the same name would write into one file. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: PhotoShelfOptions) {
    this.#options = options;
    this.#fs = options.fs ?? nodeDurableFs;
    this.#openToRead = options.openToRead ?? ((path) => open(path, PHOTO_READ));
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
        // Somebody may have taken the folder away: it is made once more when the photo comes again.
        this.#made.clear();
        this.#options.log.error("a photo could not be kept", { sha256: name, cause: String(cause) });
        return { kind: "refused", reason: reason("PHOTO_NOT_KEPT", errnoWords(cause)) };
      }
    });
  }

  async read(sha256Hex: string): Promise<PhotoRead> {
    let why: Reason = reason("PHOTO_UNKNOWN", {});
    for (const { kind, path } of isName(sha256Hex) ? photoFiles(sha256Hex) : []) {
      const file = join(this.#options.directory, path);
      try {
        const bytes = await this.#bytesAt(file);
        if (bytes !== null && this.#isIt(bytes, sha256Hex, kind, file))
          return { kind: "photo", bytes, mediaType: PHOTO_MEDIA_TYPES[kind] };
      } catch (cause) {
        this.#options.log.error("a photo cannot be read", { file, cause: String(cause) });
        why = reason("PHOTO_NOT_READ", errnoWords(cause));
      }
    }
    return { kind: "none", reason: why };
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

  /**
   * Removes what killed processes left half-written, in every folder, and nothing else: whether a whole photo is named only the whole journal
   * says. For the one station that has the directory, when it starts. Why no photo can be kept there; null where nothing speaks against it.
   */
  async sweep(): Promise<Reason | null> {
    const { directory, log } = this.#options;
    const why = whyNoPhotos(directory);
    if (why !== null || !isThere(directory)) return why;
    try {
      const folders = (await readdir(directory)).filter((name) => PHOTO_FOLDER.test(name));
      // Between two of them photos that come have their turn, and nobody else's unfinished file is there in ours.
      for (const folder of folders) await this.#inTurn(() => this.#sweepFolder(join(directory, folder)));
      return null;
    } catch (cause) {
      log.error("the folder of photos cannot be looked through", { directory, cause: String(cause) });
      return reason("PHOTOS_UNUSABLE", { path: directory, ...errnoWords(cause) });
    }
  }

  async #sweepFolder(folder: string): Promise<void> {
    const left = (await readdir(folder)).filter(isUnfinished);
    for (const name of left) this.#fs.remove(join(folder, name));
    if (left.length > 0)
      this.#options.log.info("half-written photos were removed", { folder, files: left.length });
  }

  async #kept(bytes: Uint8Array, name: string, kind: PhotoKind): Promise<PhotoKept> {
    const { directory, freeBytes } = this.#options;
    const file = join(directory, photoPath(name, kind));
    const folder = dirname(file);
    const there = await this.#bytesAt(file);
    // What lies there spoilt is written anew, and is not new: an entry may name it.
    const isNew = there === null && !photoFiles(name).some(({ path }) => isThere(join(directory, path)));
    const isWanting = there === null || !this.#isIt(there, name, kind, file);
    const free = isWanting ? freeBytes() : null;
    if (free !== null && free - bytes.length < PHOTO_FREE_BYTES_LEAST) {
      const figures = { freeMiB: Math.floor(free / MIB), leastMiB: PHOTO_FREE_BYTES_LEAST / MIB };
      return { kind: "refused", reason: reason("PHOTO_DISK_NEARLY_FULL", figures) };
    }
    await this.#makeFolder(folder);
    if (isWanting) await this.#write(file, bytes);
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
    this.#made.add(folder);
  }

  async #write(path: string, bytes: Uint8Array): Promise<void> {
    const draft = `${path}${UNFINISHED}`;
    try {
      const file: DurableFile = this.#fs.open(draft, "create");
      try {
        await later((done) => file.writeLater(bytes, 0, done));
        await later((done) => file.syncLater(done));
      } finally {
        file.close();
      }
      this.#fs.rename(draft, path);
    } catch (cause) {
      this.#leave(draft);
      throw cause;
    }
  }

  /** What a full disk did not take must not fill it. */
  #leave(draft: string): void {
    try {
      this.#fs.remove(draft);
    } catch (cause) {
      // The next start does it.
      this.#options.log.warn("a half-written photo could not be removed", { cause: String(cause) });
    }
  }

  /** What is not the photo that its name says is told. */
  #isIt(bytes: Uint8Array, name: string, kind: PhotoKind, file: string): boolean {
    const form = photoForm(bytes);
    if (form.kind === "photo" && form.form.kind === kind && isNamed(bytes, name)) return true;
    this.#options.log.error("a photo is not what its name says", { file });
    return false;
  }

  /** Null where nothing has that name. Throws what else the file system says. */
  async #bytesAt(path: string): Promise<Uint8Array | null> {
    let file: FileHandle;
    try {
      file = await this.#openToRead(path);
    } catch (cause) {
      if (errnoOf(cause) === "ENOENT" && !isThere(path)) return null;
      throw cause;
    }
    try {
      const bytes = new Uint8Array(bytesToRead(await file.stat()));
      let filled = 0;
      for (let count = -1; filled < bytes.length && count !== 0; filled += count)
        count = (await file.read(bytes, filled, bytes.length - filled, filled)).bytesRead;
      return bytes.subarray(0, filled);
    } finally {
      await file.close();
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

/** Of a photo: what else somebody put there is theirs. */
function isUnfinished(name: string): boolean {
  return name.endsWith(UNFINISHED) && PHOTO_FILE.test(name.slice(0, -UNFINISHED.length));
}

function later(begin: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) =>
    begin((error) => {
      if (error === null) resolve();
      else reject(error);
    }),
  );
}
