/**
 * A licence beside the candidate of a form. Names are not compared: one is Latin and the other is not. A machine says what agrees, and
 * a person says that it is the same one.
 */
export type NumberMatch = "agrees" | "differs" | "not-comparable";

/** By the characters of the form's number that the mask leaves open; another length is another kind of number. */
export function numberMatch(number: string | null, masked: string): NumberMatch {
  const [own, form] = [[...(number ?? "").toUpperCase()], [...masked.toUpperCase()]];
  const open = form.filter((letter) => letter !== "*").length;
  if (own.length === 0 || own.length !== form.length || open === 0) return "not-comparable";
  return form.every((letter, i) => letter === "*" || letter === own[i]) ? "agrees" : "differs";
}
