import { type Reason, reason } from "../trade/reasons.ts";
import type { JournalMending } from "./mending.ts";

/** For log and terminal. */
export function mendingTold(mending: JournalMending): Reason {
  switch (mending.kind) {
    case "index-rebuilt":
      return reason("JOURNAL_INDEX_REBUILT", {
        found: mending.found,
        records: mending.records,
        asked: mending.asked,
      });
    case "hashes-mended":
      return reason("JOURNAL_HASHES_MENDED", { segment: mending.segment, hashes: mending.hashes });
    case "segment-damaged":
      return reason("JOURNAL_SEGMENT_DAMAGED", { segment: mending.segment, position: mending.position });
    case "tail-cut": {
      const { bytes, record, segment, position, row } = mending;
      return reason("JOURNAL_TAIL_CUT", { bytes, record, segment, position, row });
    }
    case "note-unreadable":
      return reason("JOURNAL_MENDING_UNKNOWN", {});
  }
}
