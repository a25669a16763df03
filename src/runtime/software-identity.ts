import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SoftwareIdentity } from "../core/journal/entry.ts";
import { type ImportTree, importClosure, moduleAt } from "./import-closure.ts";
import { moduleTree, packageIdentity, packageRoot } from "./package-files.ts";

/** Where the legally relevant part begins: all that turns bytes into a verdict and a verdict into a record hangs on these. */
const ROOTS = [
  // The station as it is composed: protocol sessions, openSession and its machines, journal writer, sealer, outbox.
  "src/runtime/wire-station",
  // What stands between a line and a protocol session.
  "src/runtime/live-resolver",
  // Which devices, calibrations, rulebooks and subjects a job is made of.
  "src/runtime/station-config",
  "src/runtime/intake-source",
  // What a record says of a licence that was shown.
  "src/runtime/licence-desk",
  "src/adapters/keys/licence-crypto",
  // The time that a record bears; the evidence as it is written and found again after a restart, and the keys that sign.
  "src/adapters/clock/system-clock",
  "src/adapters/clock/machine-discipline",
  "src/adapters/disk/segment-store",
  "src/adapters/keys/key-directory",
  "src/adapters/keys/station-custody",
  "src/adapters/keys/trust-list-file",
  "src/adapters/zlib/node-gzip",
  // This figure itself.
  "src/runtime/software-identity",
];

/** These put it together; what they bring in besides (console, registry line, terminal) makes neither verdict nor record. */
const ALONE = ["src/runtime/live-station", "src/runtime/start"];

/** What is simulated is told of each device in the record, and belongs to no station on real ones. */
const APART = ["src/stage", "simulators"];

/** Name and version of the package, and SHA-256 over the relevant modules as they are run (`.ts` under tsx, `.js` built). */
export function softwareIdentity(): SoftwareIdentity {
  const { name, version } = packageIdentity();
  return { name, version, sha256: softwareHash(moduleTree(), packageRoot()) };
}

/**
 * Over path and bytes of each relevant module, and over the lock file, which names every package in use with its hash. npm installs
 * no lock file of a package that it installs from a registry: there package.json counts, which names our own packages exactly.
 */
export function softwareHash(tree: string, packageFolder: string): string {
  const hash = createHash("sha256");
  const add = (name: string, bytes: Uint8Array): void => {
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  };
  for (const [path, bytes] of relevantModules(tree)) add(path, bytes);
  const lock = ["package-lock.json", "package.json"].find((name) => existsSync(join(packageFolder, name)));
  if (lock !== undefined) add(lock, readFileSync(join(packageFolder, lock)));
  return hash.digest("hex");
}

/** Path and bytes, in the order of their paths. */
export function relevantModules(directory: string): ReadonlyMap<string, Uint8Array> {
  const tree: ImportTree = { directory, apart: APART };
  const modules = new Map<string, Uint8Array>(importClosure(tree, ROOTS));
  for (const root of ALONE) {
    const path = moduleAt(tree, root);
    modules.set(path, readFileSync(join(directory, path)));
  }
  return modules;
}
