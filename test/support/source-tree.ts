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

export function importsOf(text: string): string[] {
  const specifiers: string[] = [];
  for (const match of text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^;]*?from\s+"([^"]+)"/g)) {
    if (match[1]) specifiers.push(match[1]);
  }
  for (const match of text.matchAll(/\bimport\(\s*"([^"]+)"\s*\)/g)) if (match[1]) specifiers.push(match[1]);
  for (const match of text.matchAll(/(?:^|\n)\s*import\s+"([^"]+)"/g))
    if (match[1]) specifiers.push(match[1]);
  return specifiers;
}
