import type { Reason } from "../core/trade/reasons.ts";

export type Archived =
  /** On the archive's disk, read back, and the same. `sha256`: of the segment's file as it stands in the journal, hex. */
  | { readonly kind: "kept"; readonly sha256: string; readonly bytes: number }
  | { readonly kind: "failed"; readonly reason: Reason };

/** Where finished segments of a journal are copied to. */
export interface SegmentArchive {
  /** Calls back once, later. One that is there already and the same is kept. */
  keep(segment: number, done: (archived: Archived) => void): void;
}
