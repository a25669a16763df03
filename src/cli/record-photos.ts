import { statSync } from "node:fs";
import { errnoOf } from "../adapters/disk/errno-words.ts";
import { findPhoto, type PhotoFound, whyAway } from "../adapters/disk/photo-copies.ts";
import type { NamedPhoto } from "../core/journal/named-photos.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import { refusal } from "../core/record/verification-failure.ts";
import type { Told } from "../core/trade/reason-shape.ts";
import { type Reason, reason, told } from "../core/trade/reasons.ts";
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
    const found = readable(findPhoto(folder.directory, photo.sha256));
    if (found.kind === "photo") return [];
    return found.kind === "missing"
      ? [failureOf(refusal("PHOTO_MISSING", named), where)]
      : [failureOf(refusal("PHOTO_DIFFERENT", { ...named, file: found.file }), where)];
  });
  return { checked: [`bytes of the photos that it names: ${photos.length}`], failures, notes: [] };
}

/** Why what an entry of a journal names is not there byte for byte; one that cannot be read is one of them, and the next is looked at. */
export function photosAway(named: readonly NamedPhoto[], { directory }: PhotoFolder): readonly Reason[] {
  return named.flatMap((photo) => {
    const found = findPhoto(directory, photo.sha256);
    return found.kind === "photo" ? [] : [whyAway(photo, found)];
  });
}

/** What is a folder or a pipe is not the photo, whatever it is called. */
function readable(found: PhotoFound): Exclude<PhotoFound, { kind: "unreadable" }> {
  if (found.kind !== "unreadable") return found;
  const { file, cause } = found;
  if (errnoOf(cause) === "EISDIR" || errnoOf(cause) === "ENXIO") return { kind: "other", file };
  throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
}
