import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { SoftwareIdentity } from "../core/journal/entry.ts";

/** The legally relevant part: everything that turns bytes into a verdict and a verdict into a record. */
const RELEVANT = ["src/core", "src/protocols", "firmware-bridge"];

/** Name and version of the package, and SHA-256 over the relevant modules as they are run (`.ts` under tsx, `.js` built). */
export function softwareIdentity(): SoftwareIdentity {
  const tree = resolve(import.meta.dirname, "../..");
  const hash = createHash("sha256");
  for (const folder of RELEVANT) {
    const files = readdirSync(join(tree, folder), { recursive: true, encoding: "utf8" });
    for (const file of files.filter((name) => /\.(?:ts|js)$/.test(name)).sort()) {
      hash
        .update(`${folder}/${file}\0`)
        .update(readFileSync(join(tree, folder, file)))
        .update("\0");
    }
  }
  return { ...packageIdentity(), sha256: hash.digest("hex") };
}

/** Name and version of the package. */
export function packageIdentity(): { readonly name: string; readonly version: string } {
  const tree = resolve(import.meta.dirname, "../..");
  const { name, version } = JSON.parse(readFileSync(packageFile(tree), "utf8")) as Record<
    "name" | "version",
    string
  >;
  return { name, version };
}

/** The package file stands beside `src` in the sources and one level up from `dist`. */
export function packageRoot(): string {
  return dirname(packageFile(resolve(import.meta.dirname, "../..")));
}

function packageFile(tree: string): string {
  const beside = join(tree, "package.json");
  return existsSync(beside) ? beside : join(tree, "..", "package.json");
}
