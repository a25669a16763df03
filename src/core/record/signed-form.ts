import type { z } from "zod";
import { type Reason, reason } from "../trade/reasons.ts";

/** The first field of a signed document that is not of its form. */
export function fieldOf(error: z.ZodError): Reason {
  return reason("FIELD_MALFORMED", { field: pathOf(error) });
}

/** `items.0.verdict`, with the name of a field that is not known; `(root)` for the document itself. */
export function pathOf(error: z.ZodError): string {
  const issue = error.issues[0];
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const path = [...(issue?.path ?? []), ...unknown].map(String);
  return path.length === 0 ? "(root)" : path.join(".");
}
