import { cleanLine } from "../core/clean-text.ts";

/**
 * One file a command. `run` gives the exit code: 0 done, 1 the answer is no (not verified, expectation missed), 2 wrong
 * input or something a person must mend, 3 a failure while running. What it throws is told and counted by `runCli`.
 */
export interface CliCommand {
  /** The whole help text after the summary: usage line, options with defaults, exit codes, an example. A function where it needs what a run does not, or where words of the command (`args`) have their own. */
  readonly help: string | ((args: readonly string[]) => string | Promise<string>);
  run(args: readonly string[], io: CliIo): Promise<number>;
}

/** A command before its modules are read: a program reads those of the command that is asked for, and no others. */
export interface ListedCommand {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CliCommand>;
}

/** Where a command writes, one line a call; a test passes its own. */
export interface CliIo {
  out(line: string): void;
  /** Whole lines of printable ASCII in one go, where the writer can: a call for each costs more than all that made the lines. */
  outPlain?(lines: string): void;
  err(line: string): void;
  /** Whether nobody reads what `out` writes any more: what follows for ever ends then. Absent: somebody does. */
  isReaderGone?(): boolean;
}

/** The one door: whatever a value from outside holds, it stays on its line and moves no cursor. */
export function cleanIo(io: CliIo): CliIo {
  return {
    out: (line) => io.out(cleanLine(line)),
    // `outJson` has looked at it.
    ...(io.outPlain === undefined ? {} : { outPlain: io.outPlain.bind(io) }),
    err: (line) => io.err(cleanLine(line)),
    ...(io.isReaderGone === undefined ? {} : { isReaderGone: io.isReaderGone.bind(io) }),
  };
}

const PLAIN_LINES = /^[ -~\n]*$/;

/** A line of JSON for each. No value can end its line, since JSON escapes that; so all are looked at, and written, at once. */
export function outJson(io: CliIo, values: readonly unknown[]): void {
  let lines = "";
  for (const value of values) lines += `${JSON.stringify(value)}\n`;
  if (io.outPlain !== undefined && PLAIN_LINES.test(lines)) io.outPlain(lines);
  else for (const line of lines.split("\n").slice(0, -1)) io.out(line);
}

/** Text of our own in several lines: help, JSON printed for people. Never for values, which could begin a line of theirs. */
export function outLines(io: CliIo, text: string): void {
  for (const line of text.split("\n")) io.out(line);
}
