import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type NamedPhoto, PHOTO_EVENT_TEXT, photosNamedIn } from "../../core/journal/named-photos.ts";
import { type PhotoKind, photoKind } from "../../core/photos/photo-form.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import { type DurableFs, nodeDurableFs } from "./durable-fs.ts";
import { errnoOf, errnoWords } from "./errno-words.ts";
import {
  isNamed,
  PHOTO_FILE,
  PHOTO_FOLDER,
  photoBytes,
  photoFiles,
  photoPath,
  photoPlaces,
  UNFINISHED,
} from "./photo-files.ts";

/** Photos that this record of a journal names. Most records are looked at no further than for a few bytes. */
export function photosOfRecord(record: Uint8Array): readonly NamedPhoto[] {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  return bytes.includes(PHOTO_EVENT_TEXT) ? photosNamedIn(record) : [];
}

/** Which photos a journal names, and by which of its records first. */
export class PhotoNames {
  readonly #firstAt = new Map<string, number>();
  #next = 0;

  /** Each record once, in order. */
  note(record: Uint8Array): void {
    for (const { sha256 } of photosOfRecord(record))
      if (!this.#firstAt.has(sha256)) this.#firstAt.set(sha256, this.#next);
    this.#next += 1;
  }

  *noting(records: Iterable<Uint8Array>): Generator<Uint8Array, void, void> {
    for (const record of records) {
      this.note(record);
      yield record;
    }
  }

  has(sha256Hex: string): boolean {
    return this.#firstAt.has(sha256Hex);
  }

  all(): ReadonlyMap<string, number> {
    return this.#firstAt;
  }
}

/** Where the bytes of one photo are. `other`: a file has its name and other bytes. */
export type PhotoFound =
  | { readonly kind: "photo"; readonly file: string; readonly bytes: Uint8Array }
  | { readonly kind: "missing" }
  | { readonly kind: "other"; readonly file: string }
  | { readonly kind: "unreadable"; readonly file: string; readonly cause: unknown };

type Away = Exclude<PhotoFound, { kind: "photo" }>;

/** Looks for it as a station keeps it, side by side with others, and in the `photos` of a copy. Never throws. */
export function findPhoto(directory: string, sha256Hex: string): PhotoFound {
  return firstRight(directory, photoPlaces(sha256Hex), (bytes) => isNamed(bytes, sha256Hex));
}

/** Where a station itself looks, and shows it from. Never throws. */
export function photoInPlace(directory: string, sha256Hex: string): PhotoFound {
  const isRight = (bytes: Uint8Array, kind: PhotoKind): boolean =>
    photoKind(bytes) === kind && isNamed(bytes, sha256Hex);
  return firstRight(directory, photoFiles(sha256Hex), isRight);
}

function firstRight(
  directory: string,
  places: ReturnType<typeof photoPlaces>,
  isRight: (bytes: Uint8Array, kind: PhotoKind) => boolean,
): PhotoFound {
  let found: PhotoFound = { kind: "missing" };
  for (const { kind, path } of places) {
    const file = join(directory, path);
    try {
      const bytes = photoBytes(file);
      if (bytes === null) continue;
      if (isRight(bytes, kind)) return { kind: "photo", file, bytes };
      if (found.kind === "missing") found = { kind: "other", file };
    } catch (cause) {
      // A folder that is none has no photo.
      if (errnoOf(cause) !== "ENOTDIR") found = { kind: "unreadable", file, cause };
    }
  }
  return found;
}

/** Why a photo that an entry names is not there. */
export function whyAway(named: NamedPhoto, found: Away): Reason {
  const { job, part, photo, sha256 } = named;
  const who = { job, part, photo, sha256 };
  if (found.kind === "missing") return reason("PHOTO_AWAY", who);
  if (found.kind === "other") return reason("PHOTO_SPOILT", { ...who, file: found.file });
  return reason("PHOTO_UNREADABLE", { ...who, file: found.file, ...errnoWords(found.cause) });
}

export interface PhotosBrought {
  /** Written by this call; what was spoilt in its place is among them. */
  readonly copied: number;
  /** Were there, byte for byte. */
  readonly there: number;
  /** Neither there nor where they were to come from. */
  readonly away: readonly { readonly sha256: string; readonly found: Away }[];
}

/** Whether these photos are where a station keeps them, byte for byte. */
export function lookForPhotos(names: Iterable<string>, directory: string): PhotosBrought {
  const away: PhotosBrought["away"][number][] = [];
  let there = 0;
  for (const sha256 of names) {
    const found = photoInPlace(directory, sha256);
    if (found.kind === "photo") there += 1;
    else away.push({ sha256, found });
  }
  return { copied: 0, there, away };
}

/**
 * Brings photos into a folder, each hashed on its way: what is there already stays, so that the same once more goes on where it was cut short, and a file
 * has its name when it is whole and on the disk. What cannot be read in its place is not written over. Throws EdgeError DIRECTORY_UNWRITABLE.
 */
export function bringPhotos(
  names: Iterable<string>,
  { from, to, fs = nodeDurableFs }: { readonly from: string; readonly to: string; readonly fs?: DurableFs },
): PhotosBrought {
  const writer = new PhotoWriter(to, fs);
  const away: PhotosBrought["away"][number][] = [];
  let [copied, there] = [0, 0];
  try {
    for (const sha256 of names) {
      const present = photoInPlace(to, sha256);
      const found =
        present.kind === "photo" || present.kind === "unreadable" ? present : findPhoto(from, sha256);
      if (found.kind !== "photo") away.push({ sha256, found });
      else if (found === present) {
        // It may have its name only since a call that was cut short before this.
        writer.note(dirname(found.file));
        there += 1;
      } else {
        writer.put(sha256, found.bytes);
        copied += 1;
      }
    }
    writer.finish();
  } catch (cause) {
    const words = `Cannot write photos to ${to}: ${errnoWords(cause).en}.`;
    throw new EdgeError("DIRECTORY_UNWRITABLE", words, { directory: to }, cause);
  }
  return { copied, there, away };
}

class PhotoWriter {
  readonly #to: string;
  readonly #fs: DurableFs;
  readonly #folders = new Set<string>();

