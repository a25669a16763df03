import { z } from "zod";
import { isNote, isReason, isSignedCode, REASON_MAX } from "../door/signed-text.ts";
import type { CommandForms } from "./command-reading.ts";

const RULE_ID_MAX = 80;

/** Why somebody did something; it stands in the record. */
export const reasonText = z
  .string("a reason")
  .refine(isReason, `a reason of 1 to ${REASON_MAX} visible characters in one line`);

/** As a reason, and may be left empty. */
export const noteText = z
  .string("a note")
  .refine(isNote, `a note of at most ${REASON_MAX} visible characters in one line`);

export const ruleId = z
  .string("the id of a rule")
  .refine((text) => isSignedCode(text, RULE_ID_MAX), "the id of a rule");

/** What every kind of job understands. */
export const COMMON_COMMAND_FORMS: CommandForms = {
  begin: z.strictObject({ name: z.literal("begin") }),
  abort: z.strictObject({ name: z.literal("abort"), reason: reasonText }),
};
