import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { importsOf, ROOT, readSource } from "./source-tree.ts";

/** Which production file brings in which, and who may bring in whom within a layer. Only for tests. */

/** Nothing imports these: they are where something begins. */
const ENTRY_POINTS: Readonly<Record<string, string>> = {
  "src/runtime/main.ts": "the program",
  "src/console/web/main.tsx": "the page, named by index.html",
  "src/verifier/page/main.tsx": "the verifier's page, named by vite.verifier.config.ts",
  "src/console/web/appeal/main.tsx": "the page of an appeal, named by vite.appeal.config.ts",
  "src/console/web/screens/main.tsx": "the screens without sign-in, named by screen.html",
  "src/console/web/registry/main.ts": "the registry's page for the public, named by registry.html",
};

/** `new Worker(new URL("./x.ts", import.meta.url))` and the like: files named as text and run by themselves. */
function namedFiles(text: string): string[] {
  return [...text.matchAll(/"(\.{1,2}\/[^"\n]+)\.(?:ts|js)"/g)].flatMap((match) =>
    match[1] ? [`${match[1]}.ts`] : [],
  );
}

export function resolved(path: string, specifier: string): string | null {
  if (!specifier.startsWith(".")) return null;
  const target = normalize(join(dirname(path), specifier));
  return existsSync(join(ROOT, target)) ? target : null;
}

/** Files that no other production file imports or names, and that are no entry point. */
export function deadFiles(production: readonly string[]): string[] {
  const alive = new Set(Object.keys(ENTRY_POINTS));
  for (const path of production) {
    const text = readSource(path);
    for (const specifier of [...importsOf(text).map((found) => found.specifier), ...namedFiles(text)]) {
      const target = resolved(path, specifier);
      if (target !== null && target !== path) alive.add(target);
    }
  }
  return production.filter((path) => !alive.has(path));
}

interface Wall {
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

/** The two trades of the core know nothing of each other: what both need stands beside them. */
const WALLS: readonly Wall[] = [
  {
    from: "src/core/inspection",
    to: "src/core/exam",
    why: "what both trades need belongs beside them in src/core",
  },
  {
    from: "src/core/exam",
    to: "src/core/inspection",
    why: "what both trades need belongs beside them in src/core",
  },
  ...["rules", "quantities", "door", "journal", "record"].flatMap((folder) =>
    ["inspection", "exam"].map((trade) => ({
      from: `src/core/${folder}`,
      to: `src/core/${trade}`,
      why: `${folder} serves every trade and knows none`,
    })),
  ),
];

/** What an adapter may take from another one, file by file. A row without use is refused too. */
export const SHARED_BY_ADAPTERS: readonly {
  readonly from: string;
  readonly file: string;
  readonly why: string;
}[] = [
  {
    from: "config",
    file: "src/adapters/disk/errno-words.ts",
    why: "a file that cannot be read is told in the disk's words",
  },
  {
    from: "keys",
    file: "src/adapters/disk/errno-words.ts",
    why: "a file that cannot be read is told in the disk's words",
  },
  {
    from: "keys",
    file: "src/adapters/disk/make-directory.ts",
    why: "folders are made one level at a time, keys' as well",
  },
  ...["keys", "log"].map((from) => ({
    from,
    file: "src/adapters/disk/file-modes.ts",
    why: "who may read what is written is decided in one place",
  })),
  {
    from: "keys",
    file: "src/adapters/disk/bounded-file.ts",
    why: "no file is read that is larger than it may be",
  },
  ...["errno-words", "make-directory", "file-modes"].map((name) => ({
    from: "postgres",
    file: `src/adapters/disk/${name}.ts`,
    why: "the database that comes with the packages has a folder, made and told of as any other",
  })),
  {
    from: "disk",
    file: "src/adapters/keys/node-crypto.ts",
    why: "the journal's tree is made with Node's SHA-256",
  },
];

const ADAPTER = /^src\/adapters\/([^/]+)\//;

/** Null if the file may have that import, as far as its own layer goes; else a sentence with the way out. */
export function wallProblem(path: string, specifier: string): string | null {
  const target = resolved(path, specifier);
  if (target === null) return null;
  const wall = WALLS.find(({ from, to }) => path.startsWith(`${from}/`) && target.startsWith(`${to}/`));
  if (wall !== undefined) return `${path} imports ${target}; ${wall.why}.`;
  const [own, other] = [ADAPTER.exec(path)?.[1], ADAPTER.exec(target)?.[1]];
  if (own === undefined || other === undefined || own === other) return null;
  const shared = SHARED_BY_ADAPTERS.some(({ from, file }) => from === own && file === target);
  return shared
    ? null
    : `${path} imports ${target}; an adapter stands alone: put a port between, or list it with its reason.`;
}

/** Rows of the list that nobody uses any more. */
export function unusedShares(production: readonly string[]): string[] {
  const used = production.flatMap((path) => {
    const own = ADAPTER.exec(path)?.[1] ?? "";
    return importsOf(readSource(path)).map(({ specifier }) => `${own} ${resolved(path, specifier)}`);
  });
  return SHARED_BY_ADAPTERS.map(({ from, file }) => `${from} ${file}`).filter(
    (share) => !used.includes(share),
  );
}
