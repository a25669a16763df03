import type { ComingBundle, TakenPart } from "../core/evidence/take-part.ts";
import type { StationAccount } from "../core/registry/station-account.ts";

/** Which bundle of which station. */
export interface ArrivingBundle {
  readonly station: string;
  readonly record: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Where a part stands in it. */
export interface ArrivingPart extends ArrivingBundle {
  readonly at: number;
  readonly data: Uint8Array;
}

/** Evidence that comes in parts, until it is whole, and what it is bound to then. Every call throws EdgeError DATABASE_UNAVAILABLE where the database does not do it. */
export interface EvidenceArrivals {
  account(station: string): Promise<StationAccount | undefined>;
  /** The registry has taken such a record from that station. */
  isRecordOf(station: string, record: string): Promise<boolean>;
  /** The very bytes are bound to that record, and were not removed. */
  isKept(bundle: ArrivingBundle): Promise<boolean>;
  /** Keeps what `take` makes of what is held of that station; how much that is then. Durable when it returns. */
  add(part: ArrivingPart, take: (coming: ComingBundle | null) => TakenPart): Promise<number>;
  /** All bytes that are held of it, in their order; fewer than were added where another worker was done with it meanwhile. */
  whole(bundle: ArrivingBundle): Promise<Uint8Array>;
  /** Nothing of it is coming any more. */
  drop(bundle: ArrivingBundle): Promise<void>;
  /** Bound to its record, for so long at least. */
  bind(bundle: ArrivingBundle, terms: { readonly keepUntilMs: number; readonly by: string }): Promise<void>;
  /** Drops what nobody went on with since then. */
  sweep(beforeMs: number): Promise<void>;
}
