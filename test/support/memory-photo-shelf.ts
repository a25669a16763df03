import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { PHOTO_MEDIA_TYPES, photoForm } from "../../src/core/photos/photo-form.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import type { PhotoKept, PhotoRead, PhotoShelf, ShelvedPhoto } from "../../src/ports/photo-shelf.ts";

/** Photos of a station in virtual time. */
export class MemoryPhotoShelf implements PhotoShelf {
  readonly photos = new Map<string, ShelvedPhoto>();

  async keep(bytes: Uint8Array): Promise<PhotoKept> {
    const reading = photoForm(bytes);
    if (reading.kind === "refused") return reading;
    const name = toHex(sha256(bytes));
    const isNew = !this.photos.has(name);
    this.photos.set(name, { bytes: bytes.slice(), mediaType: PHOTO_MEDIA_TYPES[reading.form.kind] });
    return { kind: "kept", sha256: name, isNew };
  }

  async read(sha256Hex: string): Promise<PhotoRead> {
    const photo = this.photos.get(sha256Hex);
    return photo === undefined
      ? { kind: "none", reason: reason("PHOTO_UNKNOWN", {}) }
      : { kind: "photo", ...photo };
  }

  async drop(sha256Hex: string): Promise<void> {
    this.photos.delete(sha256Hex);
  }
}
