#!/usr/bin/env node
import { runCli } from "../cli/dispatch.ts";
import { failureFrom, failureLines } from "../cli/failure.ts";
import { EdgeError } from "../errors.ts";
import { lastResort } from "./last-resort.ts";
import { StandardStreams } from "./standard-streams.ts";

/** What keeps the loop alive after the command has returned was forgotten by somebody; nobody is to wait for it. */
const LINGER_MS = 3_000;

// Before the commands are loaded: also what is thrown while they are must not end in silence or in a stack trace.
lastResort.install();
const io = new StandardStreams();

async function main(): Promise<void> {
  let code: number;
  try {
    const { program } = await import("./commands.ts");
    code = await runCli(program, process.argv.slice(2), io);
  } catch (error) {
    const failure = failureFrom(error);
    for (const line of failureLines(failure)) io.err(line);
    code = failure.exitCode;
  }
  // Errors of the streams come with the next turn of the loop.
  await new Promise((resolve) => setImmediate(resolve));
  process.exitCode = wholeOutput(code);
  lastResort.over();
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

/** Half an answer must not be taken for the whole one. */
function wholeOutput(code: number): number {
  if (io.lost === null || code > 1) return code;
  const lost = new EdgeError("FILE_UNWRITABLE", "Standard output cannot be written.", {}, io.lost);
  const failure = failureFrom(lost);
  for (const line of failureLines(failure)) io.err(line);
  return failure.exitCode;
}

void main();
