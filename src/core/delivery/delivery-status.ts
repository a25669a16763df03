import { type ToldLock, toldLock } from "./delivery-lock.ts";
import type { DeliveryState, ShownRefusal } from "./delivery-state.ts";
import { placesFrom } from "./receipt-book.ts";

/** How delivery stands, for the screens. */
export interface DeliveryStatus {
  readonly connected: boolean;
  /** Sealed records without a verified receipt. */
  readonly pending: number;
  /** Durable in the journal. */
  readonly receiptedSize: number;
  readonly locked: ToldLock | null;
  readonly refusal: ShownRefusal | null;
}

export function deliveryStatus(state: DeliveryState): DeliveryStatus {
  return {
    connected: state.connected,
    pending: placesFrom(state.book, state.accepted).length,
    receiptedSize: state.durable,
    locked: state.lock === null ? null : toldLock(state.lock),
    refusal: state.refusal,
  };
}
