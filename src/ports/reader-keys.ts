import type { ReaderSession } from "../core/licence/device-proof.ts";

/** The keys of a reader of licences: a new one for each session, so that an answer cannot be shown twice. */
export interface ReaderKeys {
  make(): Pick<ReaderSession, "secret" | "key">;
  /** Of a private number that is known; null where it is none of that curve. */
  of(secret: Uint8Array): Pick<ReaderSession, "secret" | "key"> | null;
}
