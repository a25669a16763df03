import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** Reads the tree as text; the tidy test judges it. */
export const ROOT = resolve(import.meta.dirname, "../..");

export function sourceFiles(...folders: string[]): string[] {
  const found: string[] = [];
  for (const folder of folders) {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })) {
      const path = relative(ROOT, join(entry.parentPath, entry.name));
      if (entry.isFile() && /\.(ts|tsx)$/.test(path)) found.push(path);
    }
  }
  return found.sort();
}

export function readSource(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** Comments and string contents blanked, lines kept: what is left is code. */
export function codeOnly(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/(^|[^:"'`\\])\/\/[^\n]*/g, (line) => line.replace(/[^\n]/g, " "))
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, (s) => `${s[0]}${" ".repeat(s.length - 2)}${s[0]}`);
}

export interface Import {
  readonly specifier: string;
  /** False for `import()`, which is read when it is reached. */
  readonly isStatic: boolean;
  /** Of types alone: nothing of it is left when it runs. */
  readonly isType: boolean;
}

const IMPORTS: readonly (readonly [RegExp, boolean])[] = [
  [/(?:^|\n)\s*(?:import|export)\b[^;]*?from\s+"([^"]+)"/g, true],
  [/(?:^|\n)\s*import\s+"([^"]+)"/g, true],
  [/\bimport\(\s*"([^"]+)"\s*\)/g, false],
];

export function importsOf(text: string): Import[] {
  return IMPORTS.flatMap(([pattern, isStatic]) =>
    [...text.matchAll(pattern)].map((match) => ({
      specifier: match[1] ?? "",
      isStatic,
      isType: /^\s*(?:import|export)\s+type\b/.test(match[0]),
    })),
  );
}

/** Every module of ours and every package that is read before the first line of these runs, in the order of their names. */
export function staticClosure(...roots: string[]): string[] {
  const found = new Set<string>();
  const waiting = [...roots];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    if (!path.includes("/") || !/\.tsx?$/.test(path)) continue;
    for (const { specifier, isStatic, isType } of importsOf(readSource(path))) {
      if (!isStatic || isType) continue;
      waiting.push(specifier.startsWith(".") ? join(dirname(path), specifier) : specifier);
    }
  }
  return [...found].sort();
}
