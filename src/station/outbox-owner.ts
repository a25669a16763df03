import type { SealedRecord } from "../core/delivery/receipt-book.ts";
import type { UnstampedEntry } from "./journal-writer.ts";
import type { Outbox, OutboxOptions } from "./outbox.ts";
import type { EventSenderOwner, StationOptions } from "./station-options.ts";
import type { StationScreen } from "./station-screen.ts";

export type OutboxOwner = Pick<
  OutboxOptions,
  "onReceipt" | "whyImplausible" | "onStanding" | "onOtherHistory"
>;

export interface OutboxOwnerParts {
  readonly screen: StationScreen;
  readonly whyImplausible: OutboxOptions["whyImplausible"];
  append(entry: UnstampedEntry, durable: () => void): void;
  receiptDurable(size: number): void;
  tellRecord(event: Parameters<StationOptions["onRecord"]>[0]): void;
}

/** What a station makes of what its outbox learns: an entry first, then whoever waits for it. */
export function outboxOwner(parts: OutboxOwnerParts): OutboxOwner {
  const { screen, whyImplausible } = parts;
  const onReceipt = (size: number, checkpoint: string, covered: readonly SealedRecord[]): void =>
    parts.append({ type: "receipt", size, checkpoint }, () => {
      parts.receiptDurable(size);
      for (const sealed of covered) {
        if (sealed.withdraws === undefined) screen.receipted(sealed.job, size);
        else screen.withdrawalReceipted(sealed.job, size);
        parts.tellRecord({ kind: "receipted", sealed, envelope: null, checkpoint });
      }
    });
  return {
    onReceipt,
    whyImplausible,
    onStanding: () => screen.station(),
    onOtherHistory: (kind, size, checkpoint) =>
      parts.append({ type: "delivery-locked", kind, size, checkpoint }, () => screen.station()),
  };
}

/** Events come after the records. */
export function eventsOwner(outbox: Outbox, screen: Pick<StationScreen, "station">): EventSenderOwner {
  return { mayGo: () => outbox.leavesRoom, onStanding: () => screen.station() };
}
