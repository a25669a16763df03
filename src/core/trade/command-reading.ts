import type { z } from "zod";
import { formWords } from "../door/forms.ts";
import { type Reason, reason } from "./reasons.ts";
import type { JobKind } from "./words/roles.ts";

/** A command from outside, read by the kind of job it is for. */
export type CommandReading<Command> =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "refused"; readonly reason: Reason };

/** The commands of one kind of job by their names: the form of each is strict, an unknown name or key is refused. */
export type CommandForms = Readonly<Record<string, z.ZodType>>;

const FOUND_CHARACTERS_MAX = 60;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

export function readCommand<Command>(
  value: unknown,
  kind: JobKind,
  forms: CommandForms,
): CommandReading<Command> {
  const name = commandName(value);
  const schema = Object.hasOwn(forms, name) ? forms[name] : undefined;
  if (schema === undefined) {
    const allowed = Object.keys(forms).join(", ");
    return { kind: "refused", reason: reason("COMMAND_UNKNOWN", { command: name, kind, allowed }) };
  }
  const result = schema.safeParse(value);
  if (result.success) return { kind: "command", command: result.data as Command };
  const [issue] = result.error.issues;
  const isKey = issue?.code === "unrecognized_keys";
  const at = (isKey ? issue.keys[0] : issue?.path.map(String).join(".")) ?? "";
  const where = at === "" ? "command" : plainOrQuoted(at);
  const found = shown(at === "" ? value : (value as Record<string, unknown>)[at]);
  const message = isKey ? "form:nothing" : at === "" ? "form:command" : (issue?.message ?? "");
  const { zh: allowedZh, en: allowed } = formWords(message) ?? { zh: message, en: message };
  const params = { command: name, where, found, allowed, allowedZh };
  return { kind: "refused", reason: reason("COMMAND_MALFORMED", params) };
}

const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;

/** A name as it is, where it can stand in a sentence; anything else as JSON, cut. */
export function plainOrQuoted(name: string): string {
  return PLAIN.test(name) ? name : shown(name);
}

/** What a command calls itself, fit to stand in a sentence. */
export function commandName(value: unknown): string {
  const name: unknown =
    typeof value === "object" && value !== null && "name" in value
      ? (value as { name: unknown }).name
      : value;
  return typeof name === "string" ? plainOrQuoted(name) : shown(name);
}

/** JSON without anything invisible or half of a character in it, so that a sentence can hold it. */
function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value));
  const cut = [...text.slice(0, 2 * FOUND_CHARACTERS_MAX)].slice(0, FOUND_CHARACTERS_MAX).join("");
  const visible = cut.replace(INVISIBLE, (at) => `\\u{${(at.codePointAt(0) ?? 0).toString(16)}}`);
  return cut.length < text.length ? `${visible}...` : visible;
}
