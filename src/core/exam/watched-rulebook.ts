import { unwatchedRules } from "./prepared-exam.ts";
import { examRulebookSchema } from "./rulebook.ts";

/** An exam rulebook that may be used: every rule it gives to the machine is watched by a part of the machine. */
export const watchedRulebookSchema = examRulebookSchema.superRefine((book, context) => {
  const unwatched = new Set(unwatchedRules(book));
  for (const [index, rule] of book.rules.entries())
    if (unwatched.has(rule.id))
      context.addIssue({ code: "custom", path: ["rules", index, "id"], message: "form:watchedRule" });
});
