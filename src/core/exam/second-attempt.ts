import type { EarlierAttempt } from "../journal/entry.ts";
import type { ResultDocument } from "../record/result-document.ts";
import type { Verdict } from "../rules/finding.ts";
import type { Following } from "../session.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { Candidate } from "./candidate.ts";
import type { ExamRulebook } from "./rulebook.ts";

/** What a second attempt is opened with: the candidate as the first one's record names them, and what came before. */
export type SecondAttempt =
  | { readonly kind: "may"; readonly dossier: string; readonly after: EarlierAttempt }
  | { readonly kind: "refused"; readonly reason: Reason };

/**
 * What may follow on the spot (当场补考) after this record of an exam, on this civil date: after a first attempt that failed the second, and
 * after a void one, which nobody answers for, the same attempt again. Whether the rulebook knows a second attempt, and what it keeps of
 * the first, is asked when the job is opened.
 */
export function secondAttempt(
  record: string,
  first: ResultDocument,
  days: { readonly firstOn: string; readonly today: string },
): SecondAttempt {
  const { subject, verdict, kind, job } = first;
  if (kind !== "exam") return refused(reason("NO_SECOND_OF_INSPECTION", {}));
  if (days.firstOn !== days.today) return refused(reason("FIRST_OF_ANOTHER_DAY", { ...days }));
  const attempt = Number(subject.attempt);
  if (verdict === "void")
    return {
      kind: "may",
      dossier: JSON.stringify({ ...subject, attempt }),
      after: { job, record, clean: [] },
    };
  if (attempt !== 1) return refused(reason("NO_THIRD_ATTEMPT", {}));
  if (verdict !== "fail") return refused(reason("FIRST_NOT_FAILED", { verdict }));
  const clean = first.items.flatMap(({ item, verdict: of, findings }) =>
    of === "pass" && findings.every(({ deduction }) => deduction === null) ? [item] : [],
  );
  return { kind: "may", dossier: JSON.stringify({ ...subject, attempt: 2 }), after: { job, record, clean } };
}

/** What may follow an exam of this verdict by this rulebook; null where nothing may. `secondAttempt` and the door say the same. */
export function followingExam(
  { secondAttempt: second }: Pick<ExamRulebook, "secondAttempt">,
  { attempt }: Pick<Candidate, "attempt">,
  verdict: Verdict,
): Following | null {
  const isFirst = attempt === 1;
  const following = (as: Following["as"]): Following => ({ as, withinDays: 0, from: null });
  if (verdict === "void") return isFirst || second !== null ? following("same-attempt") : null;
  return verdict === "fail" && isFirst && second !== null ? following("second-attempt") : null;
}

function refused(why: Reason): SecondAttempt {
  return { kind: "refused", reason: why };
}
