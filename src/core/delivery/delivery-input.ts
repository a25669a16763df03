import type { Reason } from "../trade/reasons.ts";
import type { DeliveryLock } from "./delivery-lock.ts";
import type { ReceiptBook, RecordPlace, SealedRecord } from "./receipt-book.ts";
import type { RegistryReceipt, RegistryRefusal } from "./registry-answer.ts";
import type { DraftBytes, LargeRecord, SubmissionDraft } from "./submission.ts";

/** Whatever happens to delivery. `chance` is in [0, 1): the jitter of a wait that this input may lead to. */
export type DeliveryInput =
  | { readonly kind: "start"; readonly book: ReceiptBook }
  | { readonly kind: "stop" }
  /** The link is up, or has room again. `messageBytesMax`: as the other side says; null where it does not. */
  | { readonly kind: "link-ready"; readonly messageBytesMax: number | null }
  | { readonly kind: "link-down"; readonly why: Reason }
  /** What is wrong with the link, up or down; null when nothing is any more. */
  | { readonly kind: "link-trouble"; readonly why: Reason | null }
  /** Something that was taken is known not to have come through. */
  | { readonly kind: "link-refused"; readonly why: Reason; readonly chance: number }
  | { readonly kind: "record-sealed"; readonly record: SealedRecord }
  /** Answers the effects `sign`, `submit` and `look-back` of the same id or span. */
  | {
      readonly kind: "signed";
      readonly id: number;
      readonly draft: SubmissionDraft;
      readonly signature: Uint8Array;
    }
  | { readonly kind: "unsigned"; readonly id: number; readonly reason: string; readonly chance: number }
  | {
      readonly kind: "unsendable";
      readonly id: number;
      readonly why: "oversize" | "unreadable";
      readonly index: number;
    }
  /** A record that this broker does not take; another, or the same set otherwise, would. */
  | {
      readonly kind: "beyond-broker";
      readonly id: number;
      readonly record: LargeRecord;
      readonly chance: number;
    }
  | { readonly kind: "taken"; readonly id: number; readonly bytes: number; readonly atMs: number }
  | { readonly kind: "not-taken"; readonly id: number }
  | {
      readonly kind: "looked-back";
      readonly from: number;
      readonly to: number;
      /** Null where what stood there was let go, and is in the archive. */
      readonly indexes: readonly number[] | null;
    }
  /** What the registry says, with its proofs held against the log. */
  | { readonly kind: "receipt"; readonly receipt: RegistryReceipt; readonly atMs: number }
  | {
      readonly kind: "refusal";
      readonly refusal: RegistryRefusal;
      readonly chance: number;
      readonly atMs: number;
    }
  /** A message that says nothing to this station; `reason` where it cannot be read. */
  | { readonly kind: "noise"; readonly reason: Reason | null }
  | { readonly kind: "timer"; readonly timer: DeliveryTimer; readonly id: number; readonly chance: number }
  /** The owner has made a reported receipt durable. */
  | { readonly kind: "receipt-durable"; readonly size: number };

/** receipt: an answer is overdue. resubmit: a wait is over. ask-again: what the registry holds is to be looked at. */
export type DeliveryTimer = "receipt" | "resubmit" | "ask-again";

export type DeliveryEffect =
  /** Draft the records into a submission from `oldSize` and have the log key sign it. */
  | {
      readonly kind: "sign";
      readonly id: number;
      readonly oldSize: number;
      /** None: the size receipted last is to be asked about. */
      readonly places: readonly RecordPlace[];
      /** Sealed records below `oldSize`, where there are no places. */
      readonly sealedBelow: number;
      readonly bytes: DraftBytes;
    }
  | {
      readonly kind: "submit";
      readonly id: number;
      readonly draft: SubmissionDraft;
      readonly signature: Uint8Array;
    }
  /** Find the sealed records of the log in [from, to). */
  | { readonly kind: "look-back"; readonly from: number; readonly to: number }
  | {
      readonly kind: "start-timer";
      readonly timer: DeliveryTimer;
      readonly id: number;
      readonly afterMs: number;
    }
  | { readonly kind: "cancel-timer"; readonly id: number }
  /** A verified receipt, each size once and rising, with the records it covers for the first time. */
  | {
      readonly kind: "report-receipt";
      readonly size: number;
      readonly checkpoint: string;
      readonly covered: readonly SealedRecord[];
    }
  /** Delivery has stopped until a person has looked; once. */
  | {
      readonly kind: "report-lock";
      readonly lock: DeliveryLock;
      /** Of another history: the checkpoint that shows it. */
      readonly proof: string | null;
    }
  | {
      readonly kind: "log";
      readonly level: "info" | "warn" | "error";
      readonly what: string;
      readonly details: Readonly<Record<string, unknown>>;
    };
