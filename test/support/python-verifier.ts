import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Context } from "../../src/verifier/verdict.ts";
import { ROOT } from "./source-tree.ts";

const FOLDER = join(ROOT, "test/peer/python");

/** Why the second verifier cannot run here; null where it can. */
export function whyNoPython(): string | null {
  const { status } = spawnSync("python3", ["-c", "import cryptography, zoneinfo"], { stdio: "ignore" });
  return status === 0 ? null : "python3 with the package cryptography is not installed";
}

export interface PythonQuestion {
  readonly input: Uint8Array;
  readonly context: Context;
}

/** What a verifier in another language says of each, in their order: `verified`, `refused`, or the word of a mark. */
export function askPython(questions: readonly PythonQuestion[]): readonly string[] {
  const base64 = (bytes: Uint8Array | null): string | null =>
    bytes === null ? null : Buffer.from(bytes).toString("base64");
  const lines = questions.map(({ input, context }) =>
    JSON.stringify({
      input: base64(input),
      trust: base64(context.trust),
      issuers: base64(context.issuers),
      authority: context.authority,
      now: context.nowMs,
      use: context.use,
      seen: context.seen,
      witnesses: context.witnessesAtLeast,
      salts: base64(context.salts ?? null),
    }),
  );
  const { status, stdout, stderr } = spawnSync("python3", ["-B", "verifier.py"], {
    cwd: FOLDER,
    input: `${lines.join("\n")}\n`,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`The second verifier failed: ${stderr.slice(-2_000)}`);
  return stdout.trim().split("\n");
}
