import { TreeFrontier } from "../../core/journal/tree-frontier.ts";
import { EdgeError } from "../../errors.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { sha256 } from "../keys/node-crypto.ts";
import { type DurableFile, type DurableFs, nodeDurableFs } from "./durable-fs.ts";
import { HashFile } from "./hash-file.ts";
import { listSegments } from "./journal-directory.ts";
import { beginJournal, createSegment } from "./new-segment.ts";
import { SEGMENT_BYTES, Staging } from "./staged-batch.ts";

const RECORDS_A_WRITE = 512;

/**
 * Writes the records of any store as a journal directory in the format of the segment store; the same records give the
 * same bytes. (A live journal differs in one field: which records shared a sync.) Throws EdgeError DIRECTORY_UNWRITABLE or DIRECTORY_USED.
 */
export function exportJournal(
  store: Pick<JournalStore, "read">,
  directory: string,
  station: string,
  options: { readonly fs?: DurableFs; readonly segmentBytes?: number } = {},
): void {
  const fs = options.fs ?? nodeDurableFs;
  try {
    writeJournal(fs, store.read(0), directory, station, options.segmentBytes ?? SEGMENT_BYTES);
  } catch (cause) {
    if (cause instanceof EdgeError) throw cause;
    throw new EdgeError(
      "DIRECTORY_UNWRITABLE",
      `Cannot write a journal to ${directory}.`,
      { directory },
      cause,
    );
  }
}

function writeJournal(
  fs: DurableFs,
  records: Iterable<Uint8Array>,
  directory: string,
  station: string,
  segmentBytes: number,
): void {
  fs.makeDirectory(directory);
  if (listSegments(fs, directory).length > 0) {
    throw new EdgeError("DIRECTORY_USED", `${directory} holds a journal already.`, { directory });
  }
  const frontier = new TreeFrontier(sha256);
  const staging = new Staging({
    station,
    segmentBytes,
    frontier,
    segment: 0,
    segmentFrom: 0,
    marksBatches: false,
  });
  const hashes = HashFile.create(fs, directory);
  let file = beginJournal(fs, directory, station);
  const write = (): void => {
    for (let batch = staging.take(); batch !== undefined; batch = staging.take()) {
      if (batch.opens !== null) {
        finish(file);
        file = createSegment(fs, directory, batch.opens.segment, batch.opens.header);
      }
      file.write(batch.bytes.subarray(0, batch.length), batch.position);
      hashes.put(hashes.count, batch.hashes.subarray(0, batch.hashesLength));
    }
  };
  try {
    for (const record of records) {
      staging.stage(record);
      if (staging.nextIndex % RECORDS_A_WRITE === 0) write();
    }
    write();
    hashes.publish(fs, directory);
  } finally {
    hashes.close();
    finish(file);
  }
}

function finish(file: DurableFile): void {
  file.sync();
  file.close();
}
