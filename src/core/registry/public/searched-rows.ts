/** A sealed record in a log, with all by which it is proven. */
export interface ProvenEntry {
  /** Text of the journal entry. */
  readonly entry: string;
  readonly index: number;
  /** Of the cosigned checkpoint that `inclusion` leads to. */
  readonly size: number;
  readonly inclusion: readonly Uint8Array[];
  /** The cosigned note of that size; null where the registry has lost it. */
  readonly note: string | null;
  /** When it was cosigned, milliseconds since 1970; 0 where it is not known. */
  readonly cosignedMs: number;
}

export interface ResultRow extends ProvenEntry {
  readonly kind: "result";
  readonly station: string;
  readonly region: string;
  readonly record: string;
  readonly ended: string;
  readonly verdict: string;
  readonly plate: string | null;
  readonly vin: string | null;
  readonly certificate: string | null;
  /** Id of the withdrawal; null while it is in force. */
  readonly withdrawnBy: string | null;
  /** The withdrawal itself; null where there is none, or none that is kept. */
  readonly withdrawal: ProvenEntry | null;
  /** A key of it was revoked from before it ended, which was not known when it came in. */
  readonly isKeyRevoked: boolean;
  /** When something of the station was cosigned last, milliseconds since 1970. */
  readonly heardMs: number;
}

/** Kept apart: in a log, and not in force. */
export interface ApartRow {
  readonly kind: "apart";
  readonly station: string;
  readonly region: string;
  readonly entry: string;
  readonly index: number;
  readonly defect: string;
  readonly sentence: { readonly zh: string; readonly en: string };
}

/** At one moment of the database. */
export interface Searched {
  /** Of the state that was read, milliseconds since 1970. */
  readonly asOfMs: number;
  /** Newest first, of all vehicles or candidates concerned; at most `ROWS_MAX`. */
  readonly results: readonly ResultRow[];
  readonly apart: readonly ApartRow[];
}

/** Of one question: more than a vehicle has in its life. */
export const ROWS_MAX = 40;
