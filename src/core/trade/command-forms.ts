import { z } from "zod";
import { isNote, isReason, isSignedCode, REASON_MAX } from "../door/signed-text.ts";
import type { CommandForms } from "./command-reading.ts";

const RULE_ID_MAX = 80;

/** Why somebody did something; it stands in the record. */
export const reasonText = z.string(`form:reason:${REASON_MAX}`).refine(isReason, `form:reason:${REASON_MAX}`);

/** As a reason, and may be left empty. */
export const noteText = z.string(`form:note:${REASON_MAX}`).refine(isNote, `form:note:${REASON_MAX}`);

export const ruleId = z
  .string("form:ruleId")
  .refine((text) => isSignedCode(text, RULE_ID_MAX), "form:ruleId");

/** What every kind of job understands. */
export const COMMON_COMMAND_FORMS: CommandForms = {
  begin: z.strictObject({ name: z.literal("begin") }),
  abort: z.strictObject({ name: z.literal("abort"), reason: reasonText }),
};
