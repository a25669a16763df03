import { openSync, writeSync } from "node:fs";
import { cleanLine } from "../../core/clean-text.ts";
import { EdgeError } from "../../errors.ts";
import { PRIVATE_FILE } from "../disk/file-modes.ts";

/** Where finished lines of a log go. */
export interface LogSink {
  write(line: string): void;
}

/**
 * A file that is written line by line, each cleaned: JSON escapes the oldest controls alone, and whoever reads a log does so
 * in a terminal. A line that cannot be written is lost and stops nothing; the first one is told through `onLost`, and
 * again after one that could be. Throws EdgeError FILE_UNWRITABLE where it cannot be opened.
 */
export function openLogFile(file: string, onLost: (cause: unknown) => void): LogSink {
  let descriptor: number;
  try {
    descriptor = openSync(file, "a", PRIVATE_FILE);
  } catch (cause) {
    throw new EdgeError("FILE_UNWRITABLE", `Cannot write the log ${file}.`, { file }, cause);
  }
  return lineSink(descriptor, onLost);
}

export function lineSink(descriptor: number, onLost: (cause: unknown) => void): LogSink {
  let isLost = false;
  return {
    write(line) {
      try {
        writeAll(descriptor, Buffer.from(`${cleanLine(line.trimEnd())}\n`));
        isLost = false;
      } catch (cause) {
        if (!isLost) onLost(cause);
        isLost = true;
      }
    },
  };
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(descriptor, bytes, done);
}
