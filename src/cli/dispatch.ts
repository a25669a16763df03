import { EdgeError, ERROR_CODES } from "../errors.ts";
import type { CliCommand, CliIo } from "./command.ts";

/** Finds the command, answers --help, and turns every operating failure into one clear sentence and a non-zero exit code. */
export async function runCli(
  commands: readonly CliCommand[],
  args: readonly string[],
  io: CliIo,
): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    for (const line of overview(commands)) io.out(line);
    return name === undefined ? 2 : 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    io.err(
      `proofmark has no command ${JSON.stringify(name)}; it has ${commands.map((c) => c.name).join(", ")}.`,
    );
    return 2;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    io.out(`proofmark ${command.name}: ${command.summary}\n`);
    io.out(command.help);
    return 0;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    const entry = ERROR_CODES[error.code];
    io.err(`${error.message} [${error.code}]`);
    io.err(`${entry.remedy}`);
    return entry.class === "operator" ? 2 : 3;
  }
}

function overview(commands: readonly CliCommand[]): string[] {
  const width = Math.max(...commands.map((command) => command.name.length));
  return [
    "proofmark: the software on the hardware of inspection lanes and driving-test courses",
    "",
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    "",
    "Each command has --help. Exit codes: 0 done, 1 the answer is no, 2 wrong input, 3 a failure while running.",
  ];
}
