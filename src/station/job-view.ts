import type { SessionReport } from "../core/session.ts";
import { type Reason, sentenceOf } from "../core/trade/reasons.ts";
import type { JobTrack } from "./job-track.ts";
import type { JobView, ReasonView } from "./live-message.ts";

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
    closed: null,
    record: outcome.record,
    receiptSize: outcome.receiptSize,
    startedWallMs: track.openedAt.wallMs,
  };
}

/** A job that ended by an event; `seen` is what was last shown of it, null where nothing was. */
export function closedView(
  seen: JobView | null,
  known: Pick<JobView, "job" | "kind" | "startedWallMs">,
  why: Reason,
): JobView {
  const blank = {
    subject: {},
    items: [],
    currentItem: null,
    score: null,
    findings: [],
    verdict: null,
    reasons: [],
    record: null,
    receiptSize: null,
  };
  return { ...blank, ...seen, ...known, state: "closed", prompt: null, closed: reasonView(why) };
}

export function reasonView(why: Reason): ReasonView {
  return { code: why.code, params: why.params, ...sentenceOf(why) };
}

function stateOf(
  report: SessionReport,
  outcome: { readonly record: string | null; readonly receiptSize: number | null },
): JobView["state"] {
  if (outcome.receiptSize !== null) return "receipted";
  if (outcome.record !== null) return "sealed";
  return report.phase === "over" ? "concluded" : "running";
}
