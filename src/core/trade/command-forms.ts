import { z } from "zod";
import { isNote, isReason, isSignedCode, REASON_MAX } from "../door/signed-text.ts";
import type { CommandForms } from "./command-reading.ts";
import { abortReasons, type OfferedReasons, OTHER_REASON } from "./words/abort-reasons.ts";
import type { JobKind } from "./words/roles.ts";

const RULE_ID_MAX = 80;

/** Why somebody did something; it stands in the record. */
export const reasonText = z.string(`form:reason:${REASON_MAX}`).refine(isReason, `form:reason:${REASON_MAX}`);

/** As a reason, and may be left empty. */
export const noteText = z.string(`form:note:${REASON_MAX}`).refine(isNote, `form:note:${REASON_MAX}`);

export const ruleId = z
  .string("form:ruleId")
  .refine((text) => isSignedCode(text, RULE_ID_MAX), "form:ruleId");

/** A command that says why by a code of this list, and what the list has no words for in a note. */
export function reasonedForm(name: string, reasons: OfferedReasons) {
  const codes = reasons.map(([code]) => code);
  return z
    .strictObject({
      name: z.literal(name),
      reason: z.enum(codes, `form:oneOf:${codes.join(", ")}`),
      note: noteText,
    })
    .refine(({ reason, note }) => reason !== OTHER_REASON || note !== "", {
      path: ["note"],
      message: `form:reason:${REASON_MAX}`,
    });
}

/** What every kind of job understands. */
export function commonCommandForms(kind: JobKind): CommandForms {
  return {
    begin: z.strictObject({ name: z.literal("begin") }),
    abort: reasonedForm("abort", abortReasons(kind)),
  };
}
