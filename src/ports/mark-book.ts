import type { StatusValue } from "../core/marks/status-statement.ts";

/** A mark as it was signed, with its place among the statuses. */
export interface KeptMark {
  readonly record: string;
  /** Status list, from 1, and the place in it. */
  readonly list: number;
  readonly index: number;
  /** COSE_Sign1. */
  readonly bytes: Uint8Array;
}

/** `beside`: the oldest mark of the same list, COSE_Sign1; null where this is its first. */
export interface MarkPlace extends Pick<KeptMark, "list" | "index"> {
  readonly beside: Uint8Array | null;
}

export interface NewMark {
  readonly bytes: Uint8Array;
  readonly keyId: string;
  readonly issuedMs: number;
  readonly expiresMs: number;
}

/** `value`: null where the rows alone do not say: somebody has to look into the records. */
export interface ListedMark {
  readonly index: number;
  readonly record: string;
  readonly value: StatusValue | null;
}

/** As the records stand at one moment. */
export interface ListedMarks {
  readonly asOfMs: number;
  readonly marks: readonly ListedMark[];
  /** The oldest of them, COSE_Sign1. */
  readonly oldest: Uint8Array;
  /** The database was put back from a copy since the list was begun: a place that is free here may be that of a mark. */
  readonly isPutBack: boolean;
}

/** Where the registry keeps marks. Each throws EdgeError DATABASE_UNAVAILABLE. */
export interface MarkBook {
  /** Null also for one whose key was revoked from before it was issued: nobody believes it. */
  issued(record: string): Promise<KeptMark | null>;
  /**
   * The one there is, or a new one: two who ask at once get the same. `make` gets a place that nobody has; null: it is none after all. `goesOn`: whether new marks
   * belong into the list of that number with that oldest mark; else another list is begun.
   */
  issue(
    record: string,
    make: (place: MarkPlace) => Promise<NewMark | null>,
    goesOn: (list: number, oldest: Uint8Array) => boolean,
  ): Promise<KeptMark | null>;
  /** Null where there is no such list. */
  list(list: number): Promise<ListedMarks | null>;
}
