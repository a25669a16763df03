import { toldFinding } from "../core/record/told-finding.ts";
import { toldScope } from "../core/record/told-scope.ts";
import type { SessionReport } from "../core/session.ts";
import { sayAll } from "../core/trade/reason-shape.ts";
import { type Reason, sentenceOf, told } from "../core/trade/reasons.ts";

/** A report as a program reads it: every reason with its sentences, as in a record. */
export function toldReport(report: SessionReport): object {
  const { prompt } = report;
  return {
    ...report,
    items: report.items.map((item) => ({
      ...item,
      reasons: item.reasons.map(told),
      findings: item.findings.map(toldFinding),
    })),
    prompt: prompt === null ? null : { ...prompt, text: told(prompt.text) },
    findings: report.findings.map(toldFinding),
    reasons: report.reasons.map(told),
    scope: report.scope === null ? null : toldScope(report.scope),
    notes: report.notes.map(told),
    faults: report.faults.map((fault) => ({
      ...fault,
      detail: fault.detail === null ? null : told(fault.detail),
    })),
  };
}

/** On a terminal, which speaks English. */
export function inEnglish(reasons: readonly Reason[]): string {
  return sayAll(reasons, sentenceOf).en;
}
