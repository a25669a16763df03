import { z } from "zod";
import { COMMON_COMMAND_FORMS, noteText, ruleId } from "../trade/command-forms.ts";
import type { CommandForms } from "../trade/command-reading.ts";

/** What may be asked of an exam; `ExamCommand` and `CommonCommand` as they come from outside. */
export const EXAM_COMMAND_FORMS: CommandForms = {
  ...COMMON_COMMAND_FORMS,
  deduct: z.strictObject({
    name: z.literal("deduct"),
    rule: ruleId,
    note: noteText,
  }),
  end: z.strictObject({ name: z.literal("end") }),
};
