import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Where the modules stand: the folder of the sources, or `dist`. */
export function moduleTree(): string {
  return resolve(import.meta.dirname, "../..");
}

/** Name and version of the package, and when it was released: a clock that is before that is wrong. */
export function packageIdentity(): PackageIdentity & { readonly releasedMs: number } {
  const { name, version, released } = JSON.parse(readFileSync(packageFile(), "utf8")) as PackageIdentity & {
    readonly released: string;
  };
  return { name, version, releasedMs: Date.parse(released) };
}

interface PackageIdentity {
  readonly name: string;
  readonly version: string;
}

/** The package file stands beside `src` in the sources and one level up from `dist`. */
export function packageRoot(): string {
  return dirname(packageFile());
}

function packageFile(): string {
  const beside = join(moduleTree(), "package.json");
  return existsSync(beside) ? beside : join(moduleTree(), "..", "package.json");
}
