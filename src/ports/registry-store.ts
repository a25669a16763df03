import type { StationChange } from "../core/registry/decide-batch.ts";
import type { HeldBook } from "../core/registry/held-book.ts";
import type { RegistryHead, StationAccount } from "../core/registry/station-account.ts";

/** Ids and job numbers to look up of one station. */
export interface Asked {
  readonly station: string;
  readonly records: readonly string[];
  readonly jobs: readonly string[];
}

/** All of it becomes durable with the transaction's end, or none. */
export interface RegistryTransaction {
  /** Locked until the end, in one order whoever asks; those that are not registered are not in it. */
  accounts(stations: readonly string[]): Promise<ReadonlyMap<string, StationAccount>>;
  held(asked: readonly Asked[]): Promise<ReadonlyMap<string, HeldBook>>;
  /** `accounts`: as the changes leave them. */
  apply(changes: readonly StationChange[], accounts: ReadonlyMap<string, StationAccount>): Promise<void>;
}

/**
 * Where the registry keeps what it has cosigned. Every call throws EdgeError DATABASE_UNAVAILABLE where the database does not do it; whether a transaction
 * that failed at its end was taken is then not known, and what is read next says so.
 */
export interface RegistryStore {
  /** As they are now, not locked. */
  accounts(stations: readonly string[]): Promise<ReadonlyMap<string, StationAccount>>;
  transaction<Result>(work: (transaction: RegistryTransaction) => Promise<Result>): Promise<Result>;
  /** What was cosigned last of a station's log at that size; undefined where it never was. */
  cosignedAt(station: string, size: number): Promise<RegistryHead | undefined>;
}
