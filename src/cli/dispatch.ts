import { EdgeError } from "../errors.ts";
import { type CliIo, cleanIo, type ListedCommand, outLines } from "./command.ts";
import { failureFrom, failureLines } from "./failure.ts";
import { meantWord } from "./meant-word.ts";

export interface CliProgram {
  readonly commands: readonly ListedCommand[];
  /** Name and version as `--version` prints them. */
  version(): string;
}

/** Finds the command, answers --help, and turns everything thrown into one clear sentence and an exit code of 2 or 3. */
export async function runCli(program: CliProgram, args: readonly string[], io: CliIo): Promise<number> {
  const clean = cleanIo(io);
  try {
    return await answer(program, args, clean);
  } catch (error) {
    const failure = failureFrom(error);
    for (const line of failureLines(failure)) clean.err(line);
    return failure.exitCode;
  }
}

async function answer(program: CliProgram, args: readonly string[], io: CliIo): Promise<number> {
  const [name, ...rest] = args;
  const asked = name === "help" ? rest[0] : undefined;
  if (name === undefined || name === "--help" || name === "-h" || (name === "help" && asked === undefined)) {
    for (const line of overview(program.commands)) io.out(line);
    return name === undefined ? 2 : 0;
  }
  if (name === "--version" || name === "-V") {
    io.out(program.version());
    return 0;
  }
  const listed = commandOf(program.commands, asked ?? name);
  const command = await listed.load();
  if (asked === undefined && !asksForHelp(rest)) return command.run(rest, io);
  io.out(`proofmark ${listed.name}: ${listed.summary}`);
  io.out("");
  outLines(
    io,
    typeof command.help === "string"
      ? command.help
      : await command.help(asked === undefined ? rest : rest.slice(1)),
  );
  return 0;
}

/** After `--` everything is a word, also one that looks like an option. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).some((word) => word === "--help" || word === "-h");
}

function commandOf(commands: readonly ListedCommand[], name: string): ListedCommand {
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const names = commands.map((candidate) => candidate.name);
  throw new EdgeError(
    "USAGE",
    `proofmark has no command ${JSON.stringify(name)}; it has ${names.join(", ")}${meantWord(name, names)}.`,
  );
}

function overview(commands: readonly ListedCommand[]): string[] {
  const width = Math.max(...commands.map((command) => command.name.length));
  return [
    "proofmark: the software on the hardware of inspection lanes and driving-test courses",
    "",
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    "",
    "Each command has --help; --version says which software this is.",
    "Exit codes: 0 done, 1 the answer is no, 2 wrong input or something a person must mend, 3 a failure while running.",
  ];
}
