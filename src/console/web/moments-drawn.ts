import { type DrivenTrace, poseAt } from "../../core/exam/driven-trace.ts";
import type { JobView } from "../../station/live-message.ts";
import type { DeductionMark } from "./course-drawing.ts";
import { momentOf } from "./live-store.ts";
import { deductionsOf, momentKey } from "./moments.ts";

/** What was deducted in this test, with the body where it was when that happened: as the page saw it, or as it was driven. */
export function momentsOf(job: JobView, trace: DrivenTrace | null = null): readonly DeductionMark[] {
  return deductionsOf(job).map((finding) => {
    const seen = momentOf(momentKey(job.job, finding));
    const driven = trace === null ? null : poseAt(trace, finding.deduction.utcMs);
    return { finding, outline: seen ?? driven?.outline ?? null };
  });
}
