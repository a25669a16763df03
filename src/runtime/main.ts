#!/usr/bin/env node
import { runCli } from "../cli/dispatch.ts";
import { commands } from "./commands.ts";

// `proofmark ... | head` closes the pipe early: that is the reader's right, not a failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
process.exitCode = await runCli(commands, process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
});
