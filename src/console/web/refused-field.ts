import type { Sentence } from "../../core/trade/reason-shape.ts";
import { type Answer, whyNotDone } from "./station-answer.ts";
import { textIn } from "./texts.ts";

export const FORM_FIELDS = [
  "name",
  "staffNumber",
  "roles",
  "plates",
  "employers",
  "password",
  "pin",
] as const;
export type FormField = (typeof FORM_FIELDS)[number];

/** What is wrong with a form: by field, and with the whole of it. */
export type FormProblems = Readonly<Partial<Record<FormField | "form", Sentence>>>;

/** Fields that must not be empty and are. In the page's words: a browser would say it in its own language. */
export function emptyFields(values: Readonly<Partial<Record<FormField, string>>>): FormProblems {
  const fillIn = { zh: textIn("fillIn", "zh"), en: textIn("fillIn", "en") };
  const empty = FORM_FIELDS.filter((field) => values[field]?.trim() === "");
  return Object.fromEntries(empty.map((field) => [field, fillIn]));
}

/** Beside which field a refusal belongs, by its code. */
export function refusedAt(answer: Exclude<Answer<unknown>, { kind: "done" }>): FormProblems {
  return { [fieldOf(answer)]: whyNotDone(answer) };
}

function fieldOf(answer: Exclude<Answer<unknown>, { kind: "done" }>): FormField | "form" {
  const code = answer.kind === "refused" ? (answer.code ?? "") : "";
  if (code === "PASSWORD_LENGTH" || code === "PASSWORD_EASY") return "password";
  if (code === "PIN_FORM" || code === "PIN_EASY") return "pin";
  if (code === "STAFF_NUMBER_TAKEN") return "staffNumber";
  if (code !== "PERSON_MALFORMED" || answer.kind !== "refused") return "form";
  // A path: `name`, `interests.plates.0`, `roles[1]`.
  const steps = String(answer.params.where).split(/[^A-Za-z]+/);
  return FORM_FIELDS.find((field) => steps.includes(field)) ?? "form";
}
