/** One file a command. `run` gives the exit code: 0 done, 1 the answer is no (not verified, expectation missed), 2 wrong input. */
export interface CliCommand {
  readonly name: string;
  readonly summary: string;
  /** The whole help text after the summary: usage line, options with defaults, exit codes, an example. */
  readonly help: string;
  run(args: readonly string[], io: CliIo): Promise<number>;
}

/** Where a command writes; a test passes its own. */
export interface CliIo {
  out(line: string): void;
  err(line: string): void;
}
