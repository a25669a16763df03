import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SoftwareIdentity } from "../core/journal/entry.ts";
import { moduleTree, packageIdentity } from "./package-files.ts";

/** The legally relevant part: everything that turns bytes into a verdict and a verdict into a record. */
const RELEVANT = ["src/core", "src/protocols", "firmware-bridge"];

/** Name and version of the package, and SHA-256 over the relevant modules as they are run (`.ts` under tsx, `.js` built). */
export function softwareIdentity(): SoftwareIdentity {
  const tree = moduleTree();
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
