import { spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { nodeWords } from "./built-program.ts";
import { ROOT } from "./source-tree.ts";

export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

export interface ProgramOrder {
  /** Words that come before `node`. */
  readonly through?: readonly string[];
  /** What is run, as words for `node`; absent: the program as built. */
  readonly program?: readonly string[];
  /** Loaded before the program. */
  readonly preload?: string;
  readonly uid?: number;
  /** Default: of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** A part of standard output after which `act` is done, once. */
  readonly when?: string;
  readonly act?: (child: { kill(signal: NodeJS.Signals): void; closeOutput(): void }) => void;
  readonly limitMs?: number;
}

/** The program in a process of its own, to its end; one that hangs is killed and has no exit code. */
export async function runProgram(words: readonly string[], order: ProgramOrder = {}): Promise<ProgramEnd> {
  const { through = [], preload, uid, when, act, env = process.env, limitMs = 50_000 } = order;
  const { program: run = nodeWords("src/runtime/main.ts") } = order;
  const imports = preload === undefined ? [] : ["--import", preload];
  const call = [...through, process.execPath, ...imports, ...run, ...words];
  const [program = "", ...args] = call;
  const child = spawn(program, args, {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const heard = { out: "", err: "" };
  let isDone = false;
  child.stdout.on("data", (bytes: Buffer) => {
    heard.out += bytes.toString();
    if (when === undefined || isDone || !heard.out.includes(when)) return;
    isDone = true;
    act?.({ kill: (signal) => void child.kill(signal), closeOutput: () => child.stdout.destroy() });
  });
  child.stderr.on("data", (bytes: Buffer) => {
    heard.err += bytes.toString();
  });
  const overdue = setTimeout(() => child.kill("SIGKILL"), limitMs);
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  clearTimeout(overdue);
  return { code, signal, ...heard };
}
