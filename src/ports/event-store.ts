import type { HeldEvent } from "../core/events/event-batch.ts";
import type { EventPlace } from "../core/events/station-event.ts";
import type { BatchEvent, EventGap } from "../core/events/take-events.ts";
import type { StationAccount } from "../core/registry/station-account.ts";

/** Behind what is held of that station, in their order. */
export interface FreshEvents {
  readonly station: string;
  readonly gap: EventGap | null;
  readonly events: readonly BatchEvent[];
}

/** All of it becomes durable with the transaction's end, or none. */
export interface EventTransaction {
  /** The last event that is held of each, locked until the end, in one order whoever asks; null for none. */
  held(stations: readonly string[]): Promise<ReadonlyMap<string, HeldEvent | null>>;
  /** What is held from `from` (null: the first) to `to`, both with it, in order. */
  between(station: string, from: EventPlace | null, to: EventPlace): Promise<readonly HeldEvent[]>;
  /** Once, last. */
  append(fresh: readonly FreshEvents[]): Promise<void>;
}

/** Where the registry keeps what stations tell. Every call throws EdgeError DATABASE_UNAVAILABLE where the database does not do it. */
export interface EventStore {
  account(station: string): Promise<StationAccount | undefined>;
  transaction<Result>(work: (transaction: EventTransaction) => Promise<Result>): Promise<Result>;
}
