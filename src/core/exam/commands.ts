import { z } from "zod";
import { COMMON_COMMAND_FORMS, commandText } from "../trade/command-forms.ts";
import type { CommandForms } from "../trade/command-reading.ts";

/** What may be asked of an exam; `ExamCommand` and `CommonCommand` as they come from outside. */
export const EXAM_COMMAND_FORMS: CommandForms = {
  ...COMMON_COMMAND_FORMS,
  deduct: z.strictObject({
    name: z.literal("deduct"),
    rule: commandText(80).min(1, "the id of a rule"),
    note: commandText(200),
  }),
  end: z.strictObject({ name: z.literal("end") }),
};
