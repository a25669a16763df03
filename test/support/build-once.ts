import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { BUILT, builtPages } from "./built-program.ts";
import { ROOT } from "./source-tree.ts";

/** Before the first test, and again where a watching run begins anew: the programs that tests start are JavaScript. */
export default function setup(project: TestProject): void {
  buildAll();
  project.onTestsRerun(async () => buildAll());
}

function buildAll(): void {
  buildPrograms();
  buildPages();
}

/** Types are for `npm run typecheck`; what has not changed is not made again. */
export function buildPrograms(): void {
  execFileSync("node_modules/.bin/tsc", ["-b", "tsconfig.test-build.json"], { cwd: ROOT, stdio: "inherit" });
}

/** In a process of its own: in a test's, it would build the pages of a developer, which are larger and slower. */
function buildPages(): void {
  const directory = builtPages();
  if (existsSync(directory)) return;
  for (const name of readdirSync(BUILT).filter((known) => known.startsWith("web-")))
    rmSync(join(BUILT, name), { recursive: true });
  // Under another name until it is whole: a build that was broken off is nobody's page.
  const half = join(BUILT, `web-half-${process.pid}`);
  for (const words of [["--emptyOutDir"], ["-c", "vite.verifier.config.ts"], ["-c", "vite.appeal.config.ts"]])
    execFileSync("node_modules/.bin/vite", ["build", "--outDir", half, "--logLevel", "warn", ...words], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: "production" },
      stdio: "inherit",
    });
  renameSync(half, directory);
}
