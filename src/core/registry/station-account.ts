import { type FollowingKeys, withUsed } from "./following-keys.ts";

/** What the registry cosigned last of a station's log. */
export interface RegistryHead {
  /** Entries of the log; 0 for none yet. */
  readonly size: number;
  /** Of the tree over them, 32 bytes. */
  readonly root: Uint8Array;
  /** Sealed records below `size`, good and quarantined. */
  readonly records: number;
  /** The cosigned note; empty at size 0. */
  readonly note: string;
  /** The registry's clock then, milliseconds since 1970; 0 where it is not known. */
  readonly cosignedMs: number;
}

/** A station as the registry stands with it. */
export interface StationAccount {
  readonly station: string;
  readonly log: FollowingKeys;
  readonly record: FollowingKeys;
  readonly head: RegistryHead;
  /** How often a decision took the log up at an earlier size: records of before may be of a branch that does not go on. */
  readonly branch: number;
}

/** Where a sealed record stands: `sequence` counts the station's records without a gap. */
export interface RecordPlace {
  readonly index: number;
  readonly sequence: number;
}

export interface StoredResult extends RecordPlace {
  readonly kind: "result";
  readonly record: string;
  readonly job: string;
  readonly of: "inspection" | "exam";
  readonly verdict: string;
  /** When the job ended, by the station: RFC 3339, UTC. */
  readonly ended: string;
  /** By which it is looked for; lower-case names as the record has them. */
  readonly subject: Readonly<Record<string, string>>;
  /** The journal entry, whose UTF-8 bytes are the leaf. */
  readonly entry: string;
  readonly inclusion: readonly Uint8Array[];
}

export interface StoredWithdrawal extends RecordPlace {
  readonly kind: "withdrawal";
  readonly record: string;
  readonly job: string;
  readonly of: "inspection" | "exam";
  readonly withdraws: { readonly record: string; readonly sequence: number };
  readonly at: string;
  readonly entry: string;
  readonly inclusion: readonly Uint8Array[];
}

/** In the station's log, proven to be there, and not in force. */
export interface QuarantinedRecord extends RecordPlace {
  readonly kind: "quarantined";
  /** Code of the reason. */
  readonly defect: string;
  readonly sentence: { readonly zh: string; readonly en: string };
  readonly entry: string;
}

export type TakenRecord = StoredResult | StoredWithdrawal | QuarantinedRecord;

/** How a checkpoint goes on from the one before it, for witnesses that are asked later. */
export interface HeadStep {
  readonly oldSize: number;
  /** RFC 6962 consistency proof. */
  readonly consistency: readonly Uint8Array[];
}

/** One commit: the next head with everything that it receipts. Durable as a whole or not at all. */
export interface AccountChange {
  readonly head: RegistryHead;
  readonly taken: readonly TakenRecord[];
  /** Keys by which the checkpoint and the records were found good. */
  readonly usedKeyIds: readonly string[];
  /** Null where the tree is that of before, cosigned anew. */
  readonly step: HeadStep | null;
}

export function evolveAccount(account: StationAccount, change: AccountChange): StationAccount {
  return {
    ...account,
    head: change.head,
    log: change.usedKeyIds.reduce(withUsed, account.log),
    record: change.usedKeyIds.reduce(withUsed, account.record),
  };
}
