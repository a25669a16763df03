import { type ParseArgsConfig, parseArgs } from "node:util";
import { EdgeError } from "../errors.ts";

/** Parses a command's words; a wrong one gives EdgeError USAGE with one sentence. */
export function parseWords<Options extends NonNullable<ParseArgsConfig["options"]>>(
  command: string,
  args: readonly string[],
  options: Options,
): {
  values: ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true }>>["values"];
  words: readonly string[];
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
    return { values, words: positionals };
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split(". ")[0] ?? cause.message) : String(cause);
    throw new EdgeError("USAGE", `proofmark ${command}: ${why}.`, {}, cause);
  }
}

/** As `parseWords`, for a command that takes options alone. */
export function parseOptions<Options extends NonNullable<ParseArgsConfig["options"]>>(
  command: string,
  args: readonly string[],
  options: Options,
) {
  const { values, words } = parseWords(command, args, options);
  if (words[0] !== undefined) {
    throw new EdgeError("USAGE", `proofmark ${command} takes no words, found ${JSON.stringify(words[0])}.`);
  }
  return values;
}

/** A required option, or EdgeError USAGE. */
export function required(command: string, name: string, value: string | undefined): string {
  if (value === undefined) throw new EdgeError("USAGE", `proofmark ${command} needs --${name}.`);
  return value;
}

/** A whole number within bounds, or EdgeError USAGE. */
export function wholeNumber(command: string, name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new EdgeError(
      "USAGE",
      `proofmark ${command} --${name}: found ${JSON.stringify(text)}, allowed: ${min} to ${max}.`,
    );
  }
  return value;
}
