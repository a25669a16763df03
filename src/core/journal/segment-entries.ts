import type { EntryTime } from "./entry.ts";
import type { KeptFrom } from "./retention.ts";

/** A copy of a finished segment lies in the archive, read back and found the same. */
export interface SegmentArchived {
  readonly type: "segment-archived";
  readonly at: EntryTime;
  readonly segment: number;
  /** Its records: [firstIndex, endIndex). */
  readonly firstIndex: number;
  readonly endIndex: number;
  /** Of the segment's file, hex, and its length. */
  readonly sha256: string;
  readonly bytes: number;
}

/** The oldest segment is removed from the journal's directory, by the retention rule; its copy stays in the archive. */
export interface SegmentLetGo {
  readonly type: "segment-let-go";
  readonly at: EntryTime;
  /** What is left begins there. */
  readonly kept: KeptFrom;
  readonly keepDays: number;
}
