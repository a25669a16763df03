import { runCli } from "../../src/cli/dispatch.ts";
import { commands } from "../../src/runtime/commands.ts";

/** The command line as a person sees it: exit code, what it printed, what it complained. */
export async function proofmark(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(commands, args, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}
