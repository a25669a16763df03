import type { Sentence } from "../trade/reason-shape.ts";
import { type Reason, reason, sentenceOf } from "../trade/reasons.ts";
import { type ToldLock, toldLock } from "./delivery-lock.ts";
import type { DeliveryState, ShownRefusal } from "./delivery-state.ts";
import { placesFrom, type RecordPlace } from "./receipt-book.ts";

/** How delivery stands, for the screens. */
export interface DeliveryStatus {
  readonly connected: boolean;
  /** Sealed records without a verified receipt. */
  readonly pending: number;
  /** Durable in the journal. */
  readonly receiptedSize: number;
  readonly locked: ToldLock | null;
  readonly refusal: ShownRefusal | null;
  /** What is wrong on the way to the registry, and what to do about it. */
  readonly trouble: ({ readonly code: Reason["code"] } & Sentence) | null;
  /** When the oldest record without a verified receipt was sealed, by the station's clock as it is set now. */
  readonly oldestSealedWallMs: number | null;
  /** When something is sent again, or the connection is tried again, by the station's clock; absent where nothing waits for that. */
  readonly nextAttemptWallMs?: number;
}

/** What is wrong beside deliveries is told where nothing is wrong with them. That both sides do not speak the same explains the silence. */
export function withTrouble(status: DeliveryStatus, beside: Reason | null): DeliveryStatus {
  if (beside === null) return status;
  const explains = beside.code === "REGISTRY_OUTDATED" || beside.code === "STATION_OUTDATED";
  if (status.trouble !== null && !explains) return status;
  return { ...status, trouble: { code: beside.code, ...sentenceOf(beside) } };
}

/** One may be lost to any hiccup. */
const UNANSWERED_UNTIL_TOLD = 2;

/**
 * `oldest`: without a verified receipt. One that the registry has, and has cosigned with a date at which it could not have been (it was sealed by a clock
 * that was ahead), waits for nothing but the next result: where none comes for weeks, that is no outage. How old it is only whoever has a steady clock can say.
 */
export function deliveryStatus(state: DeliveryState): Omit<
  DeliveryStatus,
  "oldestSealedWallMs" | "nextAttemptWallMs"
> & {
  readonly oldest: RecordPlace | null;
} {
  const trouble = troubleOf(state);
  const waiting = placesFrom(state.book, state.accepted);
  return {
    connected: state.connected,
    pending: waiting.length,
    receiptedSize: state.durable,
    locked: state.lock === null ? null : toldLock(state.lock),
    refusal: state.refusal,
    trouble: trouble === null ? null : { code: trouble.code, ...sentenceOf(trouble) },
    oldest: waiting.find(({ index }) => index >= (state.misdated?.heldSize ?? 0)) ?? null,
  };
}

/** The nearest to the station first: what is behind it cannot be known. */
export function troubleOf(state: DeliveryState): Reason | null {
  const { linkTrouble, denied, large, unanswered, strays, misdated, awaiting } = state;
  if (linkTrouble !== null || denied !== null) return linkTrouble ?? denied;
  if (large !== null) return reason("BROKER_LIMIT_BELOW_RECORD", { ...large });
  // It answers, so that it is not silent: what it says is of another time.
  if (misdated !== null && placesFrom(state.book, state.accepted).length > 0) return misdated.why;
  if (unanswered.times < UNANSWERED_UNTIL_TOLD)
    return awaiting === null ? null : reason("RECEIPT_AWAITS_WITNESS", { ...awaiting });
  return reason("REGISTRY_SILENT", { ...unanswered, strays });
}

/** Whether a screen would show something else than before. */
export function isToldAnew(before: DeliveryState, now: DeliveryState): boolean {
  if (before.connected !== now.connected || before.lock !== now.lock || before.refusal !== now.refusal)
    return true;
  if (before.sealed !== now.sealed || before.durable !== now.durable) return true;
  const [was, is] = [troubleOf(before), troubleOf(now)];
  // A count that goes on is not news.
  return was?.code !== is?.code;
}
