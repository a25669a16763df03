import type { JobId, RecordId } from "../quantities/ids.ts";
import type { JobKind } from "../trade/words/roles.ts";
import type { DeliveryLock } from "./delivery-lock.ts";

/** Where a sealed record stands: its entry in the log, and its number among the records, from 0 without a gap. */
export interface RecordPlace {
  readonly index: number;
  readonly sequence: number;
}

/** A sealed record as whoever is told of its receipt knows it. */
export interface SealedRecord extends RecordPlace {
  readonly job: JobId;
  readonly kind: JobKind;
  readonly record: RecordId;
  /** When it was sealed, by the station's clock of then. */
  readonly sealedWallMs: number;
  /** Of a withdrawal: the record that is not in force any more. */
  readonly withdraws?: RecordId;
}

/**
 * What is sealed and not receipted, as a journal says it. A start folds it out of the journal and hands it to delivery, which keeps
 * it from then on: there is no other list of this.
 */
export interface ReceiptBook {
  /** Of the last receipt in the journal, 0 for none. */
  readonly receiptedSize: number;
  /** Sealed records in the whole journal. */
  readonly sealed: number;
  /** At or above `receiptedSize`, rising. */
  readonly unreceipted: readonly SealedRecord[];
  /** The journal says that the history of the log is disputed, and of no act that ended it. */
  readonly lock: DeliveryLock | null;
}

/** Those at or above `size`; `places` are rising, and their rest is a copy. */
export function placesFrom<Place extends RecordPlace>(
  places: readonly Place[],
  size: number,
): readonly Place[] {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.index ?? 0) < size) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? places : places.slice(low);
}
