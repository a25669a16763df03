import type { JournalEntry, WaitingFile } from "../core/journal/entry.ts";
import { asId, type JobId } from "../core/quantities/ids.ts";
import type { JobKind } from "../core/trade/roles.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { StationMemory } from "./station-memory.ts";

const HEAD_BYTES = 240;
const INPUT_OF = /^\{"type":"job-input","at":\{[^}]*\},"job":"([^"]+)"/;
const ENDED_OF = /^\{"type":"(?:record-sealed|job-closed)","at":\{[^}]*\},"job":"([^"]+)"/;

/** A job and the waiting file it was made from. */
export interface OpenedSource extends WaitingFile {
  readonly job: JobId;
  readonly kind: JobKind;
}

/**
 * Builds a station's memory from its journal. Jobs that are sealed or closed are done with: their inputs are not decided again (a
 * replay does that), so a start stays quick, and a rulebook that today's software would refuse does not stop a station
 * whose jobs by it were sealed long ago.
 */
export function recall(memory: StationMemory, store: Pick<JournalStore, "read">): OpenedSource[] {
  const decoder = new TextDecoder();
  const ended = new Set<JobId>();
  for (const record of store.read(0)) {
    const job = ENDED_OF.exec(decoder.decode(record.subarray(0, HEAD_BYTES)))?.[1];
    if (job !== undefined) ended.add(asId<"job">(job));
  }
  memory.expectEnded(ended);
  const sources: OpenedSource[] = [];
  let index = 0;
  for (const record of store.read(0)) {
    const job = INPUT_OF.exec(decoder.decode(record.subarray(0, HEAD_BYTES)))?.[1];
    const done = job !== undefined && ended.has(asId<"job">(job));
    if (!done) {
      const entry = JSON.parse(decoder.decode(record)) as JournalEntry;
      memory.note(entry, index);
      if (entry.type === "job-opened" && entry.source !== undefined)
        sources.push({ job: entry.job, kind: entry.order.kind, ...entry.source });
    }
    index += 1;
  }
  memory.expectEnded(new Set());
  memory.forgetDossiers();
  return sources;
}
