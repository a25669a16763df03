import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
} from "node:fs";
import { basename, join, sep } from "node:path";
import { PHOTO_BYTES_MAX, PHOTO_KINDS, type PhotoKind } from "../../core/photos/photo-form.ts";
import { toHex } from "../../core/record/base64.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { sha256 } from "../keys/node-crypto.ts";
import { errnoOf, errnoWords } from "./errno-words.ts";

/** How photos lie in a folder, `ab/<sha256>.jpg`, and how one of them is read: for the station, for copies of it, and for `verify`. */
const EXTENSIONS: Readonly<Record<PhotoKind, string>> = { jpeg: "jpg", png: "png", webp: "webp" };
/** Of a file that is being written: it has its name when it is whole, so that no kill leaves half of a photo. */
export const UNFINISHED = ".new";
/** In the folder of a journal's copy. */
export const PHOTOS_OF_COPY = "photos";
export const PHOTO_FOLDER = /^[0-9a-f]{2}$/;
export const PHOTO_FILE = /^([0-9a-f]{64})\.(?:jpg|png|webp)$/;
/** A pipe of that name would be waited for until somebody writes to it. */
export const PHOTO_READ = constants.O_RDONLY | constants.O_NONBLOCK;
/** One byte more than a photo may have says that it is none. */
const READ_MAX = PHOTO_BYTES_MAX + 1;

/** Where a photo lies in its folder, and what its file is called. A stranger who has the files finds them by this. */
export function photoFiles(
  sha256Hex: string,
): readonly { readonly kind: PhotoKind; readonly path: string }[] {
  return PHOTO_KINDS.map((kind) => ({ kind, path: photoPath(sha256Hex, kind) }));
}

export function photoPath(sha256Hex: string, kind: PhotoKind): string {
  return join(sha256Hex.slice(0, 2), `${sha256Hex}.${EXTENSIONS[kind]}`);
}

/** Where a person may have put it: as a station keeps it, side by side with others, or in the `photos` of a copy. */
export function photoPlaces(
  sha256Hex: string,
): readonly { readonly kind: PhotoKind; readonly path: string }[] {
  return photoFiles(sha256Hex).flatMap(({ kind, path }) => [
    { kind, path },
    { kind, path: basename(path) },
    { kind, path: join(PHOTOS_OF_COPY, path) },
  ]);
}

/** How many bytes of it are to be read. Throws, as the file system does, for what is no file. */
export function bytesToRead(stat: Stats): number {
  if (stat.isFile()) return Math.min(stat.size, READ_MAX);
  const code = stat.isDirectory() ? "EISDIR" : "ENXIO";
  throw Object.assign(new Error(`${code}: it is no file`), { code });
}

/** False where nothing has that name. What leads nowhere is something: its other end may be away for a moment. Throws what else the file system says. */
export function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT") return false;
    throw cause;
  }
}

/** All of a file, or as much of it as says that it is no photo; null where none has that name. Throws what else the file system says. */
export function photoBytes(path: string): Uint8Array | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, PHOTO_READ);
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT" && !isThere(path)) return null;
    throw cause;
  }
  try {
    const bytes = new Uint8Array(bytesToRead(fstatSync(descriptor)));
    let filled = 0;
    for (let count = -1; filled < bytes.length && count !== 0; filled += count)
      count = readSync(descriptor, bytes, filled, bytes.length - filled, filled);
    return bytes.subarray(0, filled);
  } finally {
    closeSync(descriptor);
  }
}

export function isNamed(bytes: Uint8Array, sha256Hex: string): boolean {
  return toHex(sha256(bytes)) === sha256Hex;
}

/** Why no photo can be kept in or shown from this folder; null where nothing speaks against it, as where it is made with the first one. Looks, and changes nothing. */
export function whyNoPhotos(directory: string): Reason | null {
  try {
    if (!isThere(directory)) return null;
    // With a stroke at its end it has to be a folder.
    accessSync(`${directory}${sep}`, constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch (cause) {
    return reason("PHOTOS_UNUSABLE", { path: directory, ...errnoWords(cause) });
  }
}
