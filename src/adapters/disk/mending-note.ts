import { join } from "node:path";
import { z } from "zod";
import { type JournalMending, mendingSchema } from "../../core/journal/mending.ts";
import type { DurableFs } from "./durable-fs.ts";

/**
 * What was mended, on disk before it is done and until the journal itself says so: a start that is killed in between must not
 * make a cut that nobody is ever told of. It may be told twice.
 */
const NOTE_FILE = "mended.json";
const NOTE_BYTES_MAX = 64 * 1024;
const noteSchema = z.array(mendingSchema);

/** Those of earlier openings that the journal does not have yet. Throws what the file system throws. */
export function readMendingNote(fs: DurableFs, directory: string): readonly JournalMending[] {
  if (!fs.list(directory).includes(NOTE_FILE)) return [];
  const file = fs.open(join(directory, NOTE_FILE), "read");
  const bytes = new Uint8Array(NOTE_BYTES_MAX);
  try {
    return noteIn(bytes.subarray(0, file.read(bytes, 0)));
  } finally {
    file.close();
  }
}

export function writeMendingNote(fs: DurableFs, directory: string, mended: readonly JournalMending[]): void {
  const path = join(directory, NOTE_FILE);
  const file = fs.open(`${path}.new`, "create");
  try {
    file.write(new TextEncoder().encode(JSON.stringify(mended)), 0);
    file.sync();
  } finally {
    file.close();
  }
  fs.rename(`${path}.new`, path);
  fs.syncDirectory(directory);
}

export function removeMendingNote(fs: DurableFs, directory: string): void {
  fs.remove(join(directory, NOTE_FILE));
  fs.syncDirectory(directory);
}

function noteIn(bytes: Uint8Array): readonly JournalMending[] {
  try {
    return noteSchema.parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    return [{ kind: "note-unreadable" }];
  }
}
