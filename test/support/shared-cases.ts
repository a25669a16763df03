import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { ROOT } from "./source-tree.ts";

/** The path of a small input that once went wrong; skips the test aloud where the folder is missing. */
export function sharedCase(ctx: TestContext, path: string): string {
  const file = join(ROOT, "../shared/cases", path);
  if (existsSync(file)) return file;
  const reason = `../shared/cases/${path} is not here`;
  if (process.env.PROOFMARK_FULL) throw new Error(reason);
  return ctx.skip(reason);
}
