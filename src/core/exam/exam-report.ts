import type { SessionReport } from "../session.ts";
import type { ExamState } from "./exam-state.ts";
import type { PreparedExam } from "./prepared-exam.ts";

/** How a test stands, for the screen and for the record. */
export function examReport(
  exam: PreparedExam,
  subject: Readonly<Record<string, string>>,
  state: ExamState,
): SessionReport {
  const applied = new Set<string>();
  for (const finding of [...state.findings, ...state.items.flatMap((item) => item.findings)])
    if (finding.verifiedBy === null) applied.add(finding.rule);
  return {
    phase: state.phase,
    subject,
    items: state.items.map((item, i) => ({
      item: item.item,
      nameZh: exam.items[i]?.nameZh ?? item.kind,
      nameEn: exam.items[i]?.nameEn ?? item.kind,
      state: item.state,
      verdict: item.verdict,
      reason: item.reason,
      findings: item.findings,
    })),
    currentItem: state.current === null ? null : (state.items[state.current]?.item ?? null),
    prompt: state.prompt,
    findings: state.findings,
    score: { points: state.points, passMark: exam.rulebook.passMark },
    verdict: state.verdict,
    reasons: state.reasons,
    unverifiedRules: [...applied].sort(),
    faults: state.faults,
  };
}
