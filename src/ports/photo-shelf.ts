import type { Reason } from "../core/trade/reasons.ts";

export type PhotoKept =
  /** `isNew`: it was not there before. */
  | { readonly kind: "kept"; readonly sha256: string; readonly isNew: boolean }
  | { readonly kind: "refused"; readonly reason: Reason };

export interface ShelvedPhoto {
  readonly bytes: Uint8Array;
  /** As `image/jpeg`. */
  readonly mediaType: string;
}

/**
 * Photos by the SHA-256 of their bytes, in hex. What is kept and dropped is so in the order in which it was asked. No call rejects.
 */
export interface PhotoShelf {
  /** Answered when the photo outlasts a power cut; the same bytes again are one photo. What is no photo is refused. */
  keep(bytes: Uint8Array): Promise<PhotoKept>;
  /** Null where there is none, and where what is there is not what its name says. */
  read(sha256: string): Promise<ShelvedPhoto | null>;
  /** One that nobody wants; nothing happens where it is not there. */
  drop(sha256: string): Promise<void>;
}
