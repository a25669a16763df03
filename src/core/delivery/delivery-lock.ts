import type { Sentence } from "../trade/reason-shape.ts";
import { type Reason, reason, sentenceOf } from "../trade/reasons.ts";

/**
 * Why delivery has stopped until a person has looked. fork, rollback: the registry has proof of another history of this log.
 * oversize, unreadable: a record cannot be sent. archived: the registry asks again for what this journal has let go.
 */
export interface DeliveryLock {
  readonly kind: "fork" | "rollback" | "oversize" | "unreadable" | "archived";
  /** The log size, or the index of the record. */
  readonly at: number;
}

/** A lock as people are told of it. */
export interface ToldLock extends DeliveryLock, Sentence {}

const REASONS: Readonly<Record<DeliveryLock["kind"], Reason>> = {
  fork: reason("DELIVERY_OTHER_HISTORY", {}),
  rollback: reason("DELIVERY_OTHER_HISTORY", {}),
  oversize: reason("DELIVERY_RECORD_TOO_LARGE", {}),
  unreadable: reason("DELIVERY_RECORD_UNREADABLE", {}),
  archived: reason("DELIVERY_ASKS_FOR_ARCHIVED", {}),
};

export function toldLock({ kind, at }: DeliveryLock): ToldLock {
  return { kind, at, ...sentenceOf(REASONS[kind]) };
}

export function lockReason(kind: DeliveryLock["kind"]): Reason {
  return REASONS[kind];
}
