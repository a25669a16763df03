import type { ListedLine } from "../core/results/result-line.ts";

/** The list of results beside the journal, made from it, and made again from it where it is gone or damaged. */
export interface ResultLines {
  /** The newest; null where there is none. */
  last(): ListedLine | null;
  /** In the order of the journal. Throws what the file system throws. */
  append(lines: readonly ListedLine[]): void;
  /**
   * Newest first, some at a time, so that whoever looks through years lets others work in between. `damaged`: it came upon something
   * that no line is, and went no further.
   */
  newestFirst(): Generator<readonly ListedLine[], "whole" | "damaged", void>;
  /** Forgets all of it. */
  clear(): void;
}
