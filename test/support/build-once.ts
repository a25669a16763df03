import { execFileSync } from "node:child_process";
import type { TestProject } from "vitest/node";
import { ROOT } from "./source-tree.ts";

/** Before the first test, and again where a watching run begins anew: the programs that tests start are JavaScript. */
export default function setup(project: TestProject): void {
  buildPrograms();
  project.onTestsRerun(async () => buildPrograms());
}

/** Types are for `npm run typecheck`; what has not changed is not made again. */
export function buildPrograms(): void {
  execFileSync("node_modules/.bin/tsc", ["-b", "tsconfig.test-build.json"], { cwd: ROOT, stdio: "inherit" });
}
