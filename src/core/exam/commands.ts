import { z } from "zod";
import { commonCommandForms, noteText, reasonedForm, ruleId } from "../trade/command-forms.ts";
import type { CommandForms } from "../trade/command-reading.ts";
import { stopReasons } from "../trade/words/abort-reasons.ts";

/** What may be asked of an exam; `ExamCommand` and `CommonCommand` as they come from outside. */
export const EXAM_COMMAND_FORMS: CommandForms = {
  ...commonCommandForms("exam"),
  "stop-item": reasonedForm("stop-item", stopReasons("exam")),
  deduct: z.strictObject({
    name: z.literal("deduct"),
    rule: ruleId,
    note: noteText,
  }),
  withdraw: z.strictObject({
    name: z.literal("withdraw"),
    entry: z.int("form:entryNumber").min(1, "form:entryNumber"),
    note: noteText,
  }),
  "candidate-confirm": z.strictObject({
    name: z.literal("candidate-confirm"),
    agrees: z.boolean("form:yesNo"),
    note: noteText,
  }),
  sign: z.strictObject({ name: z.literal("sign"), note: noteText }),
  end: z.strictObject({ name: z.literal("end") }),
};
