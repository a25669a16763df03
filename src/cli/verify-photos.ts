import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../adapters/keys/node-crypto.ts";
import { PHOTO_KINDS } from "../core/photos/photo-form.ts";
import { toHex } from "../core/record/base64.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import { reason } from "../core/trade/reasons.ts";
import { type FileFailure, failureOf } from "./file-verdict.ts";

/** What of the photos that a record names is in a folder: as a station keeps them, or all in one. */
export function missingPhotos({ photos = [] }: ResultDocument, directory: string): readonly FileFailure[] {
  return photos.flatMap(({ part, photo, sha256: named }) => {
    const bytes = photoIn(directory, named);
    if (bytes !== null && toHex(sha256(bytes)) === named) return [];
    const why = reason(bytes === null ? "PHOTO_MISSING" : "PHOTO_OTHER", { part, photo, sha256: named });
    return [failureOf({ reason: why }, "photo")];
  });
}

function photoIn(directory: string, name: string): Uint8Array | null {
  const folders = [directory, join(directory, name.slice(0, 2))];
  const endings = Object.values(PHOTO_KINDS).map(({ ending }) => ending);
  for (const path of folders.flatMap((folder) =>
    endings.map((ending) => join(folder, `${name}.${ending}`)),
  )) {
    const bytes = bytesOf(path);
    if (bytes !== null) return bytes;
  }
  return null;
}

/** What cannot be read is as good as missing. */
function bytesOf(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

/** Whoever reads on has to know what was not looked at. */
export function photosTold({ photos = [] }: ResultDocument, wasLooked: boolean): Record<string, unknown> {
  if (photos.length === 0) return {};
  return { photos: wasLooked ? `${photos.length}` : `${photos.length}, not looked at (--photos DIR)` };
}
