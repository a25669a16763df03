import { join } from "node:path";
import { z } from "zod";
import { sameBytes } from "../../core/journal/merkle-proof.ts";
import type { KeptFrom } from "../../core/journal/retention.ts";
import { TreeFrontier } from "../../core/journal/tree-frontier.ts";
import { decodeBase64 } from "../../core/record/base64.ts";
import { sha256 } from "../keys/node-crypto.ts";
import type { DurableFs } from "./durable-fs.ts";
import type { SegmentFile } from "./journal-directory.ts";

/**
 * What the tree goes on from where the oldest segments are away, beside those that are left: an index can be made again from it. It proves
 * itself by the first header that is left. On disk before a segment is removed.
 */
const NOTE_FILE = "kept.json";
const NOTE_BYTES_MAX = 64 * 1024;
const noteSchema = z.strictObject({
  segment: z.int().min(0),
  index: z.int().min(0),
  peaks: z.array(z.string()),
});

/** Throws what the file system throws. */
export function writeKeptNote(fs: DurableFs, directory: string, kept: KeptFrom): void {
  const path = join(directory, NOTE_FILE);
  const file = fs.open(`${path}.new`, "create");
  try {
    file.write(new TextEncoder().encode(JSON.stringify(kept)), 0);
    file.sync();
  } finally {
    file.close();
  }
  fs.rename(`${path}.new`, path);
  fs.syncDirectory(directory);
}

/** The tree just before the first segment that is left; null where nothing that is known gives the root in its header. */
export function frontierBefore(fs: DurableFs, directory: string, first: SegmentFile): TreeFrontier | null {
  if (first.firstIndex === 0) return new TreeFrontier(sha256);
  const note = readNote(fs, directory);
  if (note === null || note.index !== first.firstIndex) return null;
  const peaks = note.peaks.map(decodeBase64);
  const frontier = TreeFrontier.of(
    sha256,
    note.index,
    peaks.filter((peak) => peak !== null),
  );
  return frontier !== null && sameBytes(frontier.root(), first.previousRoot) ? frontier : null;
}

function readNote(fs: DurableFs, directory: string): KeptFrom | null {
  if (!fs.list(directory).includes(NOTE_FILE)) return null;
  const file = fs.open(join(directory, NOTE_FILE), "read");
  const bytes = new Uint8Array(NOTE_BYTES_MAX);
  try {
    return noteSchema.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(0, file.read(bytes, 0)))));
  } catch {
    return null;
  } finally {
    file.close();
  }
}
