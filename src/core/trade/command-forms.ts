import { z } from "zod";
import type { CommandForms } from "./command-reading.ts";

const UNSIGNABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\ufffd]/u;

/** A text that a person enters and that ends in a signed record: one line, nothing invisible in it. */
export function commandText(charactersMax: number) {
  return z
    .string(`text of at most ${charactersMax} characters`)
    .max(charactersMax, `text of at most ${charactersMax} characters`)
    .refine((text) => !UNSIGNABLE.test(text), "one line of text without control characters")
    .refine((text) => text === text.trim(), "text without blanks at its ends");
}

/** What every kind of job understands. */
export const COMMON_COMMAND_FORMS: CommandForms = {
  begin: z.strictObject({ name: z.literal("begin") }),
  abort: z.strictObject({
    name: z.literal("abort"),
    reason: commandText(200).min(1, "a reason of 1 to 200 characters"),
  }),
};
