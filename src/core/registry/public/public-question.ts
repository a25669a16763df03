import { canonicalPlate, plateKind } from "../../door/plate.ts";
import { type Reason, reason } from "../../trade/reasons.ts";

/** What the public may ask. Whoever asks by what stands on a car or a paper has to know a part of what does not. */
export type PublicQuestion =
  | { readonly by: "record"; readonly record: string }
  | { readonly by: "vehicle"; readonly plate: string; readonly vinEnd: string }
  | { readonly by: "candidate"; readonly certificate: string; readonly identityEnd: string };

export type QuestionReading =
  | { readonly kind: "question"; readonly question: PublicQuestion }
  | { readonly kind: "refused"; readonly reason: Reason };

/** Longer than any plate, number or id with blanks between its characters; what is longer is not looked at. */
const CHARS_MAX = 200;

/** `text`: 64 hexadecimal digits, in any case and with blanks around them. */
export function recordQuestion(text: string): QuestionReading {
  const record = plain(text).toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(record)) return refused(reason("PUBLIC_RECORD_FORM", {}));
  return { kind: "question", question: { by: "record", record } };
}

/** As a person types it: full-width forms, small letters, blanks and separators are one spelling. */
export function vehicleQuestion(plateTyped: string, vinTyped: string): QuestionReading {
  const plate = canonicalPlate(plain(plateTyped));
  if (plateTyped.length > CHARS_MAX || plateKind(plate) === null)
    return refused(reason("PUBLIC_PLATE_FORM", {}));
  const vinEnd = plain(vinTyped).toUpperCase();
  // Of a frame number the last characters may be signs.
  if (!/^[A-Z0-9/.*-]{6}$/.test(vinEnd)) return refused(reason("PUBLIC_VIN_FORM", {}));
  return { kind: "question", question: { by: "vehicle", plate, vinEnd } };
}

export function candidateQuestion(certificateTyped: string, identityTyped: string): QuestionReading {
  const certificate = plain(certificateTyped);
  if (!/^\d{12}$/.test(certificate)) return refused(reason("PUBLIC_CERTIFICATE_FORM", {}));
  const identityEnd = plain(identityTyped).toUpperCase();
  if (!/^\d{3}[0-9X]$/.test(identityEnd)) return refused(reason("PUBLIC_IDENTITY_FORM", {}));
  return { kind: "question", question: { by: "candidate", certificate, identityEnd } };
}

/** What a question is counted under beside its address: the car or the paper, whatever was guessed of the rest. */
export function subjectAsked(question: PublicQuestion): string {
  switch (question.by) {
    case "record":
      return `record ${question.record}`;
    case "vehicle":
      return `plate ${question.plate}`;
    case "candidate":
      return `certificate ${question.certificate}`;
  }
}

function plain(typed: string): string {
  return typed.length > CHARS_MAX ? "" : typed.normalize("NFKC").replace(/\s/g, "");
}

function refused(why: Reason): QuestionReading {
  return { kind: "refused", reason: why };
}
