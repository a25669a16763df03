import { z } from "zod";
import { canonicalIdNumber, ID_KINDS, idKindOf, idProblem } from "../door/identity-document.ts";
import { LICENCE_CLASSES } from "../door/licence-class.ts";
import { personName, signedText } from "../door/signed-text.ts";

const EXAMINER_MAX = 64;
const KIND_NAME_MAX = 32;
const SCHOOL_MAX = 100;

/** A candidate's dossier as the registry gives it; an identity number that is not masked is refused. */
export const candidateSchema = z
  .strictObject({
    name: personName,
    /** Capital letters; its kind is read from its form, or stated in `idKind`. */
    idMasked: z.string().max(30, "form:idNumber").overwrite(canonicalIdNumber),
    idKind: z.enum(ID_KINDS).exactOptional(),
    /** What the document is called, for `idKind: other`. */
    idKindName: signedText(KIND_NAME_MAX).exactOptional(),
    learnerCertificate: z.string().regex(/^\d{12}$/, "form:learnerCertificate"),
    licenceClass: z.enum(LICENCE_CLASSES),
    /** First try or the retake of the same session. */
    attempt: z.int().min(1).max(2),
    examiner: signedText(EXAMINER_MAX),
    /** 驾校; absent for whoever learnt by themselves, or where the registry does not tell. */
    school: signedText(SCHOOL_MAX).exactOptional(),
  })
  .superRefine((candidate, context) => {
    const problem = idProblem(candidate);
    if (problem !== null) context.addIssue({ code: "custom", path: ["idMasked"], message: problem });
    if ((candidate.idKind === "other") !== (candidate.idKindName !== undefined))
      context.addIssue({ code: "custom", path: ["idKindName"], message: "form:idKindName" });
  });

/** `licenceClass` is open in the type only: whoever scores a trace of nobody writes `-`. */
export type Candidate = Omit<z.output<typeof candidateSchema>, "licenceClass"> & {
  readonly licenceClass: string;
};

export function candidateSubject(candidate: Candidate): Record<string, string> {
  return {
    name: candidate.name,
    idMasked: candidate.idMasked,
    idKind: idKindOf(candidate) ?? "other",
    ...(candidate.idKindName === undefined ? {} : { idKindName: candidate.idKindName }),
    learnerCertificate: candidate.learnerCertificate,
    licenceClass: candidate.licenceClass,
    attempt: String(candidate.attempt),
    ...(candidate.school === undefined ? {} : { school: candidate.school }),
    examiner: candidate.examiner,
  };
}
