import { z } from "zod";

/** A candidate's dossier as the registry gives it; the identity number is masked before it reaches the edge. */
export const candidateSchema = z.strictObject({
  name: z.string().min(1),
  idMasked: z.string().regex(/^[0-9*]{15}$|^[0-9*]{17}[0-9X*]$/, "an identity number with its middle as *"),
  learnerCertificate: z.string().regex(/^\d{12}$/, "12 digits"),
  licenceClass: z.string().min(1),
  /** First try or the retake of the same session. */
  attempt: z.int().min(1).max(2),
  examiner: z.string().min(1),
});

export type Candidate = z.output<typeof candidateSchema>;

export function candidateSubject(candidate: Candidate): Record<string, string> {
  return {
    name: candidate.name,
    idMasked: candidate.idMasked,
    learnerCertificate: candidate.learnerCertificate,
    licenceClass: candidate.licenceClass,
    attempt: String(candidate.attempt),
    examiner: candidate.examiner,
  };
}
