import { z } from "zod";
import { COMMON_COMMAND_FORMS, reasonText } from "../trade/command-forms.ts";
import type { CommandForms } from "../trade/command-reading.ts";

/** What may be asked of an inspection; `InspectionCommand` and `CommonCommand` as they come from outside. */
export const INSPECTION_COMMAND_FORMS: CommandForms = {
  ...COMMON_COMMAND_FORMS,
  "stop-item": z.strictObject({
    name: z.literal("stop-item"),
    reason: reasonText,
  }),
  "go-on": z.strictObject({ name: z.literal("go-on") }),
};
