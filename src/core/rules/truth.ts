/** Kleene's three values. Whatever is decided with a datum missing stays decided when the datum arrives. */
export type Truth = "true" | "false" | "undecided";

export function allOf(truths: readonly Truth[]): Truth {
  if (truths.includes("false")) return "false";
  return truths.includes("undecided") ? "undecided" : "true";
}

export function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes("true")) return "true";
  return truths.includes("undecided") ? "undecided" : "false";
}

export function notOf(truth: Truth): Truth {
  if (truth === "undecided") return "undecided";
  return truth === "true" ? "false" : "true";
}
