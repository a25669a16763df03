/** What the registry says that it holds of one station: nothing of it is believed. */
export interface RegistryCopy {
  readonly station: string;
  /** How often its log was taken up at an earlier size. */
  readonly branch: number;
  /** `note` is empty at size 0. */
  readonly head: RegistryCheckpoint;
  readonly checkpoints: readonly RegistryCheckpoint[];
  /** Signed decisions about its log, oldest first, as they are kept. */
  readonly decisions: readonly string[];
}

export interface RegistryCheckpoint {
  readonly branch: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly records: number;
  /** The cosigned note. */
  readonly note: string;
}

/** A record of the registry, column by column. */
export interface RegistryRow {
  readonly branch: number;
  readonly index: number;
  readonly sequence: number;
  readonly kind: "result" | "withdrawal" | "quarantined";
  readonly record: string | null;
  readonly job: string | null;
  readonly of: string | null;
  readonly verdict: string | null;
  readonly plate: string | null;
  readonly vin: string | null;
  readonly certificate: string | null;
  readonly withdraws: string | null;
  readonly withdrawnBy: string | null;
  readonly isAbandoned: boolean;
  readonly defect: string | null;
  /** Of the checkpoint that `inclusion` leads to. */
  readonly size: number;
  /** Null where none is kept. */
  readonly inclusion: readonly Uint8Array[] | null;
  readonly entry: string;
}
