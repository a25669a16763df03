import type { LicenceTold } from "../licence/licence-told.ts";
import type { LICENCE_REQUEST } from "../licence/reader-session.ts";
import type { Reason } from "../trade/reasons.ts";

/** What a reader in the hand needs to ask a wallet for a licence. Its key is made for one candidate and one answer. */
export interface LicenceSession {
  readonly kind: "begun";
  /** 32 hex digits, to be sent with the answer. */
  readonly session: string;
  /** EReaderKeyBytes in hex: what has to stand in the transcript. The private number stays at the station. */
  readonly readerKey: string;
  readonly endsWallMs: number;
  readonly request: typeof LICENCE_REQUEST;
}

/** A licence that was shown: files in base64, each binary or text. */
export interface LicenceToRead {
  /** Null: it answers no session of this station. */
  readonly session: string | null;
  /** The learner's certificate of whoever shows it. */
  readonly certificate: string;
  readonly answer: string;
  readonly transcript: string | null;
}

export interface LicenceFound {
  readonly kind: "read";
  /** A number for whoever is taken in next. */
  readonly read: string;
  readonly told: LicenceTold;
  /** JPEG in base64, to be shown; the station keeps it nowhere. Null where there is none that a page can show. */
  readonly portrait: string | null;
}

interface Refused {
  readonly kind: "refused";
  readonly reason: Reason;
}

export type LicenceSessionAnswer = LicenceSession | Refused;
export type LicenceRead = LicenceFound | Refused;
