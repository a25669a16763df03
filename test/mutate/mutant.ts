/** One change of the tree, and whether anything noticed it. */
export interface Mutant {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly before: string;
  readonly after: string;
  /** The line that it stands in, which tells it again when lines have moved. */
  readonly text: string;
}

/** `file:line:col before -> after | the line`. */
export function inOneLine({ file, line, column, before, after, text }: Mutant): string {
  return `${file}:${line}:${column} ${before} -> ${after} | ${text.trim().slice(0, 100)}`;
}

/** The same for the same change, wherever its line stands now. */
export function identityOf(line: string): string {
  return line.replace(/^([^:]+):\d+:\d+ /, "$1 ").trim();
}

export function positionOf(text: string, offset: number): { line: number; column: number; text: string } {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  const end = text.indexOf("\n", offset);
  return {
    line: before.split("\n").length,
    column: offset - start + 1,
    text: text.slice(start, end < 0 ? undefined : end),
  };
}
