import type { ItemReport, SessionReport } from "../session.ts";
import { notDriven, verdictSoFar } from "./exam-end.ts";
import type { ExamState, ItemState } from "./exam-state.ts";
import { nextSigner } from "./examiner-entry.ts";
import { isFatal } from "./item-end.ts";
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
      ...standing(exam, state, item),
      findings: item.findings,
      meanwhile: item.meanwhile,
    })),
    currentItem: state.current === null ? null : (state.items[state.current]?.item ?? null),
    prompt: state.prompt,
    findings: state.findings,
    score: { points: state.points, passMark: exam.rulebook.passMark, fullMark: exam.rulebook.fullMark },
    signing: signingReport(exam, state),
    manual: null,
    verdict: state.verdict,
    reasons: state.reasons,
    scope: null,
    notes: state.notes,
    unverifiedRules: [...applied].sort(),
    faults: state.faults,
  };
}

function signingReport(exam: PreparedExam, state: ExamState): SessionReport["signing"] {
  const { signing } = state;
  if (signing === null) return null;
  const verdict = state.verdict ?? verdictSoFar(exam, state, signing.ending);
  return { next: nextSigner(exam, state), fourEyes: false, signed: signing.signed, verdict };
}

/** An item that was not driven by the end says so; what the examiner deducted for leaving it out may fail it. */
function standing(
  exam: PreparedExam,
  state: ExamState,
  item: ItemState,
): Pick<ItemReport, "verdict" | "reasons"> {
  if (state.phase !== "over" || item.verdict !== null)
    return { verdict: item.verdict, reasons: item.reasons };
  return {
    verdict: item.findings.some((finding) => isFatal(exam, finding)) ? "fail" : null,
    reasons: [notDriven(state)],
  };
}
