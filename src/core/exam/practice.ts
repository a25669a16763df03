import type { SessionReport } from "../session.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { PRACTICE } from "../trade/words/practice.ts";
import type { Candidate } from "./candidate.ts";

/** Who drives for practice: nobody by name, and no booking. */
export function practiceCandidate(licenceClass: string): Candidate {
  return {
    name: PRACTICE.zh,
    // The form of a number that says nothing.
    idMasked: "P0*****00",
    idKind: "other",
    idKindName: PRACTICE.zh,
    learnerCertificate: "000000000000",
    licenceClass,
    attempt: 1,
    examiner: PRACTICE.zh,
  };
}

/** What came of it, for those who were there: it ends without a record, so that no registry can take it for an exam. */
export function practiceOver({ verdict, score }: Pick<SessionReport, "verdict" | "score">): Reason {
  return reason("PRACTICE_OVER", { verdict: verdict ?? "void", points: score?.points ?? 0 });
}
