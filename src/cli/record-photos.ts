import { readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { errnoOf } from "../adapters/disk/errno-words.ts";
import { photoFiles } from "../adapters/disk/photo-shelf.ts";
import { sha256 } from "../adapters/keys/node-crypto.ts";
import { PHOTO_BYTES_MAX } from "../core/photos/photo-form.ts";
import { toHex } from "../core/record/base64.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import { refusal } from "../core/record/verification-failure.ts";
import type { Told } from "../core/trade/reason-shape.ts";
import { reason, told } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { type FileFailure, failureOf } from "./file-verdict.ts";

/** A folder of photos that is there. */
export interface PhotoFolder {
  readonly directory: string;
}

/** Null where none is named. Throws EdgeError FILE_UNREADABLE where the one that is named is no folder. */
export function photoFolder(directory: string | undefined): PhotoFolder | null {
  if (directory === undefined) return null;
  try {
    if (statSync(directory).isDirectory()) return { directory };
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${directory}.`, { file: directory }, cause);
  }
  throw new EdgeError("FILE_UNREADABLE", `${directory} is no folder.`, { file: directory });
}

export interface PhotosSeen {
  readonly checked: readonly string[];
  readonly failures: FileFailure[];
  readonly notes: readonly Told[];
}

/** Whether the photos that a record names are there, byte for byte. Throws EdgeError FILE_UNREADABLE for a file that cannot be read. */
export function lookAtPhotos({ photos = [] }: ResultDocument, folder: PhotoFolder | null): PhotosSeen {
  if (photos.length === 0) return { checked: [], failures: [], notes: [] };
  if (folder === null) {
    const notes = [told(reason("PHOTOS_NOT_LOOKED_AT", { photos: photos.length }))];
    return { checked: [], failures: [], notes };
  }
  const failures = photos.flatMap((photo): FileFailure[] => {
    const { by: _, ...named } = photo;
    const where = `photo ${photo.part} ${photo.photo}`;
    const seen = filesNamed(folder, photo.sha256);
    if (seen.some(({ isIt }) => isIt)) return [];
    const [other] = seen;
    return other === undefined
      ? [failureOf(refusal("PHOTO_MISSING", named), where)]
      : [failureOf(refusal("PHOTO_DIFFERENT", { ...named, file: other.file }), where)];
  });
  return { checked: [`bytes of the photos that it names: ${photos.length}`], failures, notes: [] };
}

/** As a station keeps them, or side by side; each with whether its bytes are those of its name. */
function filesNamed({ directory }: PhotoFolder, name: string) {
  const paths = photoFiles(name).flatMap(({ path }) => [path, basename(path)]);
  return paths.flatMap((path) => {
    const file = join(directory, path);
    try {
      const stat = statSync(file);
      // Larger than a photo may be it is not the photo; and a pipe has no end.
      const isPhoto = stat.isFile() && stat.size <= PHOTO_BYTES_MAX;
      return [{ file, isIt: isPhoto && toHex(sha256(readFileSync(file))) === name }];
    } catch (cause) {
      if (errnoOf(cause) === "ENOENT" || errnoOf(cause) === "ENOTDIR") return [];
      throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
    }
  });
}
