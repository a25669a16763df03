import { secondAttempt } from "../core/exam/second-attempt.ts";
import { inspectedAgain } from "../core/inspection/inspected-again.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { EarlierInspectionJob } from "./earlier-job.ts";
import type { Again } from "./job-desk.ts";

/** What a station knows of its own records, and of the day. */
export interface EarlierRecords {
  /** A record of this station by its id, as the journal has it; null where it has none. */
  earlier(record: string): ResultDocument | null;
  /** The job of such a record, as far as the journal still has it. */
  earlierJob(first: ResultDocument): EarlierInspectionJob | null;
  /** Civil date where the station stands. */
  localDate(wallMs: number): string;
  wallMs(): number;
}

export type ComesAgain =
  | { readonly kind: "may"; readonly again: Again }
  | { readonly kind: "refused"; readonly reason: Reason };

/** The same subject once more, after this record: a candidate's second attempt, or a vehicle's re-inspection. */
export function comesAgainAfter(
  kind: JobKind,
  record: string,
  { earlier, earlierJob, localDate, wallMs }: EarlierRecords,
): ComesAgain {
  const first = earlier(record);
  if (first === null) return { kind: "refused", reason: reason("FIRST_NOT_FOUND", {}) };
  const firstOn = localDate(Date.parse(first.time.ended));
  if (kind === "exam") {
    const second = secondAttempt(record, first, { firstOn, today: localDate(Math.round(wallMs())) });
    if (second.kind === "refused") return second;
    const dossier = { text: second.dossier, mediaType: "application/json" };
    return { kind: "may", again: { dossier, after: second.after } };
  }
  const job = first.kind === "inspection" ? earlierJob(first) : null;
  if (job === null) return { kind: "refused", reason: reason("FIRST_NOT_FOUND", {}) };
  const next = inspectedAgain(record, first, job, firstOn);
  if (next.kind === "refused") return next;
  return { kind: "may", again: { dossier: job.dossier, after: next.after } };
}
