import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { type ListedLine, listedLineSchema } from "../../core/results/result-line.ts";
import type { ResultLines } from "../../ports/result-lines.ts";
import { errnoOf } from "./errno-words.ts";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "./file-modes.ts";
import { makeDirectories } from "./make-directory.ts";

/** Some half a megabyte: what a search reads in one breath, while others wait who measure. */
const LINES_A_FILE = 1_024;
/** Half a millisecond of reading. */
const LINES_AT_ONCE = 100;
const NAME = /^\d{9}\.ndjson$/;
const NEWLINE = 0x0a;

/**
 * The list as files of JSON lines, `000000000.ndjson` and on, each named by the number of its first line. Not synced: a line that a power
 * cut took is made again from the journal.
 */
export class DiskResultLines implements ResultLines {
  readonly #directory: string;
  readonly #linesAFile: number;
  /** Names of the files, oldest first. */
  #files: string[] = [];
  /** Lines in the last one. */
  #count = 0;
  #last: ListedLine | null = null;

  /** Throws what the file system throws, but for a folder that is not there yet. */
  constructor(directory: string, linesAFile = LINES_A_FILE) {
    this.#directory = directory;
    this.#linesAFile = linesAFile;
    makeDirectories(directory, PRIVATE_FOLDER);
    this.#files = readdirSync(directory)
      .filter((name) => NAME.test(name))
      .sort();
    const newest = this.#files.at(-1);
    if (newest !== undefined) this.#goOn(this.#path(newest));
  }

  last(): ListedLine | null {
    return this.#last;
  }

  append(lines: readonly ListedLine[]): void {
    for (let at = 0; at < lines.length; ) {
      if (this.#files.length === 0 || this.#count >= this.#linesAFile) this.#beginFile();
      const part = lines.slice(at, at + this.#linesAFile - this.#count);
      const text = part.map((line) => `${JSON.stringify(line)}\n`).join("");
      appendFileSync(this.#path(this.#files.at(-1) ?? ""), text, { mode: PRIVATE_FILE });
      this.#count += part.length;
      this.#last = part.at(-1) ?? this.#last;
      at += part.length;
    }
  }

  *newestFirst(): Generator<readonly ListedLine[], "whole" | "damaged", void> {
    for (const name of [...this.#files].reverse()) {
      const texts = this.#texts(name);
      for (let end = texts.length; end > 0; end -= LINES_AT_ONCE) {
        const lines = texts.slice(Math.max(0, end - LINES_AT_ONCE), end).map(lineIn);
        if (!lines.every((line) => line !== null)) return "damaged";
        yield lines.reverse();
      }
    }
    return "whole";
  }

  clear(): void {
    for (const name of this.#files) rmSync(this.#path(name), { force: true });
    // Somebody may have taken the folder away, too.
    makeDirectories(this.#directory, PRIVATE_FOLDER);
    this.#files = [];
    this.#count = 0;
    this.#last = null;
  }

  /** A line that a kill cut short goes; it is the newest, and the journal has it. */
  #goOn(path: string): void {
    const bytes = readFileSync(path);
    const whole = bytes.lastIndexOf(NEWLINE) + 1;
    if (whole < statSync(path).size) truncateSync(path, whole);
    const texts = bytes.subarray(0, whole).toString("utf8").split("\n").slice(0, -1);
    this.#count = texts.length;
    this.#last = texts.length === 0 ? null : lineIn(texts.at(-1) ?? "");
    // What cannot be read cannot be gone on from.
    if (this.#last === null) this.clear();
  }

  #beginFile(): void {
    const first = this.#files.at(-1);
    const number = first === undefined ? 0 : Number.parseInt(first, 10) + this.#count;
    this.#files.push(`${String(number).padStart(9, "0")}.ndjson`);
    this.#count = 0;
  }

  #texts(name: string): readonly string[] {
    try {
      return readFileSync(this.#path(name), "utf8").split("\n").slice(0, -1);
    } catch (cause) {
      // Somebody deleted it: like a damaged one, it is made again.
      if (errnoOf(cause) === "ENOENT") return ["gone"];
      throw cause;
    }
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }
}

/** Null for what is none. */
function lineIn(text: string): ListedLine | null {
  try {
    const checked = listedLineSchema.safeParse(JSON.parse(text));
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}
