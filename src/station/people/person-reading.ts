import type { z } from "zod";
import { formWords } from "../../core/door/forms.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";

const FOUND_CHARACTERS_MAX = 60;
const WHERE_CHARACTERS_MAX = 60;
/** What is found there is shown to nobody. */
const SECRET_FIELDS: ReadonlySet<PropertyKey> = new Set(["password", "pin", "wanted", "token"]);

/** Where a form about a person is wrong, what was found there, and what is allowed. */
export function personMalformed(error: z.ZodError, form: unknown): Reason {
  const [issue] = error.issues;
  const isKey = issue?.code === "unrecognized_keys";
  const path = [...(issue?.path ?? []), ...(isKey ? issue.keys.slice(0, 1) : [])];
  const found = path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    form,
  );
  const words = isKey ? formWords("form:nothing") : formWords(issue?.message ?? "");
  const message = issue?.message ?? "";
  const isSecret = path.some((key) => SECRET_FIELDS.has(key));
  const shown =
    found === undefined ? "nothing" : isSecret ? "***" : JSON.stringify(found).slice(0, FOUND_CHARACTERS_MAX);
  return reason("PERSON_MALFORMED", {
    where: path.map(String).join(".").slice(0, WHERE_CHARACTERS_MAX) || "form",
    found: shown,
    allowed: words?.en ?? message,
    allowedZh: words?.zh ?? message,
  });
}
