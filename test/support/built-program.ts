import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./source-tree.ts";

/** What `build-once.ts` has made before the first test: the tree as it is installed, and the programs of the tests beside it. */
export const BUILT = join(ROOT, ".test-build");

/**
 * Words for `node` that run a module of the tree, named as in the sources. Built, for a start through a loader costs seconds;
 * a stack trace names the sources all the same.
 */
export function nodeWords(module: string): string[] {
  return ["--enable-source-maps", join(BUILT, module.replace(/\.ts$/, ".js"))];
}

/** The folder of the console's pages, named for the state of the sources that they are built from. */
export function builtPages(): string {
  const state = createHash("sha256");
  const sources = readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const build = [
    "vite.config.ts",
    "vite.verifier.config.ts",
    "vite.appeal.config.ts",
    "vite.one-page.ts",
    "package-lock.json",
  ];
  for (const file of [...sources.sort(), ...build.map((name) => join(ROOT, name))])
    state.update(file).update(readFileSync(file));
  return join(BUILT, `web-${state.digest("hex").slice(0, 16)}`);
}
