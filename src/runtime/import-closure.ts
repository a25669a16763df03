import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** Where modules are looked for, and where none is looked for. */
export interface ImportTree {
  /** Holds `src`, in TypeScript as under tsx, or in JavaScript as built. */
  readonly directory: string;
  /** Folders that are not entered. */
  readonly apart: readonly string[];
}

/** An import of types alone is gone from what is built, and is not followed in the sources either. */
const STATIC = /^(?:import|export)\s+(?!type\b)(?:[\w$*\s{},]+?\s*from\s*)?"([^"]+)"/gm;
const DYNAMIC = /\bimport\(\s*"([^"]+)"\s*\)/g;

/**
 * Every module of ours that these reach by an import, also by `import()` of a name that stands there, with its bytes; by path, in
 * the order of their paths. Packages are not followed. `roots` are paths without ending. Throws where a module is not there.
 */
export function importClosure(tree: ImportTree, roots: readonly string[]): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  const waiting = roots.map((root) => moduleAt(tree, root));
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    const bytes = readFileSync(join(tree.directory, path));
    found.set(path, bytes);
    // What is looked for is ASCII, and latin1 is read at once.
    for (const target of relativeImports(path, bytes.toString("latin1")))
      if (!found.has(target) && !tree.apart.some((folder) => target.startsWith(`${folder}/`)))
        waiting.push(target);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same module has another ending in the sources than where they are built. */
export function moduleAt({ directory }: ImportTree, path: string): string {
  return existsSync(join(directory, `${path}.js`)) ? `${path}.js` : `${path}.ts`;
}

function relativeImports(path: string, text: string): string[] {
  const folder = posix.dirname(path);
  return [STATIC, DYNAMIC].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(([, specifier = ""]) =>
      specifier.startsWith(".") ? [posix.join(folder, specifier)] : [],
    ),
  );
}
