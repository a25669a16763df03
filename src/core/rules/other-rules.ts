import type { SessionReport } from "../session.ts";
import type { Objection } from "../trade/admission.ts";

/**
 * What rules say that are not this subject's on its day, for a recording that is scored by them all the same: items and figures stand
 * as they came, and the whole is neither a pass nor a fail. Without an objection it is the report as it was.
 */
export function byOtherRules(report: SessionReport, objections: readonly Objection[]): SessionReport {
  if (objections.length === 0) return report;
  return {
    ...report,
    // What is void is so by any rules.
    verdict: report.verdict === "void" ? "void" : "undecided",
    reasons: [...objections.map(({ reason }) => reason), ...report.reasons],
  };
}
