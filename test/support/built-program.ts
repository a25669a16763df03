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
