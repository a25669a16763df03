import type { Certificate } from "./certificate/certificate.ts";
import type { ReaderSession } from "./device-proof.ts";
import type { ReaderTime } from "./licence-dates.ts";

/** A presented licence, with all that it is held against. */
export interface LicenceCheck {
  /** A DeviceResponse, or the issuer's part alone. */
  readonly answer: Uint8Array;
  readonly transcript: Uint8Array | null;
  readonly session: ReaderSession | null;
  readonly authorities: readonly Certificate[];
  /** Null: the clock is not trusted, and nothing is judged by it. */
  readonly now: ReaderTime | null;
  readonly docType: string;
  /** When the signer's certificate has to be in force: texts are read both ways. */
  readonly signerLife: "at-signing" | "now";
}
