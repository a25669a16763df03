import { formatSegmentHeader } from "../../core/journal/segment-header.ts";
import { TreeFrontier } from "../../core/journal/tree-frontier.ts";
import { sha256 } from "../keys/node-crypto.ts";
import type { DurableFile, DurableFs } from "./durable-fs.ts";
import { segmentPath } from "./journal-directory.ts";

/** A segment file appears under its name only when its header is on disk. */
export function createSegment(
  fs: DurableFs,
  directory: string,
  segment: number,
  header: Uint8Array,
): DurableFile {
  const path = segmentPath(directory, segment);
  const file = fs.open(`${path}.new`, "create");
  file.write(header, 0);
  file.sync();
  fs.rename(`${path}.new`, path);
  fs.syncDirectory(directory);
  return file;
}

/** The first segment, empty. */
export function beginJournal(fs: DurableFs, directory: string, station: string): DurableFile {
  const previousRoot = new TreeFrontier(sha256).root();
  const header = formatSegmentHeader({ station, segment: 0, firstIndex: 0, previousRoot });
  return createSegment(fs, directory, 0, header);
}
