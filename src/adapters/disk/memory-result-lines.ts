import type { ListedLine } from "../../core/results/result-line.ts";
import type { ResultLines } from "../../ports/result-lines.ts";

/** What a station without a disk for it remembers of its results. */
const LINES_KEPT = 4_096;

/** The list of results in memory: of a station whose disk refuses the files of it, and of one in virtual time. */
export class MemoryResultLines implements ResultLines {
  #lines: readonly ListedLine[] = [];

  last(): ListedLine | null {
    return this.#lines.at(-1) ?? null;
  }

  append(lines: readonly ListedLine[]): void {
    this.#lines = [...this.#lines, ...lines].slice(-LINES_KEPT);
  }

  *newestFirst(): Generator<readonly ListedLine[], "whole", void> {
    yield [...this.#lines].reverse();
    return "whole";
  }

  clear(): void {
    this.#lines = [];
  }
}
