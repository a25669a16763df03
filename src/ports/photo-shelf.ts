import type { Reason } from "../core/trade/reasons.ts";

export type PhotoKept =
  /** `isNew`: nothing had its name before, whole or spoilt, so that nothing durable can rest on what was there. */
  | { readonly kind: "kept"; readonly sha256: string; readonly isNew: boolean }
  | { readonly kind: "refused"; readonly reason: Reason };

export interface ShelvedPhoto {
  readonly bytes: Uint8Array;
  /** As `image/jpeg`. */
  readonly mediaType: string;
}

export type PhotoRead =
  | ({ readonly kind: "photo" } & ShelvedPhoto)
  /** There is none, what is there is not what its name says, or nobody could read it just now: the reason tells which. */
  | { readonly kind: "none"; readonly reason: Reason };

/**
 * Photos by the SHA-256 of their bytes, in hex. What is kept and dropped is so in the order in which it was asked. No call rejects.
 */
export interface PhotoShelf {
  /**
   * Answered when the photo outlasts a power cut; the same bytes again are one photo. What is no photo is refused, and any photo while it cannot be
   * known whether it is there.
   */
  keep(bytes: Uint8Array): Promise<PhotoKept>;
  read(sha256: string): Promise<PhotoRead>;
  /** One that nobody wants; nothing happens where it is not there. */
  drop(sha256: string): Promise<void>;
}
