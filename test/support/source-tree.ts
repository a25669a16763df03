import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

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
}

const IMPORTS: readonly (readonly [RegExp, boolean])[] = [
  [/(?:^|\n)\s*(?:import|export)\b[^;]*?from\s+"([^"]+)"/g, true],
  [/(?:^|\n)\s*import\s+"([^"]+)"/g, true],
  [/\bimport\(\s*"([^"]+)"\s*\)/g, false],
];

export function importsOf(text: string): Import[] {
  return IMPORTS.flatMap(([pattern, isStatic]) =>
    [...text.matchAll(pattern)].map((match) => ({ specifier: match[1] ?? "", isStatic })),
  );
}
