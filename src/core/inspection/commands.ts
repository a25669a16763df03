import { z } from "zod";
import { commonCommandForms, noteText, reasonedForm, reasonText } from "../trade/command-forms.ts";
import type { CommandForms } from "../trade/command-reading.ts";
import { stopReasons } from "../trade/words/abort-reasons.ts";
import { FOUND } from "./manual/manual-commands.ts";

const partKey = z.string("form:partKey").regex(/^[a-z][a-z0-9-]{0,63}$/, "form:partKey");
const itemCode = z.string("form:manualItem").regex(/^[A-Z][A-Z0-9]*(?:-[A-Za-z0-9.]+)?$/, "form:manualItem");
const figure = z.string("form:figure").regex(/^(?:0|[1-9]\d{0,5})(?:\.\d{1,3})?$/, "form:figure");
const FIGURES_MAX = 20;
const SENT_BACK_MAX = 100;

/** What may be asked of an inspection; `InspectionCommand` and `CommonCommand` as they come from outside. */
export const INSPECTION_COMMAND_FORMS: CommandForms = {
  ...commonCommandForms("inspection"),
  "stop-item": reasonedForm("stop-item", stopReasons("inspection")),
  "go-on": z.strictObject({ name: z.literal("go-on") }),
  "part-begin": z.strictObject({ name: z.literal("part-begin"), part: partKey }),
  "part-enter": z.strictObject({
    name: z.literal("part-enter"),
    item: itemCode,
    found: z.enum(FOUND, `form:oneOf:${FOUND.join(", ")}`),
    note: noteText,
    values: z
      .record(z.string().max(80), figure)
      .refine((values) => Object.keys(values).length <= FIGURES_MAX, `form:atMostMany:${FIGURES_MAX}`),
  }),
  "part-photo": z.strictObject({
    name: z.literal("part-photo"),
    part: partKey,
    photo: z.string("form:photoCode").regex(/^\d{4}$/, "form:photoCode"),
    sha256: z.string("form:sha256").regex(/^[0-9a-f]{64}$/, "form:sha256"),
  }),
  "part-end": z.strictObject({ name: z.literal("part-end"), part: partKey }),
  "send-back": z.strictObject({
    name: z.literal("send-back"),
    items: z
      .array(itemCode, "form:manualItem")
      .min(1, "form:manualItem")
      .max(SENT_BACK_MAX, `form:atMostMany:${SENT_BACK_MAX}`),
    note: reasonText,
  }),
  sign: z.strictObject({ name: z.literal("sign"), note: noteText }),
};
