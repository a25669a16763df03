import type { Reason } from "../core/trade/reasons.ts";

/**
 * Photos by the SHA-256 of their bytes, hex. Promise of `keep`: where it says kept, the whole photo would survive a power cut; after a
 * kill there is all of it or nothing. The same bytes twice are one photo.
 */
export interface PhotoShelf {
  keep(bytes: Uint8Array): Promise<KeptPhoto>;
  /** Null where there is none, or where its bytes are not what its name says any more. */
  read(sha256: string): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string } | null>;
  /** Nothing names it. */
  drop(sha256: string): Promise<void>;
}

export type KeptPhoto =
  /** `isNew`: it was not here before. */
  | { readonly kind: "kept"; readonly sha256: string; readonly isNew: boolean }
  | { readonly kind: "refused"; readonly reason: Reason };
