import type { EarlierJob } from "../core/inspection/inspected-again.ts";
import type { InspectionEvent } from "../core/inspection/inspection-state.ts";
import type { JobOpened } from "../core/journal/entry.ts";
import { isEntryOf, readEntry } from "../core/journal/read-entry.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Artifact } from "../station/station-options.ts";

/** A job of before with the text that it was made of, so that its vehicle can be inspected again. */
export interface EarlierInspectionJob extends EarlierJob {
  readonly dossier: Artifact;
}

/** Its texts are appended together with its opening, right before it. */
export const BEFORE_OPENING = 8;

/** What the journal has of the job of this record; null where that part of it is gone, or stands elsewhere. */
export function earlierJob(
  store: Pick<JournalStore, "read" | "size" | "segments">,
  { job, evidence }: Pick<ResultDocument, "job" | "evidence">,
): EarlierInspectionJob | null {
  const { firstIndex, endIndex } = evidence;
  const first = store.segments?.first() ?? 0;
  if (firstIndex < first || endIndex > store.size()) return null;
  let index = Math.max(first, firstIndex - BEFORE_OPENING);
  let opened: JobOpened | null = null;
  const texts = new Map<string, Artifact>();
  const events: InspectionEvent[] = [];
  for (const bytes of store.read(index)) {
    if (index++ >= endIndex) break;
    if (
      !isEntryOf(bytes, "job-input") &&
      !isEntryOf(bytes, "job-opened") &&
      !isEntryOf(bytes, "artifact-stored")
    )
      continue;
    const entry = readEntry(bytes);
    if (entry?.type === "artifact-stored")
      texts.set(entry.sha256, { text: entry.text, mediaType: entry.mediaType });
    if (entry?.type === "job-opened" && entry.job === job) opened = entry;
    // The insides of events are what the session of this job made them.
    if (entry?.type === "job-input" && entry.job === job) events.push(...(entry.events as InspectionEvent[]));
  }
  const dossier = opened === null ? undefined : texts.get(opened.order.dossierSha256);
  return opened === null || dossier === undefined ? null : { order: opened.order, events, dossier };
}
