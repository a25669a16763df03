import type { SessionReport } from "../core/session.ts";
import type { JobTrack } from "./job-track.ts";
import type { JobView } from "./live-message.ts";

/** How a job looks on the screen. `sealed` and `receipt` are told by the station, the rest is the session's own report. */
export function jobView(
  track: Pick<JobTrack, "job" | "order" | "openedAt">,
  report: SessionReport,
  outcome: { readonly record: string | null; readonly receiptSize: number | null },
): JobView {
  return {
    job: track.job,
    kind: track.order.kind,
    subject: report.subject,
    state: stateOf(report, outcome),
    items: report.items,
    currentItem: report.currentItem,
    prompt: report.prompt,
    score: report.score,
    findings: report.findings,
    verdict: report.verdict,
    reasons: report.reasons,
    record: outcome.record,
    receiptSize: outcome.receiptSize,
    startedWallMs: track.openedAt.wallMs,
  };
}

function stateOf(
  report: SessionReport,
  outcome: { readonly record: string | null; readonly receiptSize: number | null },
): JobView["state"] {
  if (outcome.receiptSize !== null) return "receipted";
  if (outcome.record !== null) return "sealed";
  return report.phase === "over" ? "concluded" : "running";
}