  constructor(to: string, fs: DurableFs) {
    this.#to = to;
    this.#fs = fs;
  }

  /** A folder whose names are to be durable in the end. */
  note(folder: string): void {
    this.#folders.add(folder);
  }

  put(sha256Hex: string, bytes: Uint8Array): void {
    const kind: PhotoKind = photoKind(bytes) ?? "jpeg";
    const path = join(this.#to, photoPath(sha256Hex, kind));
    const folder = dirname(path);
    if (!this.#folders.has(folder)) this.#fs.makeDirectory(folder);
    this.note(folder);
    const draft = `${path}${UNFINISHED}`;
    try {
      const file = this.#fs.open(draft, "create");
      try {
        file.write(bytes, 0);
        file.sync();
      } finally {
        file.close();
      }
      this.#fs.rename(draft, path);
    } catch (cause) {
      this.#fs.remove(draft);
      throw cause;
    }
  }

  finish(): void {
    if (this.#folders.size === 0) return;
    for (const folder of [...this.#folders, this.#to, dirname(this.#to)]) this.#fs.syncDirectory(folder);
  }
}

/** Whole photos of a station's folder that these names do not have, sorted. Throws EdgeError FILE_UNREADABLE. */
export function photosNotNamed(directory: string, names: PhotoNames): readonly string[] {
  try {
    return namesIn(directory, PHOTO_FOLDER)
      .flatMap((folder) => namesIn(join(directory, folder), PHOTO_FILE))
      .map((file) => PHOTO_FILE.exec(file)?.[1] ?? "")
      .filter((sha256) => !names.has(sha256))
      .sort();
  } catch (cause) {
    const words = `Cannot read ${directory}: ${errnoWords(cause).en}.`;
    throw new EdgeError("FILE_UNREADABLE", words, { file: directory }, cause);
  }
}

function namesIn(directory: string, form: RegExp): readonly string[] {
  try {
    return readdirSync(directory).filter((name) => form.test(name));
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT") return [];
    throw cause;
  }
}
