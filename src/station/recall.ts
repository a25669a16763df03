import type { JournalEntry } from "../core/journal/entry.ts";
import { asId, type JobId } from "../core/quantities/ids.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { StationMemory } from "./station-memory.ts";

const HEAD_BYTES = 240;
const INPUT_OF = /^\{"type":"job-input","at":\{[^}]*\},"job":"([^"]+)"/;
const SEALED_OF = /^\{"type":"record-sealed","at":\{[^}]*\},"job":"([^"]+)"/;

/**
 * Builds a station's memory from its journal. Jobs that are sealed are done with: their inputs are not decided again (a
 * replay does that), so a start stays quick, and a rulebook that today's software would refuse does not stop a station
 * whose jobs by it were sealed long ago.
 */
export function recall(memory: StationMemory, store: Pick<JournalStore, "read">): void {
  const decoder = new TextDecoder();
  const sealed = new Set<JobId>();
  for (const record of store.read(0)) {
    const job = SEALED_OF.exec(decoder.decode(record.subarray(0, HEAD_BYTES)))?.[1];
    if (job !== undefined) sealed.add(asId<"job">(job));
  }
  memory.expectSealed(sealed);
  let index = 0;
  for (const record of store.read(0)) {
    const job = INPUT_OF.exec(decoder.decode(record.subarray(0, HEAD_BYTES)))?.[1];
    const done = job !== undefined && sealed.has(asId<"job">(job));
    if (!done) memory.note(JSON.parse(decoder.decode(record)) as JournalEntry, index);
    index += 1;
  }
  memory.forgetDossiers();
}
