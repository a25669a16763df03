#!/usr/bin/env node
import { runCli } from "../cli/dispatch.ts";
import { commands } from "./commands.ts";

process.exitCode = await runCli(commands, process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
});
