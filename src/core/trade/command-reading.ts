import type { z } from "zod";
import { type Reason, reason } from "./reasons.ts";
import type { JobKind } from "./roles.ts";

/** A command from outside, read by the kind of job it is for. */
export type CommandReading<Command> =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "refused"; readonly reason: Reason };

/** The commands of one kind of job by their names: the form of each is strict, an unknown name or key is refused. */
export type CommandForms = Readonly<Record<string, z.ZodType>>;

const FOUND_CHARACTERS_MAX = 60;

export function readCommand<Command>(
  value: unknown,
  kind: JobKind,
  forms: CommandForms,
): CommandReading<Command> {
  const name = nameOf(value);
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  if (form === undefined) {
    const allowed = Object.keys(forms).join(", ");
    return { kind: "refused", reason: reason("COMMAND_UNKNOWN", { command: shown(name), kind, allowed }) };
  }
  const result = form.safeParse(value);
  if (result.success) return { kind: "command", command: result.data as Command };
  const [issue] = result.error.issues;
  const where = issue?.path.map(String).join(".") || "command";
  const found = shown((value as Record<string, unknown>)[where]);
  return {
    kind: "refused",
    reason: reason("COMMAND_MALFORMED", {
      command: name,
      where,
      found,
      allowed: issue?.message ?? "another",
    }),
  };
}

function nameOf(value: unknown): string {
  const name: unknown =
    typeof value === "object" && value !== null && "name" in value
      ? (value as { name: unknown }).name
      : value;
  return typeof name === "string" ? name : shown(name);
}

function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value));
  return text.length > FOUND_CHARACTERS_MAX ? `${text.slice(0, FOUND_CHARACTERS_MAX)}...` : text;
}
