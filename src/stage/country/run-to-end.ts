import { spawn } from "node:child_process";
import { once } from "node:events";
import { EdgeError } from "../../errors.ts";

export interface RunEnded {
  readonly code: number;
  readonly lines: readonly string[];
}

/** `proofmark` with these words, as a person calls it, in a process of its own. */
export async function callProofmark(words: readonly string[]): Promise<RunEnded> {
  const [script = ""] = process.argv.slice(1);
  const child = spawn(process.execPath, [...process.execArgv, script, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (piece: Buffer) => {
      text += piece.toString();
    });
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? 3, lines: text.trimEnd().split("\n") };
}

/** What it said. Throws EdgeError PROGRAM_ENDED unless it did what it was asked for. */
export async function runToEnd(words: readonly string[]): Promise<readonly string[]> {
  const { code, lines } = await callProofmark(words);
  if (code === 0) return lines;
  const command = words.slice(0, 2).join(" ");
  throw new EdgeError("PROGRAM_ENDED", `proofmark ${command} gave ${code}: ${lines.join(" ")}`, { command });
}
