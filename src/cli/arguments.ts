import { type ParseArgsConfig, parseArgs } from "node:util";
import { EdgeError } from "../errors.ts";
import { meantWord } from "./meant-word.ts";

type OptionTable = NonNullable<ParseArgsConfig["options"]>;

/** Parses a command's words; a wrong one gives EdgeError USAGE with one sentence. */
export function parseWords<Options extends OptionTable>(
  command: string,
  args: readonly string[],
  options: Options,
): {
  values: ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true }>>["values"];
  words: readonly string[];
} {
  try {
    const { values, positionals, tokens } = parseArgs({
      args: withNegatives(args, options),
      options,
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
    const wrong = whyNotOnce(tokens, options);
    if (wrong !== null) throw new EdgeError("USAGE", `proofmark ${command}: ${wrong}`);
    return { values, words: positionals };
  } catch (cause) {
    if (cause instanceof EdgeError) throw cause;
    throw new EdgeError("USAGE", `proofmark ${command}: ${whyNot(cause, options)}`, {}, cause);
  }
}

type Token =
  | { readonly kind: "option"; readonly name: string; readonly value?: string | undefined }
  | { readonly kind: "positional"; readonly value: string }
  | { readonly kind: "option-terminator" };

/** Of two values nobody knows which was meant, and an empty one is what a shell makes of a variable that is not set. */
function whyNotOnce(tokens: readonly Token[], options: OptionTable): string | null {
  const given = new Set<string>();
  for (const token of tokens) {
    if (token.kind === "positional" && token.value === "") return 'found an empty word "".';
    if (token.kind !== "option") continue;
    if (token.value === "") return `--${token.name} is empty.`;
    if (given.has(token.name) && options[token.name]?.multiple !== true)
      return `--${token.name} is given twice; once is allowed.`;
    given.add(token.name);
  }
  return null;
}

/** `--seed -1` means the number -1, and what is allowed is for the command to say: a digit begins no option of ours. */
function withNegatives(args: readonly string[], options: OptionTable): string[] {
  const joined: string[] = [];
  for (const word of args) {
    const before = joined.at(-1) ?? "";
    const takesOne = before.startsWith("--") && options[before.slice(2)]?.type === "string";
    if (takesOne && /^-\d/.test(word)) joined[joined.length - 1] = `${before}=${word}`;
    else joined.push(word);
  }
  return joined;
}

function whyNot(cause: unknown, options: OptionTable): string {
  const { code, message } = cause as { readonly code?: string; readonly message: string };
  const option = /'(?:-\w, )?(--?[^' ]+)/.exec(message)?.[1] ?? "";
  const known = Object.keys(options).map((name) => `--${name}`);
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION")
    return `Unknown option '${option}'; allowed: ${[...known, "--help"].join(", ")}${meantWord(option, known)}.`;
  if (code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE")
    return options[option.replace(/^--/, "")]?.type === "boolean"
      ? `${option} takes no value.`
      : `${option} needs a value; one that begins with a dash is written ${option}=-VALUE.`;
  return `${message.split(". ")[0] ?? message}.`;
}

/** As `parseWords`, for a command that takes options alone. */
export function parseOptions<Options extends OptionTable>(
  command: string,
  args: readonly string[],
  options: Options,
) {
  const { values, words } = parseWords(command, args, options);
  const [word] = words;
  if (word === undefined) return values;
  const isFileAlone = "config" in options && !("config" in values) && words.length === 1;
  const meant = isFileAlone ? ` (did you mean --config ${JSON.stringify(word)}?)` : "";
  throw new EdgeError("USAGE", `proofmark ${command} takes no words, found ${JSON.stringify(word)}${meant}.`);
}

/** A required option, or EdgeError USAGE. */
export function required(command: string, name: string, value: string | undefined): string {
  return requireAll(command, { [name]: value })[name] as string;
}

/** Every required option, or EdgeError USAGE that names all that are missing at once. */
export function requireAll<Name extends string>(
  command: string,
  values: Readonly<Record<Name, string | undefined>>,
): Readonly<Record<Name, string>> {
  const missing = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [`--${name}`] : [],
  );
  if (missing.length > 0) throw new EdgeError("USAGE", `proofmark ${command} needs ${missing.join(", ")}.`);
  return values as Readonly<Record<Name, string>>;
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
