import { cleanIo } from "../../src/cli/command.ts";
import { runCli } from "../../src/cli/dispatch.ts";
import { program } from "../../src/runtime/commands.ts";

/** The command line as a person sees it: exit code, what it printed, what it complained, as the lines that reach a terminal. */
export async function proofmark(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const io = cleanIo({ out: (line) => out.push(line), err: (line) => err.push(line) });
  const code = await runCli(program, args, io);
  return { code, out: out.join("\n"), err: err.join("\n") };
}
