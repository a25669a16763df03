import { z } from "zod";
import { COMMON_COMMAND_FORMS, commandText } from "../trade/command-forms.ts";
import type { CommandForms } from "../trade/command-reading.ts";

/** What may be asked of an inspection; `InspectionCommand` and `CommonCommand` as they come from outside. */
export const INSPECTION_COMMAND_FORMS: CommandForms = {
  ...COMMON_COMMAND_FORMS,
  "stop-item": z.strictObject({
    name: z.literal("stop-item"),
    reason: commandText(200).min(1, "a reason of 1 to 200 characters"),
  }),
};
