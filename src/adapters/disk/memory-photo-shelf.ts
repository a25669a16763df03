import { PHOTO_KINDS, photoHead } from "../../core/photos/photo-form.ts";
import { toHex } from "../../core/record/base64.ts";
import { reason } from "../../core/trade/reasons.ts";
import type { KeptPhoto, PhotoShelf } from "../../ports/photo-shelf.ts";

/** For a station without a disk. */
export class MemoryPhotoShelf implements PhotoShelf {
  readonly photos = new Map<string, Uint8Array>();
  readonly #sha256: (bytes: Uint8Array) => Uint8Array;

  constructor(sha256: (bytes: Uint8Array) => Uint8Array) {
    this.#sha256 = sha256;
  }

  keep(bytes: Uint8Array): Promise<KeptPhoto> {
    if (photoHead(bytes) === null)
      return Promise.resolve({ kind: "refused", reason: reason("PHOTO_NONE", {}) });
    const sha256 = toHex(this.#sha256(bytes));
    const isNew = !this.photos.has(sha256);
    this.photos.set(sha256, bytes);
    return Promise.resolve({ kind: "kept", sha256, isNew });
  }

  read(sha256: string): ReturnType<PhotoShelf["read"]> {
    const bytes = this.photos.get(sha256);
    const head = bytes === undefined ? null : photoHead(bytes);
    if (bytes === undefined || head === null) return Promise.resolve(null);
    return Promise.resolve({ bytes, mediaType: PHOTO_KINDS[head.kind].mediaType });
  }

  drop(sha256: string): Promise<void> {
    this.photos.delete(sha256);
    return Promise.resolve();
  }
}
