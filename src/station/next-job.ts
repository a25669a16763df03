import type { JournalLedger } from "../core/journal/ledger.ts";
import { asId, type JobId } from "../core/quantities/ids.ts";
import { openingEntries, type SoundPapers } from "./job-door.ts";
import type { UnstampedEntry } from "./journal-writer.ts";
import type { Looked } from "./opening-door.ts";
import type { NewJob, StationOptions } from "./station-options.ts";

/** The id of a job that may be opened, and what the journal says of it. */
export function nextJob(
  { station, requests, clock }: Pick<StationOptions, "station" | "requests" | "clock">,
  job: NewJob,
  { papers, asked, judged }: Extract<Looked<SoundPapers>, { kind: "may" }>,
  ledger: Pick<JournalLedger, "artifacts" | "takenIn" | "jobsOpened" | "commands" | "outages">,
): { readonly id: JobId; readonly entries: readonly UnstampedEntry[] } {
  const id = asId<"job">(`${station}-${String(ledger.jobsOpened + 1).padStart(6, "0")}`);
  const entries = openingEntries(id, job, papers, ledger, {
    asked,
    judged,
    heldReply: (sha256) => requests.heldReply(sha256),
    wallMs: Math.round(clock.wallMs()),
  });
  return { id, entries };
}
