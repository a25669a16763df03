import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Where the modules stand: the folder of the sources, or `dist`. */
export function moduleTree(): string {
  return resolve(import.meta.dirname, "../..");
}

/** Name and version of the package. */
export function packageIdentity(): { readonly name: string; readonly version: string } {
  const { name, version } = JSON.parse(readFileSync(packageFile(), "utf8")) as Record<
    "name" | "version",
    string
  >;
  return { name, version };
}

/** The package file stands beside `src` in the sources and one level up from `dist`. */
export function packageRoot(): string {
  return dirname(packageFile());
}

function packageFile(): string {
  const beside = join(moduleTree(), "package.json");
  return existsSync(beside) ? beside : join(moduleTree(), "..", "package.json");
}
